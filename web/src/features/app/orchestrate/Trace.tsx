import { ChevronRight, Crosshair, Download } from "lucide-react";
import { memo, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { FamilyIcon } from "@/editor/components/Card";
import { Glyph } from "@/run/Glyph";
import { langOf, nodeText } from "@/nodes/registry";
import { span, traceTree, type Round, type TreeStep } from "@/run/tree";
import type { Trace as TraceData } from "@/run/state";
import { IconButton } from "@/ui/Button";
import { cn } from "@/ui/cn";
import { formatDuration, formatNumber } from "@/ui/format";
import { Segmented } from "@/ui/Tabs";
import { StepDetail } from "./StepDetail";

interface Scale {
  start: number;
  length: number;
}

/** The steps of a run as a tree with bars of time; containers fold into rounds, retries lie in their step. */
export function Trace({
  trace,
  locate,
  compact = false,
}: {
  trace: TraceData;
  locate?: (node: string) => void;
  compact?: boolean;
}) {
  const { t } = useTranslation("orchestrate");
  const [filter, setFilter] = useState<"all" | "failed">("all");
  const tree = useMemo(() => traceTree(trace), [trace]);
  const scale = useMemo(() => span(trace), [trace]);
  const shown = filter === "failed" ? tree.filter(hasFailure) : tree;
  if (tree.length === 0) return <p className="px-4 py-8 text-center text-base text-fg-3">{t("traceEmpty")}</p>;
  return (
    <div>
      {!compact && (
        <div className="flex items-center justify-between px-4 py-2">
          <Segmented
            label={t("tracing")}
            value={filter}
            onValueChange={setFilter}
            options={[
              { value: "all", label: t("all") },
              { value: "failed", label: t("failedOnly") },
            ]}
          />
          <IconButton
            size="compact"
            label={t("download")}
            icon={<Download size={14} />}
            onClick={() => download(trace)}
          />
        </div>
      )}
      <Steps steps={shown} scale={scale} locate={locate} depth={0} />
    </div>
  );
}

function hasFailure(node: TreeStep): boolean {
  const { status } = node.step;
  return status === "failed" || status === "exception" || node.rounds.some((round) => round.steps.some(hasFailure));
}

function download(trace: TraceData): void {
  const url = URL.createObjectURL(new Blob([JSON.stringify(trace, null, 2)], { type: "application/json" }));
  const link = Object.assign(document.createElement("a"), {
    href: url,
    download: `run-${trace.runId ?? "draft"}.json`,
  });
  link.click();
  URL.revokeObjectURL(url);
}

type Locate = ((node: string) => void) | undefined;

function Steps({
  steps,
  scale,
  locate,
  depth,
}: {
  steps: readonly TreeStep[];
  scale: Scale;
  locate: Locate;
  depth: number;
}) {
  return (
    <ul>
      {steps.map((node) => (
        <StepRow key={node.step.key} node={node} scale={scale} locate={locate} depth={depth} />
      ))}
    </ul>
  );
}

const StepRow = memo(function StepRow({
  node,
  scale,
  locate,
  depth,
}: {
  node: TreeStep;
  scale: Scale;
  locate: Locate;
  depth: number;
}) {
  const { t, i18n } = useTranslation("orchestrate");
  const { t: word } = useTranslation("canvas");
  const { step, rounds } = node;
  const [open, setOpen] = useState(false);
  const title = step.title || nodeText(step.type, langOf(i18n.language)).name;
  return (
    <li className={cn("border-b border-line/60", step.status === "exception" && "bg-warn-soft/50")}>
      <div className="group flex items-center pr-2 hover:bg-hover">
        <button
          type="button"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
          className="flex h-9 min-w-0 flex-1 items-center gap-2 text-left"
          style={{ paddingLeft: 12 + depth * 16 }}
        >
          <ChevronRight size={12} aria-hidden className={cn("shrink-0 text-fg-3", open && "rotate-90")} />
          <FamilyIcon type={step.type} size={18} />
          <span className="min-w-0 flex-1 truncate text-base text-fg">{title}</span>
          {step.attempts.length > 0 && (
            <span className="text-meta text-warn">{t("attempts", { count: step.attempts.length })}</span>
          )}
          {step.tokens > 0 && <span className="text-meta text-fg-3 tabular">{formatNumber(step.tokens)} tok</span>}
          <Bar node={node} scale={scale} />
          <span className="w-14 shrink-0 text-right text-meta text-fg-3 tabular">
            {step.elapsed === null ? "" : formatDuration(step.elapsed)}
          </span>
          <Glyph status={step.status} size={14} label={word(`status.${step.status}`)} />
        </button>
        {locate && (
          <IconButton
            size="inline"
            className="ml-1 opacity-0 group-focus-within:opacity-100 group-hover:opacity-100"
            label={word("locate")}
            icon={<Crosshair size={14} />}
            onClick={() => locate(step.nodeId)}
          />
        )}
      </div>
      {open && (
        <div className="bg-app/60 py-3 pr-4" style={{ paddingLeft: 20 + depth * 16 }}>
          <StepDetail step={step} />
        </div>
      )}
      {rounds.length > 0 && <Rounds rounds={rounds} scale={scale} locate={locate} depth={depth + 1} />}
    </li>
  );
});

/** Where in the run the step worked, as a bar. */
function Bar({ node, scale }: { node: TreeStep; scale: Scale }) {
  const { startedAt, elapsed, status } = node.step;
  if (startedAt === null || scale.length <= 0) return <span className="w-20 shrink-0" />;
  const left = Math.min(98, Math.max(0, ((startedAt - scale.start) / scale.length) * 100));
  const width = Math.min(100 - left, Math.max(2, ((elapsed ?? scale.length) / scale.length) * 100));
  const colour =
    status === "failed" ? "bg-bad" : status === "exception" ? "bg-warn" : status === "running" ? "bg-run" : "bg-accent";
  return (
    <span aria-hidden className="relative h-1.5 w-20 shrink-0 overflow-hidden rounded-full bg-sunken">
      <span
        className={cn("absolute inset-y-0 rounded-full", colour)}
        style={{ left: `${left}%`, width: `${width}%` }}
      />
    </span>
  );
}

const ROUNDS_SHOWN = 20;

function Rounds({
  rounds,
  scale,
  locate,
  depth,
}: {
  rounds: readonly Round[];
  scale: Scale;
  locate: Locate;
  depth: number;
}) {
  const { t } = useTranslation("orchestrate");
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set());
  const [shown, setShown] = useState(ROUNDS_SHOWN);
  // Those that failed come first: they are what one looks for.
  const sorted = useMemo(
    () => [...rounds].sort((a, b) => Number(b.failed) - Number(a.failed) || a.index - b.index),
    [rounds],
  );
  const toggle = (index: number) => {
    setOpened((all) => {
      const next = new Set(all);
      if (!next.delete(index)) next.add(index);
      return next;
    });
  };
  return (
    <ul>
      {sorted.slice(0, shown).map((round) => {
        const open = opened.has(round.index) || (rounds.length === 1 && !opened.has(-1));
        return (
          <li key={round.index}>
            <button
              type="button"
              aria-expanded={open}
              onClick={() => toggle(rounds.length === 1 ? -1 : round.index)}
              className="flex h-7 w-full items-center gap-2 pr-4 text-left text-small text-fg-2 hover:bg-hover"
              style={{ paddingLeft: 12 + depth * 16 }}
            >
              <ChevronRight size={12} aria-hidden className={cn("text-fg-3", open && "rotate-90")} />
              {t("round", { number: round.index + 1 })}
              {round.failed && <Glyph status="failed" size={12} />}
              <span className="ml-auto text-meta text-fg-3">{t("steps", { count: round.steps.length })}</span>
            </button>
            {open && <Steps steps={round.steps} scale={scale} locate={locate} depth={depth + 1} />}
          </li>
        );
      })}
      {sorted.length > shown && (
        <li>
          <button
            type="button"
            className="h-7 w-full text-small text-accent-text hover:bg-hover"
            onClick={() => setShown(shown + 100)}
          >
            {t("more")} ({sorted.length - shown})
          </button>
        </li>
      )}
    </ul>
  );
}
