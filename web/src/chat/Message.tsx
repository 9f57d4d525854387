import { Check, Copy, RotateCcw, Square, ThumbsDown, ThumbsUp, Volume2 } from "lucide-react";
import { memo, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Button, IconButton } from "@/ui/Button";
import { copyText } from "@/ui/CopyButton";
import { ErrorBlock } from "@/ui/Feedback";
import { AgentText } from "./AgentText";
import { AnswerText, FileCards } from "./Answer";
import { Asked } from "./Asked";
import { Citations } from "./Citations";
import { splitThinking } from "./markdown/blocks";
import type { Turn } from "./turn";

export interface MessageActions {
  rate?: ((turn: Turn, rating: "like" | "dislike" | null) => void) | undefined;
  again?: ((turn: Turn) => void) | undefined;
  /** Asks a question in other words, in the place of the first. */
  edit?: ((turn: Turn, query: string) => void) | undefined;
  /** Stands beside answers. */
  face?: ReactNode;
  /** Stands above questions: who asks. */
  asker?: ReactNode;
  /** Reads on an answer whose connection was given up. */
  resume?: ((turn: Turn) => void) | undefined;
  /** Steps, traces and the like, above the answer. */
  above?: ((turn: Turn) => ReactNode) | undefined;
  /** More buttons for a finished answer. */
  more?: ((turn: Turn) => ReactNode) | undefined;
  /** Reads answers aloud; a second press ends it. */
  voice?: Voice | undefined;
  /** The sentence for an error code, with what to do next. */
  explain?: ((code: string | null, message: string) => string) | undefined;
}

export interface Voice {
  speaking: string | null;
  loading: string | null;
  toggle: (turn: Turn, text: string) => void;
}

/** A question on the right, its answer below over the whole width. */
export const Message = memo(function Message({
  turn,
  actions,
  last,
}: {
  turn: Turn;
  actions: MessageActions;
  last: boolean;
}) {
  const { t } = useTranslation("chat");
  const { trace, state } = turn;
  const streaming = state === "streaming";
  const said = trace.text !== "" || trace.reasoning !== "" || trace.thoughts.some((one) => one.tool);
  const waiting = streaming && !said;
  return (
    <article aria-label={t("message")} className="flex flex-col gap-3">
      {(turn.query !== "" || turn.files.length > 0) && (
        <Asked turn={turn} edit={streaming ? undefined : actions.edit} face={actions.asker} />
      )}
      <div className={actions.face ? "relative min-w-0 sm:pl-10" : "min-w-0"}>
        {actions.face && <span className="mb-2 block sm:absolute sm:top-0 sm:left-0 sm:mb-0">{actions.face}</span>}
        {actions.above?.(turn)}
        {waiting && <Dots label={t("answering")} />}
        {trace.thoughts.some((one) => one.tool) ? (
          <AgentText trace={trace} streaming={streaming} />
        ) : (
          <AnswerText text={trace.text} reasoning={trace.reasoning} streaming={streaming} />
        )}
        <FileCards files={trace.files} />
        {state === "failed" && <Failed turn={turn} actions={actions} last={last} />}
        {state === "stopped" && <p className="mt-1 text-small text-fg-3">{t("stopped")}</p>}
        <Citations items={trace.citations} />
        {!streaming && <Bar turn={turn} actions={actions} last={last} />}
      </div>
    </article>
  );
});

function Failed({ turn, actions, last }: { turn: Turn; actions: MessageActions; last: boolean }) {
  const { t } = useTranslation("chat");
  const { trace } = turn;
  const { again, resume } = actions;
  const lost = last && resume !== undefined && trace.errorCode === "stream_lost" && trace.runId !== null;
  return (
    <ErrorBlock
      className="mt-2"
      title={actions.explain?.(trace.errorCode, trace.error ?? "") ?? trace.error ?? t("failed")}
      action={
        lost && (
          <Button size="inline" onClick={() => resume(turn)}>
            {t("reconnect")}
          </Button>
        )
      }
      onRetry={again && last && !lost ? () => again(turn) : undefined}
    />
  );
}

function Dots({ label }: { label: string }) {
  return (
    <span role="status" aria-label={label} className="flex h-6 items-center gap-1">
      {[0, 1, 2].map((dot) => (
        <span
          key={dot}
          className="size-1.5 animate-pulse rounded-full bg-fg-3"
          style={{ animationDelay: `${dot * 200}ms` }}
        />
      ))}
    </span>
  );
}

function Bar({ turn, actions, last }: { turn: Turn; actions: MessageActions; last: boolean }) {
  const { t } = useTranslation("chat");
  const [copied, setCopied] = useState(false);
  const { rate, again, voice, more } = actions;
  const answer = splitThinking(turn.trace.text)
    .filter((piece) => piece.kind === "text")
    .map((piece) => piece.text)
    .join("\n");
  if (answer === "" && turn.state === "failed") return null;
  const toggle = (rating: "like" | "dislike") => rate?.(turn, turn.feedback === rating ? null : rating);
  return (
    <div role="toolbar" aria-label={t("actions")} className="mt-1 -ml-1.5 flex items-center text-fg-3">
      <IconButton
        size="compact"
        label={copied ? t("copied") : t("copy")}
        icon={copied ? <Check size={14} className="text-ok" /> : <Copy size={14} />}
        onClick={() => {
          void copyText(answer).then(() => setCopied(true));
          setTimeout(() => setCopied(false), 1500);
        }}
      />
      {rate && turn.trace.messageId !== null && (
        <>
          <IconButton
            size="compact"
            label={t("like")}
            aria-pressed={turn.feedback === "like"}
            icon={<ThumbsUp size={14} className={turn.feedback === "like" ? "fill-current text-accent" : ""} />}
            onClick={() => toggle("like")}
          />
          <IconButton
            size="compact"
            label={t("dislike")}
            aria-pressed={turn.feedback === "dislike"}
            icon={<ThumbsDown size={14} className={turn.feedback === "dislike" ? "fill-current text-accent" : ""} />}
            onClick={() => toggle("dislike")}
          />
        </>
      )}
      {voice && answer.trim() !== "" && (
        <IconButton
          size="compact"
          label={voice.speaking === turn.key ? t("quiet") : t("speak")}
          loading={voice.loading === turn.key}
          icon={voice.speaking === turn.key ? <Square size={14} /> : <Volume2 size={14} />}
          onClick={() => voice.toggle(turn, answer)}
        />
      )}
      {more?.(turn)}
      {again && last && turn.state !== "streaming" && (
        <IconButton size="compact" label={t("again")} icon={<RotateCcw size={14} />} onClick={() => again(turn)} />
      )}
    </div>
  );
}
