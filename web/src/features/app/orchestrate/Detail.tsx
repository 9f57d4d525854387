import { useTranslation } from "react-i18next";
import { Glyph } from "@/run/Glyph";
import type { Trace } from "@/run/state";
import { CopyButton } from "@/ui/CopyButton";
import { formatDuration, formatNumber, formatTime } from "@/ui/format";
import { Values } from "./StepDetail";

/** A run in figures, with its raw inputs and outputs. */
export function Detail({ trace }: { trace: Trace }) {
  const { t } = useTranslation("orchestrate");
  const { t: word } = useTranslation("canvas");
  if (trace.status === "idle") return <p className="px-4 py-8 text-center text-base text-fg-3">{t("notRun")}</p>;
  const facts: [string, React.ReactNode][] = [
    [
      t("facts.status"),
      <span key="status" className="inline-flex items-center gap-1.5">
        <Glyph status={trace.status} size={14} />
        {word(`status.${trace.status}`)}
      </span>,
    ],
    [t("facts.started"), trace.startedAt === null ? "–" : formatTime(trace.startedAt)],
    ...(trace.by === null ? [] : [[t("facts.by"), trace.by] as [string, React.ReactNode]]),
    [t("facts.elapsed"), trace.elapsed === null ? "–" : formatDuration(trace.elapsed)],
    [t("facts.tokens"), formatNumber(trace.tokens)],
    [t("facts.steps"), formatNumber(trace.totalSteps || trace.order.length)],
    [t("facts.exceptions"), formatNumber(trace.exceptions)],
  ];
  return (
    <div className="flex flex-col gap-4 p-4">
      <dl className="grid grid-cols-3 gap-x-4 gap-y-3">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt className="text-meta text-fg-3">{name}</dt>
            <dd className="text-base text-fg tabular">{value}</dd>
          </div>
        ))}
        {trace.runId !== null && (
          <div className="col-span-3">
            <dt className="text-meta text-fg-3">{t("facts.runId")}</dt>
            <dd className="flex items-center gap-1 font-mono text-small text-fg">
              <span className="truncate">{trace.runId}</span>
              <CopyButton text={trace.runId} />
            </dd>
          </div>
        )}
      </dl>
      <Values title={t("input")} value={trace.inputs} />
      <Values title={t("output")} value={trace.outputs} />
    </div>
  );
}
