import type { ReactNode } from "react";
import { cn } from "./cn";
import { CopyButton } from "./CopyButton";

export function CodeBlock({
  code,
  title,
  wrap = false,
  className,
  children,
}: {
  code: string;
  title?: ReactNode;
  wrap?: boolean;
  className?: string;
  /** The coloured form of `code`. */
  children?: ReactNode;
}) {
  return (
    <div className={cn("relative overflow-hidden rounded-control border bg-sunken", className)}>
      <div className="flex h-8 items-center justify-between gap-2 border-b pr-1 pl-3 text-small text-fg-3">
        <span className="truncate">{title}</span>
        <CopyButton text={code} />
      </div>
      <pre
        tabIndex={0}
        className={cn("overflow-x-auto p-3 font-mono text-small text-fg", wrap && "break-words whitespace-pre-wrap")}
      >
        <code>{children ?? code}</code>
      </pre>
    </div>
  );
}
