import { AlertTriangle, CheckCircle2, ChevronRight, Info, XCircle } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "./Button";
import { cn } from "./cn";
import { CopyButton } from "./CopyButton";
import { useUiTexts } from "./texts";

export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={cn("block animate-pulse rounded-control bg-hover", className)} />;
}

/** Says what belongs here and what it is good for, with one action. */
export function EmptyState({
  icon,
  title,
  text,
  action,
  className,
}: {
  icon?: ReactNode;
  title: ReactNode;
  text?: ReactNode;
  action?: ReactNode;
  className?: string;
}) {
  return (
    <div className={cn("mx-auto flex max-w-md flex-col items-center px-4 py-14 text-center", className)}>
      {icon && <span className="mb-3 grid size-11 place-items-center rounded-card bg-sunken text-fg-3">{icon}</span>}
      <p className="text-read font-medium text-fg">{title}</p>
      {text && <p className="mt-1 text-base text-fg-2">{text}</p>}
      {action && <div className="mt-4 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  );
}

const CALLOUT = {
  info: { box: "bg-info-soft", icon: <Info size={16} />, colour: "text-info" },
  ok: { box: "bg-ok-soft", icon: <CheckCircle2 size={16} />, colour: "text-ok" },
  warn: { box: "bg-warn-soft", icon: <AlertTriangle size={16} />, colour: "text-warn" },
  bad: { box: "bg-bad-soft", icon: <XCircle size={16} />, colour: "text-bad" },
};

export function Callout({
  tone = "info",
  title,
  action,
  className,
  children,
}: {
  tone?: keyof typeof CALLOUT;
  title?: ReactNode;
  action?: ReactNode;
  className?: string;
  children?: ReactNode;
}) {
  const look = CALLOUT[tone];
  return (
    <div
      role={tone === "bad" ? "alert" : "status"}
      className={cn("flex items-start gap-2.5 rounded-control px-3 py-2.5 text-base text-fg", look.box, className)}
    >
      <span aria-hidden className={cn("mt-0.5 shrink-0", look.colour)}>
        {look.icon}
      </span>
      <div className="min-w-0 flex-1">
        {title && <p className="font-medium">{title}</p>}
        {children && <div className={cn("break-words text-fg-2", title && "mt-0.5")}>{children}</div>}
      </div>
      {action && <div className="shrink-0">{action}</div>}
    </div>
  );
}

/** What happened, the next step, and for those who ask the details. */
export function ErrorBlock({
  title,
  details,
  action,
  onRetry,
  className,
}: {
  title: ReactNode;
  details?: string | undefined;
  action?: ReactNode;
  onRetry?: (() => void) | undefined;
  className?: string;
}) {
  const texts = useUiTexts();
  return (
    <div role="alert" className={cn("rounded-control bg-bad-soft px-3 py-2.5 text-base text-fg", className)}>
      <div className="flex flex-wrap items-start gap-2.5">
        <XCircle aria-hidden size={16} className="mt-0.5 shrink-0 text-bad" />
        <p className="min-w-40 flex-1 break-words">{title}</p>
        {action}
        {onRetry && (
          <Button size="inline" onClick={onRetry}>
            {texts.retry}
          </Button>
        )}
      </div>
      {details && (
        <details className="group mt-1.5 pl-6.5 text-small text-fg-2">
          <summary className="flex w-fit list-none items-center gap-1">
            <ChevronRight aria-hidden size={12} className="group-open:rotate-90" />
            {texts.details}
          </summary>
          <div className="mt-1 flex items-start gap-2">
            <pre className="max-h-48 min-w-0 flex-1 overflow-auto font-mono text-small break-words whitespace-pre-wrap">
              {details}
            </pre>
            <CopyButton text={details} />
          </div>
        </details>
      )}
    </div>
  );
}

export function Progress({ value, label }: { value: number; label: string }) {
  const percent = Math.round(Math.max(0, Math.min(1, value)) * 100);
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuenow={percent}
      aria-valuemin={0}
      aria-valuemax={100}
      className="h-1 overflow-hidden rounded-full bg-sunken"
    >
      <div className="h-full bg-accent transition-[width] duration-[120ms]" style={{ width: `${percent}%` }} />
    </div>
  );
}
