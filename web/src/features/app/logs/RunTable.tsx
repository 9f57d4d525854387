import { Workflow } from "lucide-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useAccount } from "@/api/account";
import { useRunLogs, type RunLog } from "@/api/logs";
import { useExplain } from "@/i18n/useExplain";
import { Glyph } from "@/run/Glyph";
import { runStatus } from "@/run/tree";
import { ErrorBlock, formatDuration, formatNumber, formatTime, formatWhen, Pager, Table, type Column } from "@/ui";
import { LIMITS, NoLogs, type TableProps } from "./ConversationTable";
import { useWalk } from "./LogsPage";
import { stretch } from "./search";

/** Runs of a published workflow. */
export function RunTable({ appId, search, change, open, clear }: TableProps) {
  const { t } = useTranslation("logs");
  const explain = useExplain();
  const limit = search.limit ?? 10;
  const filter = {
    page: search.page ?? 1,
    limit,
    ...stretch(search),
    ...(search.q && { keyword: search.q }),
    ...(search.status && { status: search.status as "failed" }),
  };
  const list = useRunLogs(appId, filter);
  const rows = list.data?.data;
  const ids = useMemo(() => (rows ?? []).map((row) => row.id), [rows]);
  useWalk(ids, search.id, open);
  const columns = useColumns(open);
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
        empty={<NoLogs search={search} clear={clear} icon={<Workflow size={20} />} />}
      />
      {list.data && (
        <Pager
          page={filter.page}
          limit={limit}
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

function useColumns(open: (id: string) => void): Column<RunLog>[] {
  const { t, i18n } = useTranslation(["logs", "canvas"]);
  const zone = useAccount().data?.timezone;
  return [
    {
      key: "created",
      title: t("column.start"),
      cell: (row) => (
        <button
          type="button"
          className="whitespace-nowrap"
          title={formatTime(row.created_at, zone)}
          onClick={() => open(row.id)}
        >
          {formatWhen(row.created_at, i18n.language, zone)}
        </button>
      ),
    },
    {
      key: "status",
      title: t("column.status"),
      cell: (row) => {
        const state = runStatus(row.status);
        return (
          <span className="inline-flex items-center gap-1.5 whitespace-nowrap">
            <Glyph status={state} size={14} />
            {t(`canvas:status.${state as "failed"}`)}
          </span>
        );
      },
    },
    {
      key: "elapsed",
      title: t("column.elapsed"),
      align: "right",
      cell: (row) => <span className="whitespace-nowrap">{formatDuration(row.elapsed_time)}</span>,
    },
    {
      key: "tokens",
      title: t("column.tokens"),
      align: "right",
      wide: true,
      cell: (row) => formatNumber(row.total_tokens),
    },
    {
      key: "user",
      title: t("column.user"),
      wide: true,
      cell: (row) => (
        <span className="block max-w-48 truncate text-fg-2" title={row.user?.name}>
          {row.user === null ? t("gone") : row.user.anonymous ? t("visitor") : row.user.name}
        </span>
      ),
    },
    {
      key: "source",
      title: t("column.source"),
      wide: true,
      cell: (row) => <span className="text-fg-2">{t(`source.${row.source as "web-app"}`)}</span>,
    },
    {
      key: "version",
      title: t("column.version"),
      wide: true,
      cell: (row) => <span className="block max-w-40 truncate text-fg-2">{row.version}</span>,
    },
  ];
}
