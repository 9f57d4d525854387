import { Link, notFound, useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/api/error";
import { useExplain } from "@/i18n/useExplain";
import { Button, Callout, ErrorBlock, Skeleton, toast } from "@/ui";
import { useDataset, useDocument, useDocumentChanges, useOptions } from "../data";
import { isFixed } from "../documents/actions";
import { ProcessStep } from "./ProcessStep";
import { initialSettings, processRule, type Settings } from "./settings";

/** Cuts one document again with other rules; what is searched stays until that is done. */
export default function ProcessPage() {
  const { t } = useTranslation(["knowledge", "common"]);
  const explain = useExplain();
  const { datasetId, documentId } = useParams({ from: "/console/knowledge/$datasetId/documents/$documentId/settings" });
  const navigate = useNavigate();
  const base = useDataset(datasetId).data;
  const options = useOptions();
  const document = useDocument(datasetId, documentId);
  const { process } = useDocumentChanges(datasetId);
  const [changed, setChanged] = useState<Settings>();
  if (document.error instanceof ApiError && [404, 422].includes(document.error.status)) throw notFound();
  const error = document.error ?? options.error;
  if (error) return <ErrorBlock className="m-6" {...explain(error)} onRetry={() => void document.refetch()} />;
  if (!base || !options.data || !document.data) return <Skeleton className="m-6 h-64" />;
  const one = document.data;
  const settings = changed ?? initialSettings(options.data, { base, document: one });
  const uploadId = one.source_info.upload_id ?? undefined;
  return (
    <main className="flex min-h-0 flex-1 flex-col">
      <header className="border-b bg-surface px-4 py-3 sm:px-6">
        <h1 className="truncate text-panel font-semibold">{t("again.title", { name: one.name })}</h1>
      </header>
      <ProcessStep
        settings={settings}
        onChange={setChanged}
        options={options.data}
        base={base}
        sources={uploadId ? [{ key: uploadId, name: one.name, uploadId }] : []}
        submitText={t("again.start")}
        submitting={process.isPending}
        onSubmit={() =>
          process.mutate(
            { documentId, process_rule: processRule(settings) },
            {
              onSuccess: () => {
                toast.ok(t("again.started", { name: one.name }));
                void navigate({ to: "/knowledge/$datasetId/documents", params: { datasetId } });
              },
            },
          )
        }
        error={process.error && <ErrorBlock {...explain(process.error)} />}
        back={
          <Button asChild>
            <Link to="/knowledge/$datasetId/documents" params={{ datasetId }}>
              {t("common:cancel")}
            </Link>
          </Button>
        }
      >
        <Callout tone={isFixed(one) ? "warn" : "info"}>
          {t(isFixed(one) ? (one.archived ? "again.archived" : "again.working") : "again.text")}
        </Callout>
      </ProcessStep>
    </main>
  );
}
