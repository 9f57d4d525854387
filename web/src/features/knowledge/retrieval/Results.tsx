import { Link } from "@tanstack/react-router";
import { ExternalLink, Maximize2, SearchX, TextSearch } from "lucide-react";
import { useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/api/error";
import { useExplain } from "@/i18n/useExplain";
import { Badge, Button, cn, Dialog, EmptyState, ErrorBlock, formatNumber, IconButton, Skeleton, Tooltip } from "@/ui";
import type { Dataset } from "../data";
import { FileKind } from "../documents/FileKind";
import { hashOf, numberOf } from "../segments/place";
import { MarkedAt } from "../segments/Texts";
import { useKept, useTest, type Hit } from "./data";
import { marksIn } from "./marks";

/** What was found, best first. */
export function Results({ base }: { base: Dataset }) {
  const { t } = useTranslation("segments");
  const [kept] = useKept(base.id);
  const [open, setOpen] = useState<number>();
  const records = kept.result?.records ?? [];
  const own = useRef<HTMLElement>(null);
  const { result } = kept;
  useEffect(() => {
    // Below the question and its records on narrow screens.
    if (result && innerWidth < 1024) void own.current?.scrollIntoView({ block: "start" });
  }, [result]);
  const shown = open === undefined ? undefined : records[open];
  return (
    <section
      ref={own}
      aria-label={t("results.title")}
      aria-busy={kept.asking}
      className="min-w-0 flex-1 px-4 pt-3 pb-6 sm:px-6 lg:overflow-y-auto lg:py-5"
    >
      <div className="mx-auto max-w-[860px]">
        {kept.asking && <Skeleton className="h-64" />}
        {kept.failed && <Failed error={kept.failed} base={base} />}
        {!kept.asking && !kept.failed && !kept.result && (
          <EmptyState icon={<TextSearch size={20} />} title={t("results.begin")} text={t("results.beginText")} />
        )}
        {kept.result && records.length === 0 && <Nothing base={base} />}
        {records.length > 0 && (
          <>
            <p role="status" className="mb-3 text-base text-fg-2">
              {t("results.count", { count: records.length, query: kept.asked })}
            </p>
            <ol className="space-y-3">
              {records.map((hit, index) => (
                <li key={hit.segment.id}>
                  <Card base={base} hit={hit} query={kept.asked ?? ""} rank={index + 1} onOpen={() => setOpen(index)} />
                </li>
              ))}
            </ol>
          </>
        )}
      </div>
      {shown && <Whole base={base} hit={shown} query={kept.asked ?? ""} onClose={() => setOpen(undefined)} />}
    </section>
  );
}

/** A score as a bar and a number; scores above one, as some models give them, fill it. */
function Score({ value, className }: { value: number; className?: string }) {
  return (
    <span className={cn("flex items-center gap-2", className)}>
      <svg aria-hidden viewBox="0 0 100 4" preserveAspectRatio="none" className="h-1.5 w-20 max-sm:w-12">
        <rect width="100" height="4" rx="2" className="fill-line" />
        <rect width={Math.max(0, Math.min(1, value)) * 100} height="4" rx="2" className="fill-accent" />
      </svg>
      <span className="tabular font-medium text-fg">{value.toFixed(4)}</span>
    </span>
  );
}

const ToChunk = ({ base, hit, children }: { base: Dataset; hit: Hit; children: ReactNode }) => (
  <Link
    to="/knowledge/$datasetId/documents/$documentId"
    params={{ datasetId: base.id, documentId: hit.segment.document.id }}
    hash={hashOf(hit.segment.id)}
    className="inline-flex items-center gap-1 text-small"
  >
    {children}
    <ExternalLink aria-hidden size={12} />
  </Link>
);

type CardProps = { base: Dataset; hit: Hit; query: string; rank: number; onOpen: () => void };

function Card({ base, hit, query, rank, onOpen }: CardProps) {
  const { t } = useTranslation("segments");
  const { segment } = hit;
  return (
    <article aria-label={t("results.one", { rank })} className="rounded-card border bg-surface px-4 py-3">
      <header className="flex flex-wrap items-center gap-x-3 gap-y-1 text-small text-fg-3">
        <Score value={hit.score} />
        <span className="tabular font-mono">{numberOf(segment.position)}</span>
        <span>{t("characters", { count: segment.word_count, shown: formatNumber(segment.word_count) })}</span>
        <span>{t("hits", { count: segment.hit_count, shown: formatNumber(segment.hit_count) })}</span>
        <span className="flex-1" />
        <IconButton
          size="compact"
          label={t("results.open", { rank })}
          icon={<Maximize2 size={14} />}
          onClick={onOpen}
        />
      </header>
      <div className="mt-1 line-clamp-6 text-base break-words whitespace-pre-wrap">
        <Text hit={hit} query={query} />
      </div>
      <ChildHits hit={hit} query={query} short />
      <footer className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-1 border-t pt-2 text-small">
        <span className="flex min-w-0 flex-1 items-center gap-1.5 text-fg-2">
          <FileKind extension={segment.document.name.split(".").at(-1) ?? ""} />
          <span className="truncate">{segment.document.name}</span>
        </span>
        <ToChunk base={base} hit={hit}>
          {t("results.toChunk")}
        </ToChunk>
      </footer>
    </article>
  );
}

function Text({ hit, query }: { hit: Hit; query: string }) {
  const { content, answer } = hit.segment;
  const marks = useMemo(() => marksIn(content, query), [content, query]);
  const answered = useMemo(() => marksIn(answer ?? "", query), [answer, query]);
  if (answer === null) return <MarkedAt text={content} places={marks} />;
  return (
    <>
      <p className="font-medium">
        <MarkedAt text={content} places={marks} />
      </p>
      <p className="mt-1">
        <MarkedAt text={answer} places={answered} />
      </p>
    </>
  );
}

/** The child chunks that were matched, each with its own score. */
function ChildHits({ hit, query, short = false }: { hit: Hit; query: string; short?: boolean }) {
  const { t } = useTranslation("segments");
  if (hit.child_chunks.length === 0) return null;
  return (
    <div className="mt-2">
      <p className="mb-1 text-small text-fg-3">{t("results.children", { count: hit.child_chunks.length })}</p>
      <ul className="space-y-1.5 border-l-2 border-accent pl-3">
        {hit.child_chunks.map((child) => (
          <li key={child.id} className="text-base text-fg-2">
            <span className="mb-0.5 flex items-center gap-2 text-small text-fg-3">
              <span className="tabular font-mono">{t("children.one", { number: child.position })}</span>
              <Badge tone="accent">{child.score.toFixed(4)}</Badge>
            </span>
            <span className={cn("break-words", short && "line-clamp-2")}>
              <MarkedAt text={child.content} places={marksIn(child.content, query)} />
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** The whole chunk; a parent's text at the left, its matched children at the right. */
function Whole({ base, hit, query, onClose }: { base: Dataset; hit: Hit; query: string; onClose: () => void }) {
  const { t } = useTranslation("segments");
  const parent = hit.child_chunks.length > 0;
  const { segment } = hit;
  return (
    <Dialog
      open
      size={parent && segment.content.length > 1500 ? "full" : "l"}
      onOpenChange={onClose}
      title={t("panel.title", { number: numberOf(segment.position) })}
      description={segment.document.name}
      footer={
        <span className="mr-auto flex flex-wrap items-center gap-4">
          <Score value={hit.score} className="text-small" />
          <ToChunk base={base} hit={hit}>
            {t("results.toChunk")}
          </ToChunk>
        </span>
      }
    >
      <div className={cn(parent && "grid gap-6 md:grid-cols-[3fr_2fr]")}>
        <div className="text-read break-words whitespace-pre-wrap">
          <Text hit={hit} query={query} />
        </div>
        {parent && <ChildHits hit={hit} query={query} />}
      </div>
      {segment.keywords.length > 0 && (
        <p className="mt-4 flex flex-wrap gap-1">
          {segment.keywords.map((word) => (
            <Badge key={word}>{word}</Badge>
          ))}
        </p>
      )}
    </Dialog>
  );
}

function Nothing({ base }: { base: Dataset }) {
  const { t } = useTranslation("segments");
  const [kept, keep] = useKept(base.id);
  const test = useTest(base.id);
  const model = kept.model ?? base.retrieval_model;
  const limited = model.score_threshold_enabled && base.indexing_technique === "high_quality";
  const again = () => {
    const free = { ...model, score_threshold_enabled: false };
    keep({ model: free });
    test.mutate({ query: kept.asked ?? "", model: free }, { onSuccess: (result) => keep({ result }) });
  };
  return (
    <EmptyState
      icon={<SearchX size={20} />}
      title={t("results.none")}
      text={limited ? t("results.noneThreshold", { score: model.score_threshold ?? 0 }) : t("results.noneText")}
      action={
        limited && (
          <Button loading={test.isPending} onClick={again}>
            {t("results.withoutThreshold")}
          </Button>
        )
      }
    />
  );
}

/** Errors that can be helped say where. */
function Failed({ error, base }: { error: Error; base: Dataset }) {
  const { t } = useTranslation("segments");
  const explain = useExplain();
  const code = error instanceof ApiError ? error.code : "";
  if (code === "dataset_not_initialized") {
    return (
      <EmptyState
        icon={<TextSearch size={20} />}
        title={t("results.notReady")}
        text={t("results.notReadyText")}
        action={
          <Button asChild>
            <Link to="/knowledge/$datasetId/documents" params={{ datasetId: base.id }}>
              {t("back")}
            </Link>
          </Button>
        }
      />
    );
  }
  const model = /provider|model|credential|quota/.test(code);
  return (
    <ErrorBlock
      {...explain(error)}
      action={
        model && (
          <Tooltip text={t("test.providersHelp")}>
            <Button asChild size="inline">
              <Link to="." search={(all: object) => ({ ...all, settings: "providers" })}>
                {t("test.providers")}
              </Link>
            </Button>
          </Tooltip>
        )
      }
    />
  );
}
