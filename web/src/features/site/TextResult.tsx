import { Bookmark, CopyPlus, FileOutput, Square, ThumbsDown, ThumbsUp, Volume2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { AnswerText, FileCards } from "@/chat/Answer";
import { Citations } from "@/chat/Citations";
import { splitThinking } from "@/chat/markdown/blocks";
import type { useSpeech } from "@/chat/speech";
import type { Rating } from "@/api/web";
import type { Trace } from "@/run/state";
import { Button, IconButton } from "@/ui/Button";
import { CopyButton } from "@/ui/CopyButton";
import { Callout, EmptyState, ErrorBlock } from "@/ui/Feedback";
import { Spinner } from "@/ui/Spinner";
import { toast } from "@/ui/toast";
import { useSiteErrors } from "./parts";
import { useRunOnce } from "./useRunOnce";
import type { Saved } from "./useSaved";
import type { Site } from "./useSite";

/** Variations of variations end here. */
const DEEPEST = 2;

interface Props {
  site: Site;
  saved: Saved;
  voice: ReturnType<typeof useSpeech>;
  trace: Trace;
  busy: boolean;
  again?: (() => void) | undefined;
  depth?: number;
}

/** A text with what can be done about it, and variations of it below. */
export function TextResult({ site, saved, voice, trace, busy, again, depth = 0 }: Props) {
  const { t } = useTranslation("site");
  const explain = useSiteErrors();
  if (trace.status === "idle")
    return <EmptyState icon={<FileOutput size={20} />} title={t("resultEmpty")} text={t("resultEmptyText")} />;
  const waiting = busy && trace.text === "" && trace.reasoning === "";
  return (
    <article className="rounded-card border border-line bg-surface">
      <div className="px-4 py-3">
        {depth > 0 && <p className="mb-2 text-small text-fg-3">{t("variation", { number: depth })}</p>}
        {waiting && (
          <p className="flex items-center gap-2 text-base text-fg-2">
            <Spinner size={14} /> {t("running")}
          </p>
        )}
        <AnswerText text={trace.text} reasoning={trace.reasoning} streaming={busy} />
        <FileCards files={trace.files} />
        <Citations items={trace.citations} />
        {trace.status === "failed" && (
          <ErrorBlock className="mt-2" title={explain(trace.errorCode, trace.error ?? t("failed"))} onRetry={again} />
        )}
        {trace.status === "stopped" && <Callout className="mt-2">{t("stoppedText")}</Callout>}
      </div>
      {!busy && trace.text !== "" && <Actions {...{ site, saved, voice, trace, depth }} />}
    </article>
  );
}

function Actions({ site, saved, voice, trace, depth }: Omit<Props, "busy" | "again"> & { depth: number }) {
  const { t } = useTranslation("site");
  const { t: word } = useTranslation("chat");
  const explain = useSiteErrors();
  const { api, parameters } = site;
  const [rating, setRating] = useState<Rating>(null);
  const more = useRunOnce(api, "completion", (events) => voice.hear(events, "more"));
  const id = trace.messageId;
  const text = splitThinking(trace.text)
    .filter((piece) => piece.kind === "text")
    .map((piece) => piece.text)
    .join("\n");
  const kept = saved.has(id);
  const told = (error: unknown) => {
    const code = error instanceof Error && "code" in error ? String(error.code) : null;
    toast.bad(explain(code, error instanceof Error ? error.message : t("failed")));
  };
  const rate = (next: "like" | "dislike") => {
    if (id === null) return;
    const before = rating;
    const value = rating === next ? null : next;
    setRating(value);
    api.rate(id, value).catch((error: unknown) => {
      setRating(before);
      told(error);
    });
  };
  const keep = () => {
    const item = saved.items.find((one) => one.id === id);
    void (kept && item ? saved.remove(item) : saved.save(trace)).catch(told);
  };
  const speaks = parameters.text_to_speech?.["enabled"] === true;
  const key = id ?? "result";
  const variations = parameters.more_like_this?.["enabled"] === true && depth < DEEPEST;
  return (
    <>
      <div
        role="toolbar"
        aria-label={word("actions")}
        className="flex flex-wrap items-center gap-0.5 border-t border-line px-2 py-1 text-fg-3"
      >
        <CopyButton text={text} label={t("copy")} />
        {id !== null && (
          <>
            <IconButton
              label={kept ? t("saved.remove") : t("saved.save")}
              aria-pressed={kept}
              icon={<Bookmark size={16} className={kept ? "fill-current text-accent" : ""} />}
              onClick={keep}
            />
            <IconButton
              label={word("like")}
              aria-pressed={rating === "like"}
              icon={<ThumbsUp size={16} className={rating === "like" ? "fill-current text-accent" : ""} />}
              onClick={() => rate("like")}
            />
            <IconButton
              label={word("dislike")}
              aria-pressed={rating === "dislike"}
              icon={<ThumbsDown size={16} className={rating === "dislike" ? "fill-current text-accent" : ""} />}
              onClick={() => rate("dislike")}
            />
          </>
        )}
        {speaks && (
          <IconButton
            label={voice.speaking === key ? word("quiet") : word("speak")}
            loading={voice.loading === key}
            icon={voice.speaking === key ? <Square size={16} /> : <Volume2 size={16} />}
            onClick={() => {
              if (voice.speaking === key) voice.stop();
              else voice.play(key, { id, text }).catch(() => toast.bad(word("speakFailed")));
            }}
          />
        )}
        <span className="flex-1" />
        {variations &&
          id !== null &&
          (more.busy ? (
            <Button size="compact" icon={<Square size={14} className="fill-current" />} onClick={more.stop}>
              {t("stop")}
            </Button>
          ) : (
            <Button
              size="compact"
              icon={<CopyPlus size={14} />}
              onClick={() => more.begin((control) => api.moreLikeThis(id, control))}
            >
              {t("moreLikeThis")}
            </Button>
          ))}
      </div>
      {more.trace.status !== "idle" && (
        <div className="border-t border-line bg-app p-3">
          <TextResult
            {...{ site, saved, voice }}
            trace={more.trace}
            busy={more.busy}
            depth={depth + 1}
            again={() => more.begin((control) => api.moreLikeThis(id ?? "", control))}
          />
        </div>
      )}
    </>
  );
}
