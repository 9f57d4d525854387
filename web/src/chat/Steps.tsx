import { ChevronRight } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Glyph } from "@/run/Glyph";
import type { Trace } from "@/run/state";
import { formatDuration } from "@/ui/format";

/** The steps of a run for people who use an app: titles, states and times, nothing of what was in them. */
export function StepList({ trace, open = false }: { trace: Trace; open?: boolean }) {
  const { t } = useTranslation("chat");
  const steps = trace.order.flatMap((key) => trace.steps[key] ?? []).filter((step) => step.place === null);
  if (steps.length === 0) return null;
  const running = trace.status === "running";
  return (
    <details open={open || undefined} className="group mb-2 rounded-control border border-line">
      <summary className="flex h-9 list-none items-center gap-2 px-3 text-small text-fg-2">
        <Glyph status={running ? "running" : trace.status === "idle" ? "succeeded" : trace.status} size={14} />
        {running ? (steps.at(-1)?.title ?? "") : t("steps", { count: steps.length })}
        <ChevronRight size={14} aria-hidden className="ml-auto text-fg-3 group-open:rotate-90" />
      </summary>
      <ol className="border-t border-line px-3 py-1.5">
        {steps.map((step) => (
          <li key={step.key} className="flex h-7 items-center gap-2 text-small text-fg">
            <Glyph status={step.status} size={14} />
            <span className="min-w-0 flex-1 truncate">{step.title || step.type}</span>
            {step.elapsed !== null && (
              <span className="text-meta text-fg-3 tabular">{formatDuration(step.elapsed)}</span>
            )}
          </li>
        ))}
      </ol>
    </details>
  );
}
