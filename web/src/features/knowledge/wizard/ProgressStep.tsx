import { Link } from "@tanstack/react-router";
import { Pause, Play, RotateCw, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useExplain } from "@/i18n/useExplain";
import { Button, Callout, ErrorBlock, IconButton, Progress, Skeleton, StatusDot, toast } from "@/ui";
import {
  isWorking,
  useBatch,
  useDocumentChanges,
  useRefreshWhenThrough,
  type Dataset,
  type Document,
  type DocumentAction,
} from "../data";
import { mayDo } from "../documents/actions";
import { FileKind } from "../documents/FileKind";
import { useRemaining } from "../documents/useRemaining";
import { RuleSummary } from "./RuleSummary";
import { Steps } from "./Steps";

type Props = { base: Dataset; batch: string; made: boolean };

/** How far the added documents are. The page can be left: the work goes on at the server. */
export function ProgressStep({ base, batch, made }: Props) {
  const { t } = useTranslation("knowledge");
  const explain = useExplain();
  const [gone, setGone] = useState<ReadonlySet<string>>(new Set());
  const documents = useBatch(base.id, batch);
  const { act } = useDocumentChanges(base.id);
  const rows = documents.data?.data.filter((one) => !gone.has(one.id));
  const working = rows?.some(isWorking) ?? true;
  useRefreshWhenThrough(base.id, working);
  const failed = rows?.filter((one) => one.display_status === "error").length ?? 0;
  const onAct = (action: DocumentAction, document: Document) =>
    act.mutate(
      { action, ids: [document.id] },
      {
        onSuccess: () => {
          if (action === "delete") setGone((old) => new Set(old).add(document.id));
          else void documents.refetch();
        },
        onError: (error) => toast.bad(explain(error).title),
      },
    );
  const heading = working ? "working" : failed > 0 ? "failedSome" : "through";
  return (
    <main className="flex min-h-0 flex-1 flex-col">
      <header className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 border-b bg-surface px-4 py-3 sm:px-6">
        <h1 className="text-panel font-semibold">{made ? t("createTitle") : t("addDocuments")}</h1>
        <Steps current="done" />
      </header>
      <div className="relative min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto max-w-2xl space-y-5 px-4 py-6 sm:px-6">
          <div>
            <h2 className="text-title">{made ? t("progress.made", { name: base.name }) : t("progress.added")}</h2>
            <p className="text-base text-fg-2" aria-live="polite">
              {t(`progress.${heading}`, { count: failed })}
            </p>
          </div>
          {made && base.permission === "only_me" && (
            <Callout
              action={
                <Button size="compact" asChild>
                  <Link to="/knowledge/$datasetId/settings" params={{ datasetId: base.id }}>
                    {t("menu.settings")}
                  </Link>
                </Button>
              }
            >
              {t("progress.onlyMe")}
            </Callout>
          )}
          {documents.error ? (
            <ErrorBlock {...explain(documents.error)} onRetry={() => void documents.refetch()} />
          ) : rows ? (
            <ul className="divide-y rounded-card border bg-surface">
              {rows.map((document) => (
                <Row key={document.id} document={document} onAct={(action) => onAct(action, document)} />
              ))}
              {rows.length === 0 && <li className="p-3 text-base text-fg-2">{t("progress.none")}</li>}
            </ul>
          ) : (
            <Skeleton className="h-32" />
          )}
          {rows?.[0] && <RuleSummary base={base} document={rows[0]} />}
        </div>
      </div>
      <footer className="flex flex-wrap items-center gap-2 border-t bg-surface px-4 py-3 sm:px-6">
        <span className="flex-1 text-small text-fg-3">{working && t("progress.leave")}</span>
        <Button asChild>
          <Link to="/knowledge/$datasetId/api" params={{ datasetId: base.id }}>
            {t("page.api")}
          </Link>
        </Button>
        <Button variant="primary" asChild>
          <Link to="/knowledge/$datasetId/documents" params={{ datasetId: base.id }}>
            {t("progress.toDocuments")}
          </Link>
        </Button>
      </footer>
    </main>
  );
}

const TONE = { error: "bad", paused: "warn", available: "ok" } as const;

function Row({ document, onAct }: { document: Document; onAct: (action: DocumentAction) => void }) {
  const { t } = useTranslation("knowledge");
  const remaining = useRemaining(document);
  const state = document.display_status;
  const about = { name: document.name };
  const open = isWorking(document) || state === "paused";
  return (
    <li className="flex items-start gap-3 px-3 py-2.5">
      <FileKind extension={document.source_info.extension} className="mt-0.5" />
      <div className="min-w-0 flex-1">
        <div className="flex flex-wrap items-baseline gap-x-3">
          <p className="min-w-0 flex-1 truncate text-base font-medium">{document.name}</p>
          <StatusDot tone={TONE[state as keyof typeof TONE] ?? "run"}>
            {state === "indexing" ? t(`stage.${document.indexing_status as "parsing"}`) : t(`state.${state}`)}
          </StatusDot>
        </div>
        {open && (
          <div className="mt-1.5">
            <Progress value={document.progress} label={t("progressOf", about)} />
          </div>
        )}
        {document.error ? (
          <p className="mt-1 text-small break-words text-bad">{document.error}</p>
        ) : (
          document.total_segments > 0 && (
            <p className="tabular mt-1 text-small text-fg-3">
              {open
                ? t("chunksDone", { done: document.completed_segments, total: document.total_segments })
                : t("chunks", { count: document.segment_count })}
              {remaining && ` · ${remaining}`}
            </p>
          )
        )}
      </div>
      <div className="flex shrink-0">
        {mayDo(document, "pause") && (
          <IconButton
            size="compact"
            label={t("pauseOf", about)}
            icon={<Pause size={13} />}
            onClick={() => onAct("pause")}
          />
        )}
        {mayDo(document, "resume") && (
          <IconButton
            size="compact"
            label={t("resumeOf", about)}
            icon={<Play size={13} />}
            onClick={() => onAct("resume")}
          />
        )}
        {mayDo(document, "retry") && (
          <IconButton
            size="compact"
            label={t("retryOf", about)}
            icon={<RotateCw size={13} />}
            onClick={() => onAct("retry")}
          />
        )}
        {state !== "available" && (
          <IconButton
            size="compact"
            label={t("cancelOf", about)}
            icon={<X size={13} />}
            onClick={() => onAct("delete")}
          />
        )}
      </div>
    </li>
  );
}
