import { ChevronRight, RotateCcw } from "lucide-react";
import { useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { debugSuggestions } from "@/api/modelConfig";
import { followRun, runDraft, stopRun, uploadFile } from "@/api/runs";
import { Composer } from "@/chat/Composer";
import { Conversation } from "@/chat/Conversation";
import type { MessageActions } from "@/chat/Message";
import { filled } from "@/chat/opener";
import type { Turn } from "@/chat/turn";
import { useChat, type Transport } from "@/chat/useChat";
import { filesOf, rulesOf } from "@/chat/uploads";
import { useExplain } from "@/i18n/useExplain";
import type { RunStore } from "@/editor/runStore";
import { complete, InputForm } from "@/run/InputForm";
import { initialValues, wireFile, wireInputs, type Declaration, type FileEntry, type FormValues } from "@/run/inputs";
import type { ParentOf } from "@/run/state";
import type { RunEvent } from "@/run/events";
import { IconButton } from "@/ui/Button";
import { Callout } from "@/ui/Feedback";
import { SidePanel } from "@/ui/SidePanel";
import { Annotate } from "../annotations/Annotate";
import { TraceToggle } from "./TraceToggle";
import { useTriedSound } from "./useTriedSound";

interface Props {
  appId: string;
  /** A published version that answers in place of the draft. */
  version: string | null;
  fields: readonly Declaration[];
  features: Record<string, unknown>;
  /** Stores the draft before it runs; false: it could not be stored. */
  save: () => Promise<boolean>;
  store: RunStore;
  parentOf: ParentOf;
  locate: (node: string) => void;
  onClose: () => void;
}

/** The events of an answer, whose begin and end the canvas hears of. */
async function* onCanvas(store: RunStore, stream: AsyncIterable<unknown>): AsyncGenerator<RunEvent> {
  store.getState().begin();
  try {
    for await (const event of stream) yield event as RunEvent;
    store.getState().end();
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : null;
    store.getState().end({ message: error instanceof Error ? error.message : String(error), code });
    throw error;
  }
}

/** Preview of a chatflow: the draft as a chat, each answer with its steps; the newest answer's run is on the canvas. */
export function PreviewPanel({ appId, version, fields, features, save, store, parentOf, locate, onClose }: Props) {
  const { t } = useTranslation("orchestrate");
  const [values, setValues] = useState<FormValues>(() => initialValues(fields));
  const [checked, setChecked] = useState(false);
  const shown = useRef<string | null>(null);
  const asks = (features["suggested_questions_after_answer"] as { enabled?: unknown } | undefined)?.enabled === true;
  const { voice, hear, listen } = useTriedSound(appId, features);
  const transport = useMemo<Transport>(() => {
    const chosen = version === null ? {} : { workflow_id: version };
    return {
      parentOf,
      stop: (task) => stopRun(appId, task),
      ...(asks ? { followUps: (message: string) => debugSuggestions(appId, message) } : {}),
      send: ({ body }, conversation, control) =>
        onCanvas(store, runDraft(appId, true, { ...body, ...chosen, conversation_id: conversation ?? "" }, control)),
      resume: (turn, control) => onCanvas(store, followRun(appId, turn.trace.runId ?? "", 0, control)),
      onEvents: (events, turn) => {
        shown.current = turn;
        for (const event of events) store.getState().push(event);
        hear(events, turn);
      },
    };
  }, [appId, version, parentOf, store, asks, hear]);
  const chat = useChat(transport);
  const explain = useExplain();
  const sentence = (code: string | null, message: string) =>
    explain(Object.assign(new Error(message), { code: code ?? "run_failed", status: 0, requestId: null })).title;
  const ask = (query: string, files: FileEntry[] = []): boolean => {
    setChecked(true);
    if (!complete(fields, values)) return false;
    const body = { inputs: wireInputs(fields, values), query, files: files.flatMap(wireFile) };
    void save().then((saved) => {
      if (saved) void chat.send({ query, files: filesOf(files), body });
    });
    return true;
  };
  const actions: MessageActions = {
    voice,
    explain: (code, message) => sentence(code, message),
    again: (turn: Turn) => void ask(turn.query),
    resume: (turn: Turn) => void chat.resume(turn),
    more: (turn: Turn) => <Annotate appId={appId} turn={turn} />,
    above: (turn: Turn) => (
      <TraceToggle
        trace={turn.trace}
        locate={(node) => {
          if (turn.state !== "streaming") store.getState().show(turn.trace);
          locate(node);
        }}
      />
    ),
  };
  const visible = fields.filter((field) => !field.hidden);
  const opener = typeof features["opening_statement"] === "string" ? features["opening_statement"] : "";
  const suggested = Array.isArray(features["suggested_questions"]) ? (features["suggested_questions"] as string[]) : [];
  return (
    <SidePanel
      name="preview"
      title={t("preview")}
      onClose={onClose}
      initial={440}
      actions={
        <IconButton
          size="compact"
          label={t("restart")}
          icon={<RotateCcw size={14} />}
          onClick={() => {
            chat.reset();
            store.getState().clear();
          }}
        />
      }
    >
      <div className="flex h-full flex-col">
        <Conversation
          turns={chat.turns}
          actions={actions}
          opener={filled(opener, values)}
          questions={suggested.map((one) => filled(one, values))}
          ask={ask}
          busy={chat.busy}
          top={
            <>
              {visible.length > 0 && (
                <details
                  open={chat.turns.length === 0 || undefined}
                  className="group rounded-control border border-line"
                >
                  <summary className="flex h-9 list-none items-center justify-between px-3 text-base font-medium text-fg">
                    {t("inputsTitle")}
                    <ChevronRight size={14} aria-hidden className="text-fg-3 group-open:rotate-90" />
                  </summary>
                  <div className="border-t border-line p-3">
                    <InputForm
                      fields={fields}
                      values={values}
                      update={setValues}
                      upload={uploadFile}
                      checked={checked}
                    />
                  </div>
                </details>
              )}
            </>
          }
        />
        {chat.lost && (
          <Callout tone="warn" className="mx-4 mb-2">
            {t("lost")}
          </Callout>
        )}
        <Composer
          send={ask}
          stop={chat.stop}
          busy={chat.busy}
          blocked={checked && !complete(fields, values) ? t("blocked") : undefined}
          files={rulesOf(features["file_upload"], uploadFile)}
          listen={listen}
        />
      </div>
    </SidePanel>
  );
}
