import { Copy, MoreHorizontal, MoveRight, Plus, Trash2, X } from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { uploadFile } from "@/api/runs";
import { Composer } from "@/chat/Composer";
import { filled } from "@/chat/opener";
import { Conversation } from "@/chat/Conversation";
import type { Question } from "@/chat/useChat";
import { rulesOf } from "@/chat/uploads";
import { complete } from "@/run/InputForm";
import type { FileEntry } from "@/run/inputs";
import { useSubmitKey } from "@/run/useSubmitKey";
import { Button, formatDuration, formatNumber, IconButton, Menu } from "@/ui";
import { ModelParameters } from "@/models/ModelParameters";
import { ModelPicker } from "@/models/ModelPicker";
import { textOf, withModel, type ModelChoice } from "./config";
import { questionOf, useDebug, useTrialInputs } from "./debug";
import { CompletionForm } from "./DebugCompletion";
import { TrialForm, useAnswerActions } from "./DebugChat";
import { useEditing } from "./edit";

export const MOST_MODELS = 4;
export interface Candidate {
  key: string;
  choice: ModelChoice;
}

interface Handle {
  send: (question: Question) => void;
  stop: () => void;
  reset: () => void;
}

interface Props {
  candidates: readonly Candidate[];
  setCandidates: (next: Candidate[]) => void;
  /** Leaves the mode; with a choice that model becomes the app's. */
  leave: (choice?: ModelChoice) => void;
}

/** Up to four models side by side: one question goes to all, each answers in its own column. */
export function DebugMulti({ candidates, setCandidates, leave }: Props) {
  const { t } = useTranslation("basic");
  const { mode, config } = useEditing();
  const inputs = useTrialInputs(config);
  const { fields, values } = inputs;
  const [checked, setChecked] = useState(false);
  const [files, setFiles] = useState<FileEntry[]>([]);
  const [asked, setAsked] = useState(false);
  const handles = useRef(new Map<string, Handle>());
  const [running, setRunning] = useState<ReadonlySet<string>>(new Set());
  const busy = running.size > 0;
  const text = mode === "completion";
  const ask = (query: string, attached: FileEntry[] = []): boolean => {
    setChecked(true);
    if (busy || !complete(fields, values)) return false;
    setAsked(true);
    for (const handle of handles.current.values()) {
      if (text) handle.reset();
      handle.send(questionOf(fields, values, query, attached));
    }
    return true;
  };
  const stop = () => handles.current.forEach((handle) => handle.stop());
  const form = useSubmitKey<HTMLDivElement>(() => text && ask("", files));
  const add = () => {
    const last = candidates.at(-1);
    if (last) setCandidates([...candidates, { key: crypto.randomUUID(), choice: last.choice }]);
  };
  return (
    <>
      <header className="flex min-h-11 shrink-0 flex-wrap items-center gap-2 border-b border-line py-1 pr-2 pl-4">
        <h2 className="min-w-32 flex-1 truncate text-base font-semibold">
          {t("multi.title", { count: candidates.length })}
        </h2>
        <Button
          size="compact"
          icon={<Plus size={14} />}
          disabledReason={candidates.length >= MOST_MODELS ? t("multi.most", { count: MOST_MODELS }) : undefined}
          onClick={add}
        >
          {t("multi.add")}
        </Button>
        <IconButton size="compact" label={t("multi.leave")} icon={<X size={14} />} onClick={() => leave()} />
      </header>
      {text ? (
        <div className="max-h-[45%] overflow-y-auto border-b border-line">
          <CompletionForm
            form={form}
            {...inputs}
            {...{ checked, files, setFiles, busy, stop }}
            run={() => ask("", files)}
            blocked={undefined}
          />
        </div>
      ) : (
        fields.some((field) => !field.hidden) && (
          <div className="max-h-[45%] overflow-y-auto border-b border-line p-3">
            <TrialForm {...inputs} checked={checked} open={!asked} />
          </div>
        )
      )}
      <div className="flex min-h-0 flex-1 snap-x overflow-x-auto">
        {candidates.map((one) => (
          <Column
            key={one.key}
            candidate={one}
            opener={text ? "" : filled(textOf(config["opening_statement"]), values)}
            last={candidates.length <= 2}
            full={candidates.length >= MOST_MODELS}
            handles={handles}
            onBusy={(on) =>
              setRunning((before) => {
                const next = new Set(before);
                if (on) next.add(one.key);
                else next.delete(one.key);
                return next;
              })
            }
            change={(choice) =>
              setCandidates(candidates.map((other) => (other.key === one.key ? { ...other, choice } : other)))
            }
            duplicate={() => setCandidates([...candidates, { key: crypto.randomUUID(), choice: one.choice }])}
            remove={() => setCandidates(candidates.filter((other) => other !== one))}
            use={() => leave(one.choice)}
          />
        ))}
      </div>
      {!text && (
        <div className="border-t border-line pt-2">
          <Composer
            send={ask}
            stop={stop}
            busy={busy}
            blocked={checked && !complete(fields, values) ? t("debug.fill") : undefined}
            placeholder={t("multi.placeholder")}
            files={rulesOf(config["file_upload"], uploadFile)}
          />
        </div>
      )}
    </>
  );
}

interface ColumnProps {
  candidate: Candidate;
  opener: string;
  last: boolean;
  full: boolean;
  handles: React.RefObject<Map<string, Handle>>;
  onBusy: (busy: boolean) => void;
  change: (choice: ModelChoice) => void;
  duplicate: () => void;
  remove: () => void;
  use: () => void;
}

function Column({ candidate, opener, last, full, handles, onBusy, change, duplicate, remove, use }: ColumnProps) {
  const { t } = useTranslation("basic");
  const { appId, mode, config } = useEditing();
  const { key, choice } = candidate;
  const own = useMemo(() => withModel(config, choice), [config, choice]);
  const chat = useDebug(appId, mode === "completion" ? "completion" : "chat", own);
  const { actions, log } = useAnswerActions(null);
  const { send, stop, reset, busy } = chat;
  useEffect(() => {
    const all = handles.current;
    all.set(key, { send: (question) => void send(question), stop, reset: () => reset() });
    return () => void all.delete(key);
  }, [handles, key, send, stop, reset]);
  const told = useRef(onBusy);
  useEffect(() => {
    told.current = onBusy;
  });
  useEffect(() => {
    told.current(busy);
    return () => told.current(false);
  }, [busy]);
  const first = useFirstWord(chat.turns.at(-1));
  const usage = chat.turns.at(-1)?.trace.usage;
  const facts = [
    first !== null && t("multi.first", { time: formatDuration(first) }),
    typeof usage?.total_tokens === "number" && t("log.tokens", { tokens: formatNumber(usage.total_tokens) }),
    Number(usage?.total_price ?? 0) > 0 && `${usage?.total_price} ${usage?.currency ?? ""}`,
  ].filter((one) => one !== false);
  return (
    <section
      aria-label={choice.name || t("model.choose")}
      className="flex min-w-[min(280px,100%)] flex-1 snap-start flex-col border-r border-line last:border-r-0"
    >
      <header className="flex items-center gap-1 border-b border-line p-2">
        <ModelPicker
          className="min-w-0 flex-1"
          label={t("model.title")}
          provider={choice.provider}
          name={choice.name}
          onChoose={(offer) =>
            change({
              provider: offer.provider,
              name: offer.model.model,
              mode: offer.model.model_properties.mode ?? "chat",
              params: choice.params,
            })
          }
        />
        <ModelParameters
          provider={choice.provider}
          model={choice.name}
          params={choice.params}
          onChange={(params) => change({ ...choice, params })}
        />
        <Menu
          trigger={<IconButton label={t("multi.menu")} icon={<MoreHorizontal size={14} />} />}
          entries={[
            { label: t("multi.use"), icon: <MoveRight size={14} />, onSelect: use },
            { label: t("multi.duplicate"), icon: <Copy size={14} />, disabled: full, onSelect: duplicate },
            "separator",
            { label: t("remove"), icon: <Trash2 size={14} />, danger: true, disabled: last, onSelect: remove },
          ]}
        />
      </header>
      <Conversation turns={chat.turns} actions={actions} opener={opener} ask={() => undefined} busy={busy} />
      {facts.length > 0 && (
        <p className="border-t border-line px-3 py-1.5 text-meta text-fg-3 tabular">{facts.join(" · ")}</p>
      )}
      {log}
    </section>
  );
}

/** Seconds from asking to the first word of an answer; the time is taken when the word is drawn. */
function useFirstWord(turn: { key: string; createdAt: number | null; trace: { text: string } } | undefined) {
  const [seen, setSeen] = useState<{ key: string; after: number } | null>(null);
  const key = turn?.key;
  const said = (turn?.trace.text ?? "") !== "";
  const began = turn?.createdAt ?? null;
  useEffect(() => {
    if (key === undefined || !said || began === null) return;
    const after = Date.now() / 1000 - began;
    const frame = requestAnimationFrame(() => setSeen((old) => (old?.key === key ? old : { key, after })));
    return () => cancelAnimationFrame(frame);
  }, [key, said, began]);
  return seen !== null && seen.key === key ? seen.after : null;
}
