import { RefreshCw } from "lucide-react";
import { useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import { useAccount } from "@/api/account";
import { useExplain } from "@/i18n/useExplain";
import { Badge, Button, Callout, CopyButton, ErrorBlock, formatNumber, formatTime, toast } from "@/ui";
import { isWorking, type Document } from "../data";
import { Ask } from "./Ask";
import { useSegmentChanges, type Place, type Segment } from "./data";
import { isWhole, SegmentFields } from "./SegmentFields";
import { PlaceBar } from "./Texts";
import { useEditing } from "./useEditing";

type Props = {
  place: Place;
  document: Document;
  segment: Segment;
  economy: boolean;
  reload: () => Promise<unknown>;
};

/** The texts of a chunk, to read and to change. */
export function SegmentForm({ place, document, segment, economy, reload }: Props) {
  const { t } = useTranslation(["segments", "common"]);
  const explain = useExplain();
  const editing = useEditing(place, segment, reload);
  const [asking, setAsking] = useState(false);
  const { value, dirty, clash, saving } = editing;
  const parents = document.doc_form === "hierarchical_model";
  const locked = document.archived || isWorking(document) || !segment.enabled;
  const whole = isWhole(document.doc_form, value);
  const own = segment.child_chunks?.some((child) => child.type === "customized") ?? false;
  const save = (regenerate = false) => {
    if (!whole || saving || clash || locked || (!dirty && !regenerate)) return;
    editing.save(regenerate, () => {
      setAsking(false);
      toast.ok(t(regenerate ? "edit.regenerated" : "edit.saved"));
    });
  };
  const keys = (event: KeyboardEvent) => {
    const plain = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
    if (!plain || (event.key.toLowerCase() !== "s" && event.key !== "Enter")) return;
    event.preventDefault();
    save();
  };
  const discard = () => toast.undo(t("clash.discarded"), t("undo"), editing.discard());
  return (
    // Keys of the fields inside come up to here.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <form
      noValidate
      aria-label={t("panel.text")}
      className="space-y-4 p-4"
      onKeyDown={keys}
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <Facts document={document} segment={segment} />
      <Locked place={place} document={document} segment={segment} />
      {clash && (
        <Clash segment={segment} onMine={editing.keepMine} onTheirs={discard} pair={document.doc_form === "qa_model"} />
      )}
      <SegmentFields
        form={document.doc_form}
        value={value}
        onChange={editing.change}
        readOnly={locked}
        checked={dirty}
        keywords={economy || segment.keywords.length > 0}
      />
      {editing.error && <ErrorBlock {...explain(editing.error)} />}
      {!locked && (
        <div className="sticky bottom-0 -mx-4 flex flex-wrap items-center gap-2 border-t bg-surface px-4 py-3">
          <Button type="submit" variant="primary" loading={saving && !asking} disabled={!dirty || !whole || clash}>
            {t("common:save")}
          </Button>
          {parents && (
            <Button
              icon={<RefreshCw size={14} />}
              disabled={!whole || clash}
              loading={saving && asking}
              onClick={() => (own ? setAsking(true) : save(true))}
            >
              {t(dirty ? "edit.saveAndRegenerate" : "edit.regenerate")}
            </Button>
          )}
          {dirty && !clash && (
            <Button variant="ghost" onClick={discard}>
              {t("clash.discard")}
            </Button>
          )}
          {dirty && <span className="text-small text-fg-3">{t("edit.unsaved")}</span>}
        </div>
      )}
      {asking && (
        <Ask
          title={t("edit.regenerateTitle")}
          text={t("edit.regenerateText")}
          action={t("edit.regenerate")}
          pending={saving}
          error={editing.error}
          onDo={() => save(true)}
          onClose={() => setAsking(false)}
        />
      )}
    </form>
  );
}

function Facts({ document, segment }: { document: Document; segment: Segment }) {
  const { t } = useTranslation("segments");
  const zone = useAccount().data?.timezone;
  return (
    <div className="space-y-1.5">
      <PlaceBar
        position={segment.position}
        total={document.segment_count}
        label={t("place", { position: segment.position, total: document.segment_count })}
      />
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-small text-fg-3">
        <span>{t("characters", { count: segment.word_count, shown: formatNumber(segment.word_count) })}</span>
        <span>{t("tokens", { count: segment.tokens, shown: formatNumber(segment.tokens) })}</span>
        <span>{t("hits", { count: segment.hit_count, shown: formatNumber(segment.hit_count) })}</span>
        <span className="tabular">{formatTime(Date.parse(segment.updated_at) / 1000, zone)}</span>
        {segment.edited && <Badge tone="info">{t("edited")}</Badge>}
        {segment.status === "error" && <Badge tone="bad">{segment.error ?? t("failed")}</Badge>}
      </p>
    </div>
  );
}

/** Why nothing can be typed now, and what to do about it. */
function Locked({ place, document, segment }: { place: Place; document: Document; segment: Segment }) {
  const { t } = useTranslation("segments");
  const explain = useExplain();
  const { act } = useSegmentChanges(place);
  if (document.archived) return <Callout tone="warn">{t("locked.archived")}</Callout>;
  if (isWorking(document)) return <Callout>{t("locked.indexing")}</Callout>;
  if (segment.enabled) return null;
  const enable = () =>
    act.mutate({ action: "enable", ids: [segment.id] }, { onError: (error) => toast.bad(explain(error).title) });
  return (
    <Callout
      tone="warn"
      action={
        <Button size="inline" loading={act.isPending} onClick={enable}>
          {t("enable")}
        </Button>
      }
    >
      {t("locked.disabled")}
    </Callout>
  );
}

/** Two people changed the chunk: both texts stay until one is chosen. */
function Clash({
  segment,
  pair,
  onMine,
  onTheirs,
}: {
  segment: Segment;
  pair: boolean;
  onMine: () => void;
  onTheirs: () => void;
}) {
  const { t } = useTranslation("segments");
  const theirs = pair ? `${segment.content}\n\n${segment.answer ?? ""}` : segment.content;
  return (
    <Callout tone="warn" title={t("clash.title")}>
      <p>{t("clash.text")}</p>
      <div className="mt-2 rounded-control border bg-surface">
        <div className="flex items-center justify-between border-b pl-2.5 text-small text-fg-3">
          {t("clash.saved")}
          <CopyButton text={theirs} />
        </div>
        {/* A long text scrolls, by keyboard as well. */}
        <div
          tabIndex={0}
          role="region"
          aria-label={t("clash.saved")}
          className="max-h-48 overflow-y-auto px-2.5 py-2 text-base break-words whitespace-pre-wrap text-fg"
        >
          {theirs}
        </div>
      </div>
      <div className="mt-2 flex flex-wrap gap-2">
        <Button size="compact" onClick={onMine}>
          {t("clash.mine")}
        </Button>
        <Button size="compact" onClick={onTheirs}>
          {t("clash.theirs")}
        </Button>
      </div>
    </Callout>
  );
}
