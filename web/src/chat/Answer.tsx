import { Brain, ChevronRight, FileText } from "lucide-react";
import { memo, useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { FileValue } from "@/run/events";
import { formatBytes } from "@/ui/format";
import { splitThinking } from "./markdown/blocks";
import { Markdown } from "./markdown/Markdown";

/** An answer's text: thoughts folded, the rest as Markdown. */
export const AnswerText = memo(function AnswerText({
  text,
  reasoning,
  streaming,
}: {
  text: string;
  reasoning: string;
  streaming: boolean;
}) {
  const pieces = useMemo(() => splitThinking(text), [text]);
  return (
    <>
      {reasoning !== "" && <Thinking text={reasoning} open={streaming && text === ""} />}
      {pieces.map((piece, index) =>
        piece.kind === "thinking" ? (
          <Thinking key={index} text={piece.text} open={piece.open && streaming} />
        ) : (
          <Markdown key={index} text={piece.text} />
        ),
      )}
    </>
  );
});

function Thinking({ text, open }: { text: string; open: boolean }) {
  const { t } = useTranslation("chat");
  return (
    <details open={open || undefined} className="group mb-2 rounded-control border border-line bg-sunken/60">
      <summary className="flex h-8 list-none items-center gap-1.5 px-2.5 text-small text-fg-2">
        <Brain size={14} aria-hidden className={open ? "animate-pulse text-run" : "text-fg-3"} />
        {open ? t("thinking") : t("thought")}
        <ChevronRight size={14} aria-hidden className="ml-auto text-fg-3 group-open:rotate-90" />
      </summary>
      <div className="border-t border-line px-3 py-2 text-small break-words whitespace-pre-wrap text-fg-2">
        {text.trim()}
      </div>
    </details>
  );
}

/** Files of a message: pictures shown, others as cards to download. */
export function FileCards({ files }: { files: readonly FileValue[] }) {
  if (files.length === 0) return null;
  return (
    <ul className="mt-2 flex flex-wrap gap-2">
      {files.map((file, index) => (
        <li key={file.id ?? index}>
          <FileCard file={file} />
        </li>
      ))}
    </ul>
  );
}

function FileCard({ file }: { file: FileValue }) {
  const url = file.url ?? file.remote_url ?? undefined;
  const name = file.filename ?? url?.split(/[?#]/)[0]?.split("/").pop() ?? file.type;
  if (file.type === "image" && url) {
    return (
      <a href={url} target="_blank" rel="noreferrer noopener">
        <img src={url} alt={name} loading="lazy" className="max-h-60 max-w-full rounded-card border border-line" />
      </a>
    );
  }
  // Files that people and models make come without captions.
  // eslint-disable-next-line jsx-a11y/media-has-caption
  if (file.type === "audio" && url) return <audio controls src={url} aria-label={name} />;
  return (
    <a
      href={url}
      target="_blank"
      rel="noreferrer noopener"
      download={name}
      className="flex h-11 max-w-64 items-center gap-2 rounded-control border border-line bg-surface px-3 text-small text-fg no-underline hover:bg-hover"
    >
      <FileText size={16} className="text-fg-3" aria-hidden />
      <span className="min-w-0">
        <span className="block truncate">{name}</span>
        {(file.size ?? 0) > 0 && <span className="block text-meta text-fg-3">{formatBytes(file.size ?? 0)}</span>}
      </span>
    </a>
  );
}
