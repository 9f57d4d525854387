import { ChevronRight, ListTree } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Glyph } from "@/run/Glyph";
import type { Trace as TraceData } from "@/run/state";
import { cn } from "@/ui/cn";
import { formatDuration } from "@/ui/format";
import { Trace } from "./Trace";

/** The steps of one answer, folded. */
export function TraceToggle({ trace, locate }: { trace: TraceData; locate: (node: string) => void }) {
  const { t } = useTranslation("orchestrate");
  const [open, setOpen] = useState(false);
  if (trace.order.length === 0) return null;
  const { status } = trace;
  return (
    <div className="mb-2 overflow-hidden rounded-control border border-line">
      <button
        type="button"
        aria-expanded={open}
        aria-label={open ? t("hideTrace") : t("showTrace")}
        onClick={() => setOpen(!open)}
        className="flex h-8 w-full items-center gap-2 px-2.5 text-small text-fg-2 hover:bg-hover"
      >
        <ListTree size={14} aria-hidden />
        {t("steps", { count: trace.order.length })}
        {status !== "idle" && <Glyph status={status} size={14} />}
        {trace.elapsed !== null && <span className="text-fg-3 tabular">{formatDuration(trace.elapsed)}</span>}
        <ChevronRight size={14} aria-hidden className={cn("ml-auto text-fg-3", open && "rotate-90")} />
      </button>
      {open && (
        <div className="border-t border-line">
          <Trace trace={trace} locate={locate} compact />
        </div>
      )}
    </div>
  );
}
