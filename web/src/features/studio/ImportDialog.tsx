import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useAppChanges } from "@/api/apps";
import type { ImportReport, ImportRequest } from "@/api/types";
import { useExplain } from "@/i18n/useExplain";
import { Button, Callout, Dialog, ErrorBlock, FileDrop, Tabs, TextArea, TextField } from "@/ui";
import { ImportResult } from "./ImportResult";

type Source = "file" | "url" | "paste";
const MOST = 10 * 1024 * 1024;

/** Brings an app from a file, an address or pasted text, and tells what came of it. */
export function ImportDialog({ file: dropped, onClose }: { file?: File | undefined; onClose: () => void }) {
  const { t } = useTranslation(["studio", "common"]);
  const explain = useExplain();
  const navigate = useNavigate();
  const { importFile, confirmImport } = useAppChanges();
  const [source, setSource] = useState<Source>("file");
  const [file, setFile] = useState<File | undefined>(dropped);
  const [url, setUrl] = useState("");
  const [text, setText] = useState("");
  const [tried, setTried] = useState(false);
  const [report, setReport] = useState<ImportReport | null>(null);

  const missing = {
    file: !file ? t("importDialog.needFile") : file.size > MOST ? t("importDialog.tooLarge") : undefined,
    url: /^https?:\/\/\S+$/.test(url.trim()) ? undefined : t("importDialog.needUrl"),
    paste: text.trim() ? undefined : t("importDialog.needText"),
  }[source];
  const busy = importFile.isPending || confirmImport.isPending;
  const error = importFile.error ?? confirmImport.error;
  const pending = report?.status === "pending";
  const done = report !== null && report.status.startsWith("completed");
  const failed = report?.status === "failed";

  const open = (appId: string) => void navigate({ to: "/app/$appId/orchestrate", params: { appId } });
  const received = (answer: ImportReport) => {
    const clean = !answer.warnings?.length && !answer.leaked_dependencies?.length;
    if (answer.status === "completed" && clean && answer.app_id) open(answer.app_id);
    else setReport(answer);
  };
  const submit = async () => {
    if (busy) return;
    if (done) {
      if (report.app_id) open(report.app_id);
      return;
    }
    if (pending) {
      confirmImport.mutate(report.id, { onSuccess: received });
      return;
    }
    setTried(true);
    if (missing) return;
    const body: ImportRequest =
      source === "url"
        ? { mode: "yaml-url", yaml_url: url.trim() }
        : { mode: "yaml-content", yaml_content: source === "file" && file ? await file.text() : text };
    importFile.mutate(body, { onSuccess: received });
  };
  const submitText = done ? t("importDialog.open") : pending ? t("importDialog.confirm") : t("importDialog.submit");

  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t("importDialog.title")}
      description={t("importDialog.text")}
      onSubmit={() => void submit()}
      footer={
        <>
          <Button onClick={onClose}>{done ? t("common:ui.close") : t("common:cancel")}</Button>
          <Button type="submit" variant="primary" loading={busy}>
            {submitText}
          </Button>
        </>
      }
    >
      <div className="min-h-44 space-y-4">
        {!done && !pending && (
          <Tabs
            label={t("importDialog.from")}
            value={source}
            onValueChange={setSource}
            listClassName="mb-3"
            tabs={[
              {
                value: "file",
                label: t("importDialog.file"),
                content: (
                  <FileDrop
                    label={t("importDialog.file")}
                    hint={t("importDialog.hint")}
                    accept=".yml,.yaml,application/yaml,text/yaml"
                    items={file ? [{ id: "file", name: file.name, size: file.size }] : []}
                    onFiles={([first]) => setFile(first)}
                    onRemove={() => setFile(undefined)}
                    error={tried && missing}
                  />
                ),
              },
              {
                value: "url",
                label: t("importDialog.url"),
                content: (
                  <TextField
                    label={t("importDialog.urlLabel")}
                    type="url"
                    placeholder="https://"
                    value={url}
                    onChange={(event) => setUrl(event.target.value)}
                    error={tried && missing}
                  />
                ),
              },
              {
                value: "paste",
                label: t("importDialog.paste"),
                content: (
                  <TextArea
                    label={t("importDialog.pasteLabel")}
                    mono
                    rows={8}
                    spellCheck={false}
                    value={text}
                    onChange={(event) => setText(event.target.value)}
                    error={tried && missing}
                  />
                ),
              },
            ]}
          />
        )}
        {pending && (
          <Callout tone="warn" title={t("importDialog.pendingTitle")}>
            {t("importDialog.pending", {
              imported: report.imported_dsl_version,
              current: report.current_dsl_version,
            })}
          </Callout>
        )}
        {failed && <ErrorBlock title={report.error || t("importDialog.failed")} />}
        {done && <ImportResult report={report} />}
        {error && <ErrorBlock {...explain(error)} />}
      </div>
    </Dialog>
  );
}
