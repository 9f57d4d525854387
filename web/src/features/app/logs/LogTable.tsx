import { SearchX } from "lucide-react";
import { useEffect, useMemo, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useExplain } from "@/i18n/useExplain";
import { Button, EmptyState, ErrorBlock, Pager, Table, type Column } from "@/ui";
import type { LogSearch } from "./search";

const LIMITS = [10, 25, 50] as const;

/** What both logs get from the page. */
export type TableProps = {
  appId: string;
  search: LogSearch;
  change: (next: LogSearch) => void;
  open: (id: string | undefined) => void;
  clear: () => void;
};

interface Found<Row> {
  data: { data: readonly Row[]; total: number } | undefined;
  error: unknown;
  refetch: () => unknown;
}

/** A page of a log with its pager; a row that is open leaves room for its panel. */
export function LogTable<Row extends { id: string }>({
  list,
  columns,
  icon,
  search,
  change,
  open,
  clear,
}: TableProps & { list: Found<Row>; columns: readonly Column<Row>[]; icon: ReactNode }) {
  const { t } = useTranslation("logs");
  const explain = useExplain();
  const rows = list.data?.data;
  const ids = useMemo(() => (rows ?? []).map((row) => row.id), [rows]);
  useWalk(ids, search.id, open);
  if (list.error) return <ErrorBlock {...explain(list.error)} onRetry={() => void list.refetch()} />;
  return (
    <>
      <Table
        label={t("title")}
        rows={rows}
        keyOf={(row) => row.id}
        onOpen={(row) => open(row.id)}
        selected={search.id}
        columns={search.id ? columns.filter((one) => !one.wide) : columns}
        empty={<NoLogs search={search} clear={clear} icon={icon} />}
      />
      {list.data && (
        <Pager
          page={search.page ?? 1}
          limit={search.limit ?? 10}
          total={list.data.total}
          limits={LIMITS}
          limitLabel={t("perPage")}
          onLimit={(value) => change({ limit: value === 10 ? undefined : value })}
          onPage={(page) => change({ page: page > 1 ? page : undefined })}
        />
      )}
    </>
  );
}

/** Nothing was used yet, or nothing matches. */
function NoLogs({ search, clear, icon }: { search: LogSearch; clear: () => void; icon: ReactNode }) {
  const { t } = useTranslation("logs");
  const narrowed = Object.keys(search).some((key) => !["page", "limit", "id", "range"].includes(key));
  if (!narrowed && search.range === "all") {
    return <EmptyState icon={icon} title={t("empty.title")} text={t("empty.text")} />;
  }
  return (
    <EmptyState
      icon={narrowed ? <SearchX size={20} /> : icon}
      title={t(narrowed ? "empty.none" : "empty.range")}
      text={t("empty.text")}
      action={narrowed && <Button onClick={clear}>{t("empty.clear")}</Button>}
    />
  );
}

/** J and K walk through the rows while one is open. */
function useWalk(ids: readonly string[], current: string | undefined, open: (id: string) => void) {
  useEffect(() => {
    if (current === undefined) return;
    const onKey = (event: KeyboardEvent) => {
      const step = event.key === "j" ? 1 : event.key === "k" ? -1 : 0;
      const typing = (event.target as HTMLElement).closest("input, textarea, [contenteditable], [role=dialog]");
      if (!step || typing || event.ctrlKey || event.metaKey || event.altKey) return;
      const next = ids[ids.indexOf(current) + step];
      if (next) open(next);
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [ids, current, open]);
}
