import { Eye } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useExplain } from "@/i18n/useExplain";
import { Badge, Button, cn, EmptyState, ErrorBlock, formatNumber, Select, Skeleton } from "@/ui";
import type { Preview as Found } from "../data";
import type { Settings } from "./settings";
import { spansOf } from "./spans";
import { usePreview, type PreviewSource } from "./usePreview";

type Props = {
  sources: readonly PreviewSource[];
  settings: Settings;
  most: number;
  datasetId?: string | undefined;
};

/** The chunks that the rules give, file by file. */
export function Preview({ sources, settings, most, datasetId }: Props) {
  const [chosen, setChosen] = useState<string>();
  const source = sources.find((one) => one.key === chosen) ?? sources[0];
  if (!source) return null;
  return <OfSource {...{ sources, source, settings, most, datasetId }} onSource={setChosen} />;
}

function OfSource({
  sources,
  source,
  settings,
  most,
  datasetId,
  onSource,
}: Props & { source: PreviewSource; onSource: (key: string) => void }) {
  const { t } = useTranslation("knowledge");
  const explain = useExplain();
  const { data, error, stale, loading, sound, ask } = usePreview(source, settings, most, datasetId);
  return (
    <section aria-label={t("preview.title")} aria-busy={loading} className="flex min-h-0 flex-col">
      <div className="flex flex-wrap items-center gap-2 border-b px-4 py-2.5">
        <h2 className="text-read font-semibold">{t("preview.title")}</h2>
        {data && (
          <Badge tone={stale ? "warn" : "neutral"}>
            {stale ? t("preview.stale") : t("preview.total", { count: data.total_segments })}
          </Badge>
        )}
        <span className="flex-1" />
        {sources.length > 1 && (
          <Select
            compact
            className="w-48"
            ariaLabel={t("preview.file")}
            value={source.key}
            onValueChange={onSource}
            options={sources.map((one) => ({ value: one.key, label: one.name }))}
          />
        )}
        <Button
          size="compact"
          icon={<Eye size={14} />}
          loading={loading}
          disabledReason={sound ? undefined : t("preview.unsound")}
          onClick={ask}
          aria-keyshortcuts="Control+Enter"
          data-preview
        >
          {t("preview.ask")}
        </Button>
      </div>
      {/* The region scrolls, so it must be reachable by keyboard. */}
      <div
        role="region"
        aria-label={t("preview.chunks")}
        tabIndex={0}
        className={cn(
          "relative min-h-40 flex-1 space-y-2 overflow-y-auto p-4",
          stale && "[&_li]:border-dashed [&_li]:bg-sunken",
        )}
      >
        {error ? (
          <ErrorBlock {...explain(error)} onRetry={ask} />
        ) : data ? (
          <Chunks found={data} />
        ) : loading ? (
          Array.from({ length: 4 }, (_, index) => <Skeleton key={index} className="h-24 rounded-card" />)
        ) : (
          <EmptyState
            icon={<Eye size={20} />}
            title={t("preview.none")}
            text={settings.form === "qa_model" ? t("preview.pairs") : t("preview.noneText")}
          />
        )}
      </div>
    </section>
  );
}

function Chunks({ found }: { found: Found }) {
  const { t } = useTranslation("knowledge");
  if (found.preview.length === 0) return <EmptyState title={t("preview.empty")} />;
  return (
    <>
      <ol className="space-y-2">
        {found.preview.map((chunk, index) => (
          <li key={index} className="rounded-card border bg-surface p-3">
            <p className="tabular mb-1 text-small text-fg-3">
              {t("preview.chunk", { number: index + 1 })} ·{" "}
              {t("characters", { count: chunk.word_count, number: formatNumber(chunk.word_count) })}
            </p>
            <Content chunk={chunk} />
          </li>
        ))}
      </ol>
      {found.total_segments > found.preview.length && (
        <p className="pt-1 text-center text-small text-fg-3">
          {t("preview.more", { shown: found.preview.length, count: found.total_segments })}
        </p>
      )}
    </>
  );
}

const TEXT = "text-base break-words whitespace-pre-wrap text-fg";

function Content({ chunk }: { chunk: Found["preview"][number] }) {
  if (chunk.answer) {
    return (
      <dl className="grid grid-cols-[20px_1fr] gap-y-1">
        <dt className="text-base font-semibold text-fg-3">Q</dt>
        <dd className={TEXT}>{chunk.content}</dd>
        <dt className="text-base font-semibold text-fg-3">A</dt>
        <dd className={TEXT}>{chunk.answer}</dd>
      </dl>
    );
  }
  const children = chunk.children ?? [];
  if (children.length === 0) return <p className={TEXT}>{chunk.content}</p>;
  const spans =
    spansOf(
      chunk.content,
      children.map((child) => child.content),
    ) ?? children.map((child, index) => ({ text: `${child.content}\n`, child: index }));
  return (
    <p className={TEXT}>
      {spans.map((span, index) =>
        span.child === undefined ? (
          span.text
        ) : (
          <span key={index} className={cn("rounded-chip", span.child % 2 ? "bg-info-soft" : "bg-selected")}>
            <sup className="tabular mr-1 text-meta text-fg-2">
              {span.child + 1} · {children[span.child]?.word_count}
            </sup>
            {span.text}
          </span>
        ),
      )}
    </p>
  );
}
