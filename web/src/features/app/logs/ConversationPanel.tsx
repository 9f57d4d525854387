import { ChevronRight, ListTree, MessageSquareQuote, ScrollText, ThumbsDown, ThumbsUp } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useAccount } from "@/api/account";
import { useConversationLog, useLogMessages, useTeamFeedback, type LogMessage } from "@/api/logs";
import type { App } from "@/api/types";
import { Message, type MessageActions } from "@/chat/Message";
import { turnOf, type StoredMessage, type Turn } from "@/chat/turn";
import { useExplain } from "@/i18n/useExplain";
import {
  Badge,
  Button,
  cn,
  CopyButton,
  ErrorBlock,
  formatDuration,
  formatNumber,
  formatTime,
  IconButton,
  JsonTree,
  SidePanel,
  Skeleton,
  toast,
  Tooltip,
} from "@/ui";
import { formatMoney } from "@/ui/format";
import { Annotate } from "../annotations/Annotate";
import { PromptLog } from "../orchestrate/basic/PromptLog";
import { Trace } from "../orchestrate/Trace";
import { useTrace } from "./LoggedRunPanel";

/** A conversation as its user saw it; beside each answer what it cost, what people think of it, and how it came. */
export function ConversationPanel({ app, id, onClose }: { app: App; id: string; onClose: () => void }) {
  const { t } = useTranslation("logs");
  const explain = useExplain();
  const log = useConversationLog(app.id, id);
  const pages = useLogMessages(app.id, id);
  const rate = useTeamFeedback(app.id);
  const messages = useMemo(() => [...(pages.data?.pages ?? [])].reverse().flatMap((page) => page.data), [pages.data]);
  const turns = useMemo(() => messages.map(asTurn), [messages]);
  const byId = useMemo(() => new Map(messages.map((one) => [one.id, one])), [messages]);
  const [prompt, setPrompt] = useState<Turn>();
  const error = log.error ?? pages.error;
  const retry = () => void Promise.all([log.refetch(), pages.refetch()]);
  const actions: MessageActions = {
    rate: (turn, rating) =>
      rate.mutate({ id: turn.key, rating }, { onError: (failure) => toast.bad(explain(failure).title) }),
    explain: (code, message) =>
      explain(Object.assign(new Error(message), { code: code ?? "run_failed", status: 0, requestId: null })).title,
    above: (turn) => <Steps appId={app.id} message={byId.get(turn.key)} />,
    more: (turn) => (
      <>
        {app.mode !== "completion" && <Annotate appId={app.id} turn={turn} />}
        <IconButton
          size="compact"
          label={t("prompt")}
          icon={<ScrollText size={14} />}
          onClick={() => setPrompt(turn)}
        />
        <Facts message={byId.get(turn.key)} />
      </>
    ),
  };
  return (
    <SidePanel
      name="log"
      title={log.data?.name || t("conversation")}
      label={t("conversation")}
      onClose={onClose}
      initial={560}
      max={900}
    >
      {error && <ErrorBlock className="m-4" {...explain(error)} onRetry={retry} />}
      {!error && !pages.data && <Skeleton className="m-4 h-40" />}
      {log.data && <Head log={log.data} />}
      <div className="flex flex-col gap-6 px-4 py-4">
        {pages.hasNextPage && (
          <Button
            size="compact"
            className="self-center"
            loading={pages.isFetchingNextPage}
            onClick={() => void pages.fetchNextPage()}
          >
            {t("earlier")}
          </Button>
        )}
        {turns.map((turn) => (
          <Message key={turn.key} turn={turn} actions={actions} last={false} />
        ))}
      </div>
      {prompt && <PromptLog appId={app.id} turn={prompt} onClose={() => setPrompt(undefined)} />}
    </SidePanel>
  );
}

/** The thumbs of the toolbar are the team's. */
function asTurn(message: LogMessage): Turn {
  const turn = turnOf(message as unknown as StoredMessage);
  return { ...turn, feedback: (message.team_feedback?.rating as Turn["feedback"]) ?? null };
}

function Head({ log }: { log: NonNullable<ReturnType<typeof useConversationLog>["data"]> }) {
  const { t } = useTranslation("logs");
  const zone = useAccount().data?.timezone;
  const inputs = Object.keys(log.inputs).length;
  const user = log.user === null ? t("gone") : log.user.anonymous ? t("visitor") : log.user.name;
  return (
    <div className="space-y-2 border-b px-4 py-3 text-small">
      <dl className="flex flex-wrap gap-x-5 gap-y-1.5">
        <Fact name={t("column.user")} value={user} title={log.user?.name} />
        <Fact name={t("column.source")} value={t(`source.${log.source as "web-app"}`)} />
        <Fact name={t("column.time")} value={formatTime(log.created_at, zone)} />
        <Fact name={t("column.tokens")} value={formatNumber(log.tokens)} />
        <div className="flex min-w-0 items-center gap-1">
          <dt className="text-fg-3">ID</dt>
          <dd className="flex min-w-0 items-center gap-1">
            <span className="max-w-28 truncate font-mono">{log.id}</span>
            <CopyButton text={log.id} size="inline" />
          </dd>
        </div>
      </dl>
      {inputs > 0 && (
        <details className="group rounded-control border">
          <summary className="flex h-8 list-none items-center gap-1.5 px-2.5 text-fg-2">
            <ChevronRight aria-hidden size={14} className="group-open:rotate-90" />
            {t("inputs", { count: inputs })}
          </summary>
          <div className="max-h-60 overflow-auto border-t px-2 py-1.5">
            <JsonTree value={log.inputs} label={t("inputs", { count: inputs })} />
          </div>
        </details>
      )}
    </div>
  );
}

function Fact({ name, value, title }: { name: string; value: string; title?: string | undefined }) {
  return (
    <div className="flex min-w-0 items-center gap-1.5" title={title}>
      <dt className="text-fg-3">{name}</dt>
      <dd className="max-w-48 truncate">{value}</dd>
    </div>
  );
}

/** What an answer cost, and what others think of it. */
function Facts({ message }: { message: LogMessage | undefined }) {
  const { t, i18n } = useTranslation("logs");
  if (!message) return null;
  const cost = Number(message.total_price ?? 0);
  const facts = [
    message.models.join(", "),
    `${formatNumber(message.total_tokens)} tok`,
    formatDuration(message.provider_response_latency),
    cost > 0 ? formatMoney(cost, message.currency ?? "USD", i18n.language) : "",
  ];
  const { user_feedback: user, team_feedback: team, annotation } = message;
  return (
    <span className="flex min-w-0 flex-wrap items-center gap-1.5 pl-1.5 text-meta text-fg-3">
      <span className="tabular">{facts.filter(Boolean).join(" · ")}</span>
      {user && (
        <Tooltip text={user.content || t(user.rating === "like" ? "userLikes" : "userDislikes")}>
          <span>
            <Badge
              tone={user.rating === "like" ? "ok" : "bad"}
              icon={user.rating === "like" ? <ThumbsUp aria-hidden size={12} /> : <ThumbsDown aria-hidden size={12} />}
            >
              {t("column.user")}
            </Badge>
          </span>
        </Tooltip>
      )}
      {team?.by && <span className="truncate">{t("ratedBy", { who: team.by })}</span>}
      {annotation && (
        <Badge tone="info" icon={<MessageSquareQuote aria-hidden size={12} />}>
          {t("annotated.yes")}
        </Badge>
      )}
    </span>
  );
}

/** The run of an answer, asked for when it is opened. */
function Steps({ appId, message }: { appId: string; message: LogMessage | undefined }) {
  const { t } = useTranslation("logs");
  const [open, setOpen] = useState(false);
  if (!message?.run_id) return null;
  return (
    <div className="mb-2 overflow-hidden rounded-control border">
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="flex h-8 w-full items-center gap-2 px-2.5 text-small text-fg-2 hover:bg-hover"
      >
        <ListTree size={14} aria-hidden />
        {t("tracing")}
        <ChevronRight size={14} aria-hidden className={cn("ml-auto text-fg-3", open && "rotate-90")} />
      </button>
      {open && (
        <div className="border-t">
          <OpenSteps appId={appId} runId={message.run_id} />
        </div>
      )}
    </div>
  );
}

function OpenSteps({ appId, runId }: { appId: string; runId: string }) {
  const explain = useExplain();
  const { trace, error, refetch } = useTrace(appId, runId);
  if (error) return <ErrorBlock className="m-2" {...explain(error)} onRetry={() => void refetch()} />;
  return trace ? <Trace trace={trace} compact /> : <Skeleton className="m-2 h-16" />;
}
