import { Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useAccount } from "@/api/account";
import { useAnnotationChanges, useHits, type Annotation, type AnnotationHit } from "@/api/annotations";
import { useExplain } from "@/i18n/useExplain";
import { Badge, Button, EmptyState, ErrorBlock, formatTime, Pager, SidePanel, Skeleton, Tabs, toast } from "@/ui";
import { isWhole, PairFields } from "./PairFields";

type Props = { appId: string; annotation: Annotation; onClose: () => void };

/** One pair: its texts, and every question that it answered. */
export function AnnotationPanel({ appId, annotation, onClose }: Props) {
  const { t } = useTranslation(["annotations", "common"]);
  const [tab, setTab] = useState<"edit" | "hits">("edit");
  return (
    <SidePanel name="annotation" title={t("panel.title")} onClose={onClose}>
      <Tabs
        label={t("panel.title")}
        value={tab}
        onValueChange={setTab}
        listClassName="px-4"
        tabs={[
          { value: "edit", label: t("panel.edit"), content: <Edit {...{ appId, annotation, onClose }} /> },
          {
            value: "hits",
            label: t("panel.hits"),
            count: annotation.hit_count,
            content: <Hits appId={appId} annotation={annotation} />,
          },
        ]}
      />
    </SidePanel>
  );
}

function Edit({ appId, annotation, onClose }: Props) {
  const { t } = useTranslation(["annotations", "common"]);
  const explain = useExplain();
  const zone = useAccount().data?.timezone;
  const { create, update, remove } = useAnnotationChanges(appId);
  const [pair, setPair] = useState({ question: annotation.question, answer: annotation.answer });
  const changed = pair.question !== annotation.question || pair.answer !== annotation.answer;
  const save = () => {
    if (!isWhole(pair) || !changed || update.isPending) return;
    update.mutate({ id: annotation.id, ...pair }, { onSuccess: () => toast.ok(t("panel.saved")) });
  };
  const drop = () => {
    if (remove.isPending) return;
    const { question, answer, message_id } = annotation;
    remove.mutate(annotation.id, {
      onSuccess: () => {
        const again = () => create.mutate({ question, answer, ...(message_id ? { message_id } : {}) });
        toast.undo(t("panel.deleted"), t("panel.undo"), again);
        onClose();
      },
    });
  };
  const failure = update.error ?? remove.error;
  return (
    <form
      noValidate
      className="space-y-4 p-4"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <PairFields value={pair} onChange={setPair} checked />
      <p className="text-small text-fg-3">
        {t("panel.made", {
          who: annotation.created_by.name || t("api"),
          when: formatTime(annotation.created_at, zone),
        })}
        {annotation.updated_at > annotation.created_at &&
          ` · ${t("panel.changed", { when: formatTime(annotation.updated_at, zone) })}`}
        {annotation.message_id && ` · ${t("panel.fromMessage")}`}
      </p>
      {failure && <ErrorBlock {...explain(failure)} />}
      <div className="flex gap-2">
        <Button type="submit" variant="primary" loading={update.isPending} disabled={!changed || !isWhole(pair)}>
          {t("common:save")}
        </Button>
        <Button variant="ghost" icon={<Trash2 size={14} />} loading={remove.isPending} onClick={drop}>
          {t("common:delete")}
        </Button>
      </div>
    </form>
  );
}

function Hits({ appId, annotation }: Omit<Props, "onClose">) {
  const { t } = useTranslation("annotations");
  const explain = useExplain();
  const [page, setPage] = useState(1);
  const hits = useHits(appId, annotation.id, page);
  if (hits.error) return <ErrorBlock className="m-4" {...explain(hits.error)} onRetry={() => void hits.refetch()} />;
  if (!hits.data) return <Skeleton className="m-4 h-24" />;
  if (hits.data.total === 0) return <EmptyState title={t("panel.noHits")} text={t("panel.noHitsText")} />;
  return (
    <div className="p-4">
      <ul className="space-y-2">
        {hits.data.data.map((hit) => (
          <HitRow key={hit.id} hit={hit} annotation={annotation} />
        ))}
      </ul>
      <Pager page={page} limit={10} total={hits.data.total} onPage={setPage} />
    </div>
  );
}

const SOURCES = ["debug", "web_app", "api"] as const;

function HitRow({ hit, annotation }: { hit: AnnotationHit; annotation: Annotation }) {
  const { t } = useTranslation("annotations");
  const zone = useAccount().data?.timezone;
  const source = SOURCES.find((one) => one === hit.source);
  const before = hit.question !== annotation.question || hit.answer !== annotation.answer;
  return (
    <li className="rounded-card border px-3 py-2">
      <p className="text-base break-words">{hit.query}</p>
      {before && (
        <div className="mt-1 border-l-2 pl-2 text-small break-words text-fg-2">
          <p className="text-fg-3">{t("panel.then")}</p>
          <p>{hit.question}</p>
          <p className="line-clamp-3">{hit.answer}</p>
        </div>
      )}
      <p className="mt-1 flex flex-wrap items-center gap-x-2 gap-y-1 text-small text-fg-3">
        <Badge tone="accent">{t("panel.score", { score: hit.score.toFixed(2) })}</Badge>
        <span>{source ? t(`source.${source}`) : hit.source}</span>
        <span className="tabular">{formatTime(hit.created_at, zone)}</span>
      </p>
    </li>
  );
}
