import { Download, RotateCcw, Table2 } from "lucide-react";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import { Markdown } from "@/chat/markdown/Markdown";
import { Glyph } from "@/run/Glyph";
import type { Declaration } from "@/run/inputs";
import { Button } from "@/ui/Button";
import { cn } from "@/ui/cn";
import { CopyButton } from "@/ui/CopyButton";
import { EmptyState, Progress } from "@/ui/Feedback";
import { formatDuration } from "@/ui/format";
import { columnsOf, resultTable, rowProblem, type BatchRow } from "./batch";
import { saveCsv } from "@/forms/csv";
import { useSiteErrors } from "./parts";
import type { Batch } from "./useBatch";

/** Every row with its state and, when it has one, its result; failed ones say why and can be run again. */
export function BatchResults({
  title,
  fields,
  batch,
}: {
  title: string;
  fields: readonly Declaration[];
  batch: Batch;
}) {
  const { t } = useTranslation("site");
  const { rows, running } = batch;
  if (rows.length === 0)
    return <EmptyState icon={<Table2 size={20} />} title={t("batch.empty")} text={t("batch.emptyText")} />;
  const failed = rows.filter((row) => row.state === "failed");
  const done = rows.filter((row) => row.state === "succeeded").length;
  const finished = done + failed.length;
  const download = () =>
    saveCsv(
      `${title}.csv`,
      resultTable(fields, rows, {
        result: t("result"),
        state: t("batch.state"),
        error: t("batch.error"),
        of: (state) => t(`batch.states.${state}`),
      }),
    );
  return (
    <div className="flex flex-col gap-3">
      <header className="flex flex-wrap items-center gap-2">
        <h2 className="text-panel font-semibold text-fg">{t("result")}</h2>
        <p className="min-w-32 flex-1 text-base text-fg-2 tabular" role="status">
          {t("batch.progress", { done: finished, count: rows.length })}
          {failed.length > 0 && <span className="text-bad"> · {t("batch.failed", { count: failed.length })}</span>}
        </p>
        {failed.length > 0 && !running && (
          <Button icon={<RotateCcw size={14} />} onClick={() => void batch.execute(failed)}>
            {t("batch.retry")}
          </Button>
        )}
        <Button
          icon={<Download size={14} />}
          disabledReason={finished === 0 ? t("batch.nothingYet") : undefined}
          onClick={download}
        >
          {t("batch.download")}
        </Button>
      </header>
      <Progress value={finished / rows.length} label={t("batch.progress", { done: finished, count: rows.length })} />
      <ol className="flex flex-col gap-2">
        {rows.map((row) => (
          <Row key={row.number} row={row} fields={fields} />
        ))}
      </ol>
    </div>
  );
}

const GLYPHS = { waiting: "pending", running: "running", succeeded: "succeeded", failed: "failed" } as const;

const Row = memo(function Row({ row, fields }: { row: BatchRow; fields: readonly Declaration[] }) {
  const { t } = useTranslation(["site", "run"]);
  const explain = useSiteErrors();
  const open = row.state === "waiting" || row.state === "failed";
  const wrong = open ? rowProblem(fields, row) : null;
  const words =
    wrong === null
      ? explain(null, row.error) || t("failed")
      : `${wrong.field.label}: ${
          wrong.problem === "option"
            ? t("batch.option", { options: wrong.field.options.join(", ") })
            : t(`run:problem.${wrong.problem}`, { max: wrong.field.maxLength })
        }`;
  const inputs = columnsOf(fields)
    .map((field) => String(row.values[field.name] ?? ""))
    .filter(Boolean)
    .join(" · ");
  return (
    <li
      className={cn(
        "rounded-card border bg-surface [contain-intrinsic-size:auto_48px] [content-visibility:auto]",
        row.state === "failed" ? "border-bad/50" : "border-line",
      )}
    >
      <div className="flex min-h-11 items-center gap-2.5 px-3 py-1.5">
        <Glyph status={GLYPHS[row.state]} size={16} />
        <span className="text-small text-fg-3 tabular">{row.number}</span>
        <span className="min-w-0 flex-1 truncate text-base text-fg-2" title={inputs}>
          {inputs}
        </span>
        <span className="sr-only">{t(`batch.states.${row.state}`)}</span>
        {row.seconds !== null && <span className="text-small text-fg-3 tabular">{formatDuration(row.seconds)}</span>}
        {row.result !== "" && <CopyButton text={row.result} label={t("copy")} size="compact" />}
      </div>
      {wrong !== null && row.state === "waiting" && <p className="px-3 pb-2.5 text-small text-warn">{words}</p>}
      {row.state === "failed" && (
        <p role="alert" className="px-3 pb-2.5 text-base break-words text-bad">
          {words}
        </p>
      )}
      {row.result !== "" && (
        <div className="max-h-72 overflow-y-auto border-t border-line px-3 py-2.5">
          <Markdown text={row.result} />
        </div>
      )}
    </li>
  );
});
