import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import {
  Download,
  FileDown,
  FileUp,
  MessageSquareQuote,
  MoreHorizontal,
  Plus,
  Search,
  SearchX,
  Trash2,
} from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useAccount } from "@/api/account";
import { annotationFile, useAnnotations, type Annotation, type ExportFormat } from "@/api/annotations";
import { useApp } from "@/api/apps";
import { useExplain } from "@/i18n/useExplain";
import {
  Button,
  EmptyState,
  ErrorBlock,
  formatTime,
  formatWhen,
  IconButton,
  Menu,
  Pager,
  Table,
  TextField,
  toast,
} from "@/ui";
import { AddDialog } from "./AddDialog";
import { AnnotationPanel } from "./AnnotationPanel";
import { ClearDialog } from "./ClearDialog";
import { ImportDialog } from "./ImportDialog";
import { ReplySwitch } from "./ReplySwitch";
import { saveAs } from "./saveAs";

const LIMITS = [10, 25, 50] as const;
type Opened = "add" | "import" | "clear";

/** Question-answer pairs of an app, and the switch that lets them answer. */
export function AnnotationsPage() {
  const { t } = useTranslation("annotations");
  const { appId } = useParams({ from: "/console/app/$appId/annotations" });
  const search = useSearch({ from: "/console/app/$appId/annotations" });
  const navigate = useNavigate({ from: "/app/$appId/annotations" });
  const explain = useExplain();
  const app = useApp(appId).data;
  const [opened, setOpened] = useState<Opened>();
  const [shown, setShown] = useState<Annotation>();
  const filter = { page: search.page ?? 1, limit: search.limit ?? 10, keyword: search.q ?? "" };
  const list = useAnnotations(appId, filter);
  const change = (next: typeof search) =>
    void navigate({ search: (old) => ({ ...old, page: undefined, ...next }), replace: true });
  const rows = list.data?.data;
  const current = rows?.find((one) => one.id === shown?.id) ?? shown;
  const lastPage = Math.max(1, Math.ceil((list.data?.total ?? 0) / filter.limit));
  useEffect(() => {
    if (list.data && !list.isPlaceholderData && filter.page > lastPage) {
      void navigate({ search: (old) => ({ ...old, page: lastPage > 1 ? lastPage : undefined }), replace: true });
    }
  }, [list.data, list.isPlaceholderData, filter.page, lastPage, navigate]);
  const download = (format: ExportFormat) =>
    annotationFile(appId, format).then(
      (blob) => saveAs(blob, `${app?.name ?? "annotations"}-annotations.${format}`),
      (error: unknown) => toast.bad(explain(error).title),
    );
  return (
    <div className="flex min-h-0 flex-1">
      <main className="min-h-0 min-w-0 flex-1 overflow-y-auto">
        <div className="mx-auto max-w-[1080px] space-y-4 px-4 py-5 sm:px-6">
          <div className="flex flex-wrap items-start justify-between gap-3">
            <div className="min-w-0 flex-1 basis-64">
              <h1 className="text-title">{t("title")}</h1>
              <p className="text-base text-fg-2">{t("text")}</p>
            </div>
            <div className="flex gap-2">
              <Menu
                trigger={<IconButton variant="secondary" label={t("more")} icon={<MoreHorizontal size={16} />} />}
                entries={[
                  { label: t("import.open"), icon: <FileUp size={14} />, onSelect: () => setOpened("import") },
                  { label: t("exportCsv"), icon: <Download size={14} />, onSelect: () => void download("csv") },
                  { label: t("exportJsonl"), icon: <FileDown size={14} />, onSelect: () => void download("jsonl") },
                  "separator",
                  {
                    label: t("clear.open"),
                    icon: <Trash2 size={14} />,
                    danger: true,
                    disabled: list.data?.total === 0 && filter.keyword === "",
                    onSelect: () => setOpened("clear"),
                  },
                ]}
              />
              <Button variant="primary" icon={<Plus size={16} />} onClick={() => setOpened("add")}>
                {t("add.open")}
              </Button>
            </div>
          </div>
          <ReplySwitch appId={appId} />
          <Searching key={filter.keyword} value={filter.keyword} onChange={(q) => change({ q: q || undefined })} />
          {list.error ? (
            <ErrorBlock {...explain(list.error)} onRetry={() => void list.refetch()} />
          ) : (
            <Rows
              rows={rows}
              filtered={filter.keyword !== ""}
              selected={current?.id}
              onOpen={setShown}
              onAdd={() => setOpened("add")}
              onImport={() => setOpened("import")}
              onClear={() => change({ q: undefined })}
            />
          )}
          {list.data && (
            <Pager
              page={filter.page}
              limit={filter.limit}
              total={list.data.total}
              limits={LIMITS}
              limitLabel={t("perPage")}
              onLimit={(limit) => change({ limit: limit === 10 ? undefined : limit })}
              onPage={(page) => change({ page: page > 1 ? page : undefined })}
            />
          )}
        </div>
      </main>
      {current && (
        <AnnotationPanel key={current.id} appId={appId} annotation={current} onClose={() => setShown(undefined)} />
      )}
      {opened === "add" && <AddDialog appId={appId} onClose={() => setOpened(undefined)} />}
      {opened === "import" && <ImportDialog appId={appId} onClose={() => setOpened(undefined)} />}
      {opened === "clear" && (
        <ClearDialog
          appId={appId}
          total={filter.keyword === "" ? list.data?.total : undefined}
          onClose={() => setOpened(undefined)}
          onCleared={() => setShown(undefined)}
        />
      )}
    </div>
  );
}

function Searching({ value, onChange }: { value: string; onChange: (keyword: string) => void }) {
  const { t } = useTranslation("annotations");
  const [text, setText] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  return (
    <TextField
      type="search"
      className="w-64 max-sm:w-full"
      ariaLabel={t("search")}
      placeholder={t("search")}
      leading={<Search size={14} />}
      autoFocus={value !== ""}
      value={text}
      onChange={(event) => {
        const next = event.target.value;
        setText(next);
        clearTimeout(timer.current);
        timer.current = setTimeout(() => onChange(next.trim()), 300);
      }}
    />
  );
}

type RowsProps = {
  rows: readonly Annotation[] | undefined;
  filtered: boolean;
  selected: string | undefined;
  onOpen: (annotation: Annotation) => void;
  onAdd: () => void;
  onImport: () => void;
  onClear: () => void;
};

function Rows({ rows, filtered, selected, onOpen, onAdd, onImport, onClear }: RowsProps) {
  const { t, i18n } = useTranslation("annotations");
  const zone = useAccount().data?.timezone;
  const empty = filtered ? (
    <EmptyState
      icon={<SearchX size={20} />}
      title={t("empty.none")}
      action={<Button onClick={onClear}>{t("empty.clear")}</Button>}
    />
  ) : (
    <EmptyState
      icon={<MessageSquareQuote size={20} />}
      title={t("empty.title")}
      text={t("empty.text")}
      action={
        <>
          <Button variant="primary" onClick={onAdd}>
            {t("add.open")}
          </Button>
          <Button onClick={onImport}>{t("import.open")}</Button>
        </>
      }
    />
  );
  return (
    <Table
      label={t("title")}
      rows={rows}
      keyOf={(one) => one.id}
      onOpen={onOpen}
      selected={selected}
      empty={empty}
      className="[&_table]:table-fixed"
      columns={[
        {
          key: "question",
          title: t("question"),
          cell: (one) => (
            <button type="button" className="line-clamp-2 w-full text-left break-words" onClick={() => onOpen(one)}>
              {one.question}
            </button>
          ),
        },
        {
          key: "answer",
          title: t("answer"),
          cell: (one) => <span className="line-clamp-2 break-words text-fg-2">{one.answer}</span>,
        },
        { key: "hits", title: t("hits"), width: "64px", align: "right", cell: (one) => one.hit_count },
        {
          key: "created",
          title: t("created"),
          width: "140px",
          wide: true,
          cell: (one) => (
            <span className="text-fg-2" title={formatTime(one.created_at, zone)}>
              {formatWhen(one.created_at, i18n.language, zone)}
            </span>
          ),
        },
        {
          key: "by",
          title: t("by"),
          width: "120px",
          wide: true,
          cell: (one) => <span className="block truncate text-fg-2">{one.created_by.name || t("api")}</span>,
        },
      ]}
    />
  );
}
