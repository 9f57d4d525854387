import { Download } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { annotationFile, goesOn, useImport, useImportState } from "@/api/annotations";
import { useExplain } from "@/i18n/useExplain";
import { Button, Callout, Dialog, ErrorBlock, FileDrop, Progress, toast } from "@/ui";
import { saveAs } from "./saveAs";

/** Brings pairs from a CSV file: the whole file is checked first, then added in the background. */
export function ImportDialog({ appId, onClose }: { appId: string; onClose: () => void }) {
  const { t } = useTranslation(["annotations", "common"]);
  const explain = useExplain();
  const start = useImport(appId);
  const [file, setFile] = useState<File>();
  const [tried, setTried] = useState(false);
  const job = useImportState(appId, start.data?.job_id);
  const begun = start.data !== undefined;
  const refused = start.error && explain(start.error);
  const submit = () => {
    setTried(true);
    if (file && !start.isPending && !begun) start.mutate(file);
  };
  const template = () =>
    annotationFile(appId, "template").then(
      (blob) => saveAs(blob, "annotations-template.csv"),
      (error: unknown) => toast.bad(explain(error).title),
    );
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t("import.title")}
      description={t("import.text")}
      onSubmit={submit}
      footer={
        begun ? (
          <Button variant="primary" onClick={onClose}>
            {t("common:ui.close")}
          </Button>
        ) : (
          <>
            <Button variant="ghost" className="mr-auto" icon={<Download size={14} />} onClick={() => void template()}>
              {t("import.template")}
            </Button>
            <Button onClick={onClose}>{t("common:cancel")}</Button>
            <Button type="submit" variant="primary" loading={start.isPending}>
              {t("import.submit")}
            </Button>
          </>
        )
      }
    >
      {begun ? (
        <Going job={job} />
      ) : (
        <FileDrop
          label={t("import.file")}
          accept=".csv,text/csv"
          hint={t("import.hint")}
          items={file ? [{ id: "file", name: file.name, size: file.size, error: refused?.title }] : []}
          onFiles={(files) => {
            start.reset();
            setFile(files[0]);
          }}
          onRemove={() => {
            start.reset();
            setFile(undefined);
          }}
          error={refused ? t("import.nothing") : tried && !file ? t("import.needFile") : undefined}
        />
      )}
    </Dialog>
  );
}

function Going({ job }: { job: ReturnType<typeof useImportState> }) {
  const { t } = useTranslation("annotations");
  const explain = useExplain();
  const state = job.data;
  if (job.error) return <ErrorBlock {...explain(job.error)} onRetry={() => void job.refetch()} />;
  const done = state?.done ?? 0;
  const total = state?.total ?? 0;
  if (state?.job_status === "completed") return <Callout tone="ok">{t("import.done", { count: total })}</Callout>;
  if (state?.job_status === "error") {
    return <ErrorBlock title={t("import.failed", { done, total })} details={state.error_msg} />;
  }
  return (
    <div className="space-y-2" role="status">
      <p className="text-base">
        {goesOn(state?.job_status) && total > 0 ? t("import.going", { done, total }) : t("import.waiting")}
      </p>
      <Progress value={total > 0 ? done / total : 0} label={t("import.progress")} />
      <p className="text-small text-fg-3">{t("import.mayClose")}</p>
    </div>
  );
}
