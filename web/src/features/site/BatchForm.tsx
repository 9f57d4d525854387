import { Download, Play, Square } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Declaration } from "@/run/inputs";
import { Button } from "@/ui/Button";
import { Callout } from "@/ui/Feedback";
import { FileDrop } from "@/ui/FileDrop";
import { columnsOf, isBad, MOST_ROWS, readTable, rowProblem, type BadTable } from "./batch";
import { decodeCsv, parseCsv, saveCsv } from "@/forms/csv";
import type { Batch } from "./useBatch";

type Wrong = BadTable | { reason: "encoding" | "kind"; missing: string[] };

interface Props {
  title: string;
  fields: readonly Declaration[];
  batch: Batch;
}

/** A template to fill, the filled table, and the button; what is wrong with a table is said before anything runs. */
export function BatchForm({ title, fields, batch }: Props) {
  const { t } = useTranslation("site");
  const [file, setFile] = useState<{ name: string; size: number } | null>(null);
  const [wrong, setWrong] = useState<Wrong | null>(null);
  const columns = columnsOf(fields);
  const needsFile = fields.some((field) => field.required && (field.type === "file" || field.type === "files"));
  const { rows, running } = batch;
  const left = rows.filter((row) => row.state === "waiting");
  const broken = rows.filter((row) => rowProblem(fields, row) !== null).length;
  const take = async ([given]: File[]) => {
    if (!given) return;
    setFile({ name: given.name, size: given.size });
    batch.clear();
    const text = /\.(csv|txt)$/i.test(given.name) ? decodeCsv(await given.arrayBuffer()) : undefined;
    if (typeof text !== "string") {
      setWrong({ reason: text === null ? "encoding" : "kind", missing: [] });
      return;
    }
    const read = readTable(parseCsv(text), fields);
    setWrong(isBad(read) ? read : null);
    if (!isBad(read)) batch.setRows(read);
  };
  if (columns.length === 0 || needsFile) {
    return <p className="text-base text-fg-2">{needsFile ? t("batch.needsFile") : t("batch.noColumns")}</p>;
  }
  const template = () =>
    saveCsv(`${title}.csv`, [columns.map((field) => field.label), columns.map((field) => field.options[0] ?? "")]);
  return (
    <div className="flex flex-col gap-5">
      <section>
        <h2 className="mb-1 text-base font-medium">{t("batch.step1")}</h2>
        <p className="mb-2 text-small text-fg-3">{t("batch.step1Text")}</p>
        <div className="mb-3 overflow-x-auto rounded-control border border-line">
          <table className="w-full text-small">
            <thead className="bg-sunken text-left text-fg-2">
              <tr>
                {columns.map((field) => (
                  <th key={field.name} className="px-3 py-1.5 font-medium whitespace-nowrap">
                    {field.label}
                    {field.required && <span className="text-fg-3"> *</span>}
                  </th>
                ))}
              </tr>
            </thead>
          </table>
        </div>
        <Button size="touch" icon={<Download size={16} />} onClick={template}>
          {t("batch.template")}
        </Button>
      </section>
      <FileDrop
        label={t("batch.step2")}
        accept=".csv"
        hint={t("batch.limits", { count: MOST_ROWS })}
        items={
          file
            ? [
                {
                  id: "csv",
                  ...file,
                  ...(wrong ? { error: t(`batch.wrong.${wrong.reason}`, { columns: wrong.missing.join(", ") }) } : {}),
                },
              ]
            : []
        }
        onFiles={(files) => void take(files)}
        onRemove={() => {
          setFile(null);
          setWrong(null);
          batch.clear();
        }}
      />
      {broken > 0 && <Callout tone="warn">{t("batch.broken", { count: broken })}</Callout>}
      {running ? (
        <Button size="touch" icon={<Square size={16} className="fill-current" />} onClick={batch.stop}>
          {t("stop")}
        </Button>
      ) : rows.length > 0 && left.length === 0 ? null : (
        <Button
          size="touch"
          variant="primary"
          icon={<Play size={16} />}
          disabledReason={left.length === 0 ? t("batch.nothing") : undefined}
          onClick={() => void batch.execute(left)}
        >
          {left.length === 0 ? t("run") : t("batch.execute", { count: left.length })}
        </Button>
      )}
    </div>
  );
}
