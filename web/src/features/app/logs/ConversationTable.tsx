import { MessageSquareQuote, MessagesSquare, SearchX, ThumbsDown, ThumbsUp } from "lucide-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useAccount } from "@/api/account";
import { useConversationLogs, type ConversationLog } from "@/api/logs";
import { useExplain } from "@/i18n/useExplain";
import {
  Badge,
  Button,
  EmptyState,
  ErrorBlock,
  formatNumber,
  formatTime,
  formatWhen,
  Pager,
  Table,
  Tooltip,
  type Column,
} from "@/ui";
import { formatMoney } from "@/ui/format";
import { useWalk } from "./LogsPage";
import { among, stretch, type LogSearch } from "./search";

export const LIMITS = [10, 25, 50] as const;
export type TableProps = {
  appId: string;
  search: LogSearch;
  change: (next: LogSearch) => void;
  open: (id: string | undefined) => void;
  clear: () => void;
};

export function ConversationTable({ appId, mode, search, change, open, clear }: TableProps & { mode: string }) {
  const { t } = useTranslation("logs");
  const explain = useExplain();
  const { rating, source } = search;
  const status = among(search.status, "normal", "error");
  const limit = search.limit ?? 10;
  // The day of `stretch` moves on at midnight only, so the filter keeps its identity.
  const filter = {
    page: search.page ?? 1,
    limit,
    ...stretch(search),
    ...(search.q && { keyword: search.q }),
    ...(status && { status }),
    ...(rating && { rating }),
    ...(source && { source }),
    ...(search.annotated && { annotated: search.annotated === "yes" }),
  } as const;
  const list = useConversationLogs(appId, filter);
  const rows = list.data?.data;
  const ids = useMemo(() => (rows ?? []).map((row) => row.id), [rows]);
  useWalk(ids, search.id, open);
  const columns = useColumns(open, mode === "completion");
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
        empty={<NoLogs search={search} clear={clear} icon={<MessagesSquare size={20} />} />}
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

/** Nothing was used yet, or nothing matches. */
export function NoLogs({ search, clear, icon }: { search: LogSearch; clear: () => void; icon: React.ReactNode }) {
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

function useColumns(open: (id: string) => void, texts: boolean): Column<ConversationLog>[] {
  const { t, i18n } = useTranslation("logs");
  const zone = useAccount().data?.timezone;
  return [
    {
      key: "summary",
      title: t(texts ? "column.text" : "column.conversation"),
      cell: (row) => (
        <button type="button" className="block w-full min-w-40 text-left" onClick={() => open(row.id)}>
          <span className="line-clamp-1 break-all">{row.summary || t("unnamed")}</span>
          <span className="mt-0.5 flex flex-wrap items-center gap-1.5 empty:hidden">
            {row.errors > 0 && <Badge tone="bad">{t("errors", { count: row.errors })}</Badge>}
            {row.annotations > 0 && (
              <Badge tone="info" icon={<MessageSquareQuote aria-hidden size={12} />}>
                {t("annotations", { count: row.annotations })}
              </Badge>
            )}
          </span>
        </button>
      ),
    },
    {
      key: "user",
      title: t("column.user"),
      width: "150px",
      wide: true,
      cell: (row) => (
        <span className="block max-w-36 truncate text-fg-2" title={row.user?.name}>
          {row.user === null ? t("gone") : row.user.anonymous ? t("visitor") : row.user.name}
        </span>
      ),
    },
    {
      key: "source",
      title: t("column.source"),
      width: "96px",
      wide: true,
      cell: (row) => <span className="text-fg-2">{t(`source.${row.source as "web-app"}`)}</span>,
    },
    ...(texts
      ? []
      : [
          {
            key: "messages",
            title: t("column.messages"),
            width: "72px",
            align: "right" as const,
            cell: (row: ConversationLog) => row.messages,
          },
        ]),
    {
      key: "ratings",
      title: t("column.ratings"),
      width: "110px",
      wide: true,
      cell: (row) => <RatingMarks row={row} />,
    },
    {
      key: "tokens",
      title: t("column.tokens"),
      width: "90px",
      align: "right",
      wide: true,
      cell: (row) => (
        <Tooltip text={Number(row.price) > 0 ? formatMoney(row.price, row.currency, i18n.language) : t("noCost")}>
          <span>{formatNumber(row.tokens)}</span>
        </Tooltip>
      ),
    },
    {
      key: "created",
      title: t("column.time"),
      width: "140px",
      cell: (row) => (
        <span className="whitespace-nowrap text-fg-2" title={formatTime(row.created_at, zone)}>
          {formatWhen(row.created_at, i18n.language, zone)}
        </span>
      ),
    },
  ];
}

function RatingMarks({ row }: { row: ConversationLog }) {
  const { t } = useTranslation("logs");
  const like = row.user_ratings.like + row.team_ratings.like;
  const dislike = row.user_ratings.dislike + row.team_ratings.dislike;
  if (like + dislike === 0) return <span className="text-fg-3">–</span>;
  return (
    <span className="flex gap-2.5 text-small text-fg-2">
      {like > 0 && (
        <span className="inline-flex items-center gap-1">
          <ThumbsUp role="img" aria-label={t("rating.like")} size={13} className="text-ok" /> {like}
        </span>
      )}
      {dislike > 0 && (
        <span className="inline-flex items-center gap-1">
          <ThumbsDown role="img" aria-label={t("rating.dislike")} size={13} className="text-bad" /> {dislike}
        </span>
      )}
    </span>
  );
}
