import type { ReactNode } from "react";
import { cn } from "./cn";

export type Tone = "neutral" | "accent" | "ok" | "warn" | "bad" | "info" | "run";

const SOFT: Record<Tone, string> = {
  neutral: "bg-sunken text-fg-2",
  accent: "bg-selected text-accent-text",
  ok: "bg-ok-soft text-ok",
  warn: "bg-warn-soft text-warn",
  bad: "bg-bad-soft text-bad",
  info: "bg-info-soft text-info",
  run: "bg-run-soft text-run",
};

export function Badge({
  tone = "neutral",
  icon,
  className,
  children,
}: {
  tone?: Tone;
  icon?: ReactNode;
  className?: string;
  children: ReactNode;
}) {
  return (
    <span
      className={cn(
        "inline-flex h-5 max-w-full items-center gap-1 rounded-chip px-1.5 text-small whitespace-nowrap",
        SOFT[tone],
        className,
      )}
    >
      {icon}
      <span className="truncate">{children}</span>
    </span>
  );
}

const SHAPE: Record<Tone, string> = {
  neutral: "rounded-full border-2 border-fg-3",
  accent: "rounded-full bg-accent",
  ok: "rounded-full bg-ok",
  warn: "rotate-45 rounded-[1px] bg-warn",
  bad: "rounded-[1px] bg-bad",
  info: "rounded-full bg-info",
  run: "animate-pulse rounded-full bg-run",
};

/** A state as shape and word, so that colour is never the only sign. */
export function StatusDot({ tone, children, className }: { tone: Tone; children: ReactNode; className?: string }) {
  return (
    <span className={cn("inline-flex items-center gap-1.5 text-small whitespace-nowrap text-fg-2", className)}>
      <span aria-hidden className={cn("size-2 shrink-0", SHAPE[tone])} />
      {children}
    </span>
  );
}
