import { Workflow } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useAccount } from "@/api/account";
import { useRunLogs, type RunLog } from "@/api/logs";
import { Glyph } from "@/run/Glyph";
import { runStatus } from "@/run/tree";
import { formatDuration, formatNumber, formatTime, formatWhen, type Column } from "@/ui";
import { LogTable, type TableProps } from "./LogTable";
import { pageOf, runFilter } from "./search";

/** Runs of a published workflow. */
export function RunTable(table: TableProps) {
  const { appId, search, open } = table;
  const list = useRunLogs(appId, { ...runFilter(search), ...pageOf(search) });
  return <LogTable {...table} list={list} columns={useColumns(open)} icon={<Workflow size={20} />} />;
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
