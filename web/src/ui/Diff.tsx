import { useMemo } from "react";
import { cn } from "./cn";
import { lineChanges, type LineChange } from "./lines";

const SIGN = { same: " ", added: "+", removed: "−" } as const;
const LOOK: Record<LineChange["kind"], string> = {
  same: "text-fg-2",
  added: "bg-ok-soft text-fg",
  removed: "bg-bad-soft text-fg-2",
};

/** Two texts in one column: lines that went, lines that came, and what stayed between them. */
export function Diff({
  before,
  after,
  label,
  words,
  className,
}: {
  before: string;
  after: string;
  label: string;
  /** For screen readers, before each line that changed. */
  words: { added: string; removed: string };
  className?: string;
}) {
  const changes = useMemo(() => lineChanges(before, after), [before, after]);
  return (
    <pre
      tabIndex={0}
      aria-label={label}
      className={cn("min-h-0 overflow-auto font-mono text-small break-words whitespace-pre-wrap", className)}
    >
      {changes.map(({ kind, text }, index) => (
        <span key={index} className={cn("flex", LOOK[kind])}>
          <span aria-hidden className="w-6 shrink-0 text-center text-fg-3 select-none">
            {SIGN[kind]}
          </span>
          {kind !== "same" && <span className="sr-only">{words[kind]}</span>}
          <span className="min-w-0 flex-1">{text || " "}</span>
        </span>
      ))}
    </pre>
  );
}
