import { MessageSquareQuote, MessagesSquare, ThumbsDown, ThumbsUp } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useAccount } from "@/api/account";
import { useConversationLogs, type ConversationLog } from "@/api/logs";
import { Badge, formatNumber, formatTime, formatWhen, Tooltip, type Column } from "@/ui";
import { formatMoney } from "@/ui/format";
import { LogTable, type TableProps } from "./LogTable";
import { conversationFilter, pageOf } from "./search";

export function ConversationTable({ mode, ...table }: TableProps & { mode: string }) {
  const { appId, search, open } = table;
  // The day of `stretch` moves on at midnight only, so the filter keeps its identity.
  const list = useConversationLogs(appId, { ...conversationFilter(search), ...pageOf(search) });
  const columns = useColumns(open, mode === "completion");
  return <LogTable {...table} list={list} columns={columns} icon={<MessagesSquare size={20} />} />;
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
