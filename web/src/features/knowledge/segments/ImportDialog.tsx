import { Download } from "lucide-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useExplain } from "@/i18n/useExplain";
import { Button, Callout, Dialog, ErrorBlock, FileDrop, formatNumber, Progress, toast } from "@/ui";
import type { Document } from "../data";
import { sendRows, templateFile, useImported, type Place } from "./data";
import { MOST_ROWS, pieces, readRows, textOf, type Read } from "./rows";

type Props = { place: Place; document: Document; onClose: () => void };
type Sending = { done: number; failure?: unknown; ended: boolean };

/** Brings chunks from a CSV file: it is read and checked here, then sent piece by piece. */
export function ImportDialog({ place, document, onClose }: Props) {
  const { t } = useTranslation(["segments", "common"]);
  const explain = useExplain();
  const imported = useImported(place);
  const [file, setFile] = useState<File>();
  const [read, setRead] = useState<Read>();
  const [sending, setSending] = useState<Sending>();
  const [tried, setTried] = useState(false);
  const stopped = useRef(false);
  const pair = document.doc_form === "qa_model";
  const rows = read?.rows ?? [];
  const going = sending !== undefined && !sending.ended;
  const take = async (given: File | undefined) => {
    setFile(given);
    setRead(undefined);
    setSending(undefined);
    if (given) setRead(readRows(textOf(await given.arrayBuffer()), pair));
  };
  const problem =
    read === undefined
      ? undefined
      : read.lacking.length > 0
        ? t("import.lacking", { lines: read.lacking.slice(0, 8).join(", "), count: read.lacking.length })
        : rows.length === 0
          ? t("import.empty")
          : rows.length > MOST_ROWS
            ? t("import.many", { most: formatNumber(MOST_ROWS) })
            : undefined;
  const send = async () => {
    setTried(true);
    if (!read || problem || going) return;
    let done = sending?.done ?? 0;
    stopped.current = false;
    setSending({ done, ended: false });
    let failure: unknown;
    try {
      for (const piece of pieces(rows.slice(done), pair)) {
        if (stopped.current) break;
        done += await sendRows(place, piece.csv);
        setSending({ done, ended: false });
      }
    } catch (error) {
      failure = error;
    }
    await imported();
    setSending({ done, ended: true, ...(failure === undefined ? {} : { failure }) });
  };
  const through = sending?.ended === true && sending.done >= rows.length;
  const template = () =>
    templateFile(place).then(
      (blob) => save(blob, "chunks-template.csv"),
      (error: unknown) => toast.bad(explain(error).title),
    );
  return (
    <Dialog
      open
      title={t("import.title")}
      description={t(pair ? "import.textPair" : "import.text")}
      onOpenChange={onClose}
      mayClose={() => !going || window.confirm(t("import.leave"))}
      onSubmit={() => (through ? onClose() : void send())}
      footer={
        through ? (
          <Button type="submit" variant="primary">
            {t("common:ui.close")}
          </Button>
        ) : (
          <>
            <Button variant="ghost" className="mr-auto" icon={<Download size={14} />} onClick={() => void template()}>
              {t("import.template")}
            </Button>
            <Button onClick={() => (going ? (stopped.current = true) : onClose())}>
              {t(going ? "import.stop" : "common:cancel")}
            </Button>
            <Button type="submit" variant="primary" loading={going}>
              {sending?.ended ? t("import.resume") : t("import.submit")}
            </Button>
          </>
        )
      }
    >
      {sending === undefined && (
        <FileDrop
          label={t("import.file")}
          accept=".csv,text/csv"
          hint={t("import.hint")}
          items={file ? [{ id: "file", name: file.name, size: file.size, error: problem }] : []}
          onFiles={(files) => void take(files[0])}
          onRemove={() => void take(undefined)}
          error={tried && !file ? t("import.needFile") : undefined}
        />
      )}
      {sending === undefined && read && !problem && <First rows={rows} />}
      {sending && <State sending={sending} total={rows.length} />}
    </Dialog>
  );
}

function save(blob: Blob, name: string) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** The first rows, so that a wrong column or encoding is seen before anything is sent. */
function First({ rows }: { rows: Read["rows"] }) {
  const { t } = useTranslation("segments");
  return (
    <div className="mt-3">
      <p className="mb-1 text-base font-medium">
        {t("import.found", { count: rows.length, shown: formatNumber(rows.length) })}
      </p>
      <ol className="divide-y rounded-control border text-small">
        {rows.slice(0, 3).map((row, index) => (
          <li key={index} className="flex gap-3 px-2.5 py-1.5">
            {row.map((cell, at) => (
              <span key={at} className="line-clamp-2 min-w-0 flex-1 break-words text-fg-2">
                {cell}
              </span>
            ))}
          </li>
        ))}
      </ol>
    </div>
  );
}

function State({ sending, total }: { sending: Sending; total: number }) {
  const { t } = useTranslation("segments");
  const explain = useExplain();
  const { done, ended, failure } = sending;
  const counted = { done: formatNumber(done), total: formatNumber(total) };
  if (ended && done >= total) return <Callout tone="ok">{t("import.done", { count: total })}</Callout>;
  return (
    <div className="space-y-2" role="status">
      <p className="text-base">{t(ended ? "import.ended" : "import.going", counted)}</p>
      <Progress value={total > 0 ? done / total : 0} label={t("import.progress")} />
      {failure !== undefined && <ErrorBlock {...explain(failure)} />}
    </div>
  );
}
