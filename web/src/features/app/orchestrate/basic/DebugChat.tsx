import { ChevronRight, RotateCcw, ScrollText } from "lucide-react";
import { useCallback, useMemo, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { uploadFile } from "@/api/runs";
import { Composer } from "@/chat/Composer";
import { Conversation } from "@/chat/Conversation";
import type { MessageActions } from "@/chat/Message";
import { filled } from "@/chat/opener";
import type { Turn } from "@/chat/turn";
import { rulesOf } from "@/chat/uploads";
import { complete, InputForm } from "@/run/InputForm";
import type { FileEntry, FormValues } from "@/run/inputs";
import { Callout, IconButton } from "@/ui";
import { Annotate } from "../../annotations/Annotate";
import { useTriedSound } from "../useTriedSound";
import { modelOf, textOf, textsOf } from "./config";
import { questionOf, useDebug, useSentence, useTrialInputs } from "./debug";
import { useEditing } from "./edit";
import { PromptLog } from "./PromptLog";

/** The chat as people will have it, with what was sent to the model behind each answer. */
export function DebugChat() {
  const { t } = useTranslation("basic");
  const { appId, config } = useEditing();
  const { fields, values, update } = useTrialInputs(config);
  const [checked, setChecked] = useState(false);
  const chat = useDebug(appId, "chat", config);
  const ready = complete(fields, values);
  const ask = (query: string, files: FileEntry[] = []): boolean => {
    setChecked(true);
    if (!ready) return false;
    void chat.send(questionOf(fields, values, query, files));
    return true;
  };
  const annotate = useCallback((turn: Turn) => <Annotate appId={appId} turn={turn} />, [appId]);
  const { actions, log } = useAnswerActions(ask, annotate);
  const { voice, listen } = useTriedSound(appId, config);
  const opener = textOf(config["opening_statement"]);
  const noModel = modelOf(config).name === "";
  return (
    <>
      <DebugHeader
        actions={
          <IconButton
            size="compact"
            label={t("debug.restart")}
            icon={<RotateCcw size={14} />}
            onClick={() => chat.reset()}
          />
        }
      />
      <Conversation
        turns={chat.turns}
        actions={{ ...actions, voice }}
        opener={filled(opener, values)}
        questions={textsOf(config["suggested_questions"]).map((one) => filled(one, values))}
        ask={ask}
        busy={chat.busy}
        top={<TrialForm {...{ fields, values, update, checked }} open={chat.turns.length === 0} />}
      />
      {chat.lost && (
        <Callout tone="warn" className="mx-4 mb-2">
          {t("debug.lost")}
        </Callout>
      )}
      <Composer
        send={ask}
        stop={chat.stop}
        busy={chat.busy}
        blocked={noModel ? t("debug.noModel") : checked && !ready ? t("debug.fill") : undefined}
        files={rulesOf(config["file_upload"], uploadFile)}
        listen={listen}
      />
      {log}
    </>
  );
}

export function DebugHeader({ actions }: { actions?: React.ReactNode }) {
  const { t } = useTranslation("basic");
  return (
    <header className="flex h-11 shrink-0 items-center gap-2 border-b border-line pr-2 pl-4">
      <h2 className="min-w-0 flex-1 truncate text-base font-semibold">{t("debug.title")}</h2>
      {actions}
    </header>
  );
}

/** Copy, ask again and the prompt log of every answer. */
export function useAnswerActions(again: ((query: string) => void) | null, extra?: (turn: Turn) => ReactNode) {
  const { t } = useTranslation("basic");
  const { appId } = useEditing();
  const sentence = useSentence();
  const [logged, setLogged] = useState<Turn | null>(null);
  const actions = useMemo<MessageActions>(
    () => ({
      explain: sentence,
      ...(again ? { again: (turn: Turn) => again(turn.query) } : {}),
      more: (turn: Turn) =>
        turn.trace.messageId !== null && (
          <>
            <IconButton
              size="compact"
              label={t("log.open")}
              icon={<ScrollText size={14} />}
              onClick={() => setLogged(turn)}
            />
            {extra?.(turn)}
          </>
        ),
    }),
    [again, extra, sentence, t],
  );
  const log = logged && <PromptLog appId={appId} turn={logged} onClose={() => setLogged(null)} />;
  return { actions, log };
}

interface TrialFormProps {
  fields: ReturnType<typeof useTrialInputs>["fields"];
  values: FormValues;
  update: ReturnType<typeof useTrialInputs>["update"];
  checked: boolean;
  open: boolean;
}

/** The variables, folded once the conversation has begun. */
export function TrialForm({ fields, values, update, checked, open }: TrialFormProps) {
  const { t } = useTranslation("basic");
  if (!fields.some((field) => !field.hidden)) return null;
  return (
    <details open={open || undefined} className="group rounded-control border border-line">
      <summary className="flex h-9 list-none items-center justify-between px-3 text-base font-medium text-fg">
        {t("debug.inputs")}
        <ChevronRight size={14} aria-hidden className="text-fg-3 group-open:rotate-90" />
      </summary>
      <div className="border-t border-line p-3">
        <InputForm fields={fields} values={values} update={update} upload={uploadFile} checked={checked} />
      </div>
    </details>
  );
}
