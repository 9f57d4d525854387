import { Link } from "@tanstack/react-router";
import { FileText, Plus, Search, SearchX } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useExplain } from "@/i18n/useExplain";
import { Button, Callout, EmptyState, ErrorBlock, Pager, Select, toast } from "@/ui";
import {
  isWorking,
  useDataset,
  useDocumentChanges,
  useDocuments,
  useRefreshWhenThrough,
  type Document,
  type DocumentAction,
} from "../data";
import { SearchField } from "../SearchField";
import { BulkBar } from "./BulkBar";
import { DocumentDialogs, type OpenedDialog } from "./DocumentDialogs";
import { DocumentTable } from "./DocumentTable";
import { LIMITS, STATES, useDocumentsSearch } from "./useDocumentsSearch";

/** The documents of a knowledge base: what each is, how far it is, and what can be done with one or many. */
export default function DocumentsPage() {
  const { t } = useTranslation("knowledge");
  const explain = useExplain();
  const { datasetId, filter, filtered, sort, onSort, change, clear } = useDocumentsSearch();
  const base = useDataset(datasetId).data;
  const documents = useDocuments(datasetId, filter);
  const { act } = useDocumentChanges(datasetId);
  const [chosen, setChosen] = useState<ReadonlyMap<string, Document>>(new Map());
  const [dialog, setDialog] = useState<OpenedDialog | null>(null);
  const rows = documents.data?.data;
  useRefreshWhenThrough(datasetId, rows?.some(isWorking) ?? false);
  const onAct = (action: DocumentAction, some: readonly Document[]) => {
    if (action === "delete") setDialog({ what: "delete", documents: some });
    else
      act.mutate(
        { action, ids: some.map((one) => one.id) },
        { onError: (error) => toast.bad(explain(error).title), onSuccess: () => setChosen(new Map()) },
      );
  };
  const nothing = rows?.length === 0 && !documents.isPlaceholderData;
  return (
    <main className="relative min-h-0 flex-1 overflow-y-auto">
      <div className="mx-auto max-w-[1360px] px-4 pb-24 sm:px-6">
        <header className="flex flex-wrap items-center justify-between gap-3 pt-5 pb-4">
          <h1 className="text-title">{t("page.documents")}</h1>
          <Button variant="primary" asChild>
            <Link to="/knowledge/$datasetId/documents/new" params={{ datasetId }}>
              <Plus aria-hidden size={16} />
              {t("addDocuments")}
            </Link>
          </Button>
        </header>
        <Failed datasetId={datasetId} onShow={() => change({ state: "error", q: undefined })} />
        <Toolbar />
        {documents.error ? (
          <ErrorBlock {...explain(documents.error)} onRetry={() => void documents.refetch()} />
        ) : nothing ? (
          <Nothing filtered={filtered} clear={clear} datasetId={datasetId} />
        ) : (
          <>
            <DocumentTable
              base={base}
              rows={rows}
              chosen={chosen}
              onChosen={setChosen}
              sort={sort}
              onSort={onSort}
              onAct={(action, document) => onAct(action, [document])}
              onDialog={(what, document) => setDialog({ what, documents: [document] })}
            />
            <Pager
              page={filter.page ?? 1}
              limit={filter.limit ?? 10}
              limits={LIMITS}
              limitLabel={t("perPage")}
              total={documents.data?.total ?? 0}
              onLimit={(limit) => change({ limit: limit === 10 ? undefined : limit })}
              onPage={(page) => change({ page: page > 1 ? page : undefined })}
            />
          </>
        )}
      </div>
      {chosen.size > 0 && (
        <BulkBar
          datasetId={datasetId}
          chosen={[...chosen.values()]}
          busy={act.isPending}
          onAct={onAct}
          onMetadata={(some) => setDialog({ what: "metadata", documents: some })}
          onCancel={() => setChosen(new Map())}
        />
      )}
      {dialog && (
        <DocumentDialogs
          datasetId={datasetId}
          dialog={dialog}
          onClose={() => setDialog(null)}
          onDone={() => {
            setDialog(null);
            setChosen(new Map());
          }}
        />
      )}
    </main>
  );
}

function Toolbar() {
  const { t } = useTranslation("knowledge");
  const { search, state, change } = useDocumentsSearch();
  return (
    <div className="mb-3 flex flex-wrap items-center gap-2">
      <Select
        className="w-40 max-sm:w-full"
        ariaLabel={t("stateFilter")}
        value={state ?? "all"}
        onValueChange={(value) => change({ state: value === "all" ? undefined : value })}
        options={[
          { value: "all", label: t("allStates") },
          ...STATES.map((value) => ({ value: value as string, label: t(`state.${value}`) })),
        ]}
      />
      <SearchField
        label={t("searchDocuments")}
        icon={<Search size={14} />}
        value={search.q ?? ""}
        onChange={(q) => change({ q: q || undefined })}
      />
    </div>
  );
}

function Nothing({ filtered, clear, datasetId }: { filtered: boolean; clear: () => void; datasetId: string }) {
  const { t } = useTranslation("knowledge");
  return filtered ? (
    <EmptyState
      icon={<SearchX size={20} />}
      title={t("noDocumentMatches")}
      action={<Button onClick={clear}>{t("clear")}</Button>}
    />
  ) : (
    <EmptyState
      icon={<FileText size={20} />}
      title={t("noDocuments")}
      text={t("noDocumentsText")}
      action={
        <Button variant="primary" asChild>
          <Link to="/knowledge/$datasetId/documents/new" params={{ datasetId }}>
            {t("addDocuments")}
          </Link>
        </Button>
      }
    />
  );
}

/** Counts the documents that failed and tries them all again. */
function Failed({ datasetId, onShow }: { datasetId: string; onShow: () => void }) {
  const { t } = useTranslation("knowledge");
  const explain = useExplain();
  const failed = useDocuments(datasetId, { limit: 1, status: "error" }).data?.total ?? 0;
  const { retryFailed } = useDocumentChanges(datasetId);
  if (failed === 0) return null;
  return (
    <Callout
      tone="bad"
      className="mb-3"
      title={t("failed", { count: failed })}
      action={
        <span className="flex gap-2">
          <Button size="compact" onClick={onShow}>
            {t("show")}
          </Button>
          <Button
            size="compact"
            loading={retryFailed.isPending}
            onClick={() => retryFailed.mutate(undefined, { onError: (error) => toast.bad(explain(error).title) })}
          >
            {t("retryAll")}
          </Button>
        </span>
      }
    />
  );
}
