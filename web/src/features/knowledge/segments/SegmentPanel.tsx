import { ArrowDown, ArrowUp, Maximize2, MoreHorizontal, Power, PowerOff, Trash2 } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/api/error";
import { useExplain } from "@/i18n/useExplain";
import { CopyButton, EmptyState, ErrorBlock, IconButton, Menu, SidePanel, Skeleton, Tabs, toast } from "@/ui";
import type { Document } from "../data";
import { Children } from "./Children";
import { useSegment, useSegmentChanges, type Place, type Segment } from "./data";
import { draftOf, keepDraft } from "./drafts";
import { numberOf } from "./place";
import { Reading } from "./Reading";
import { SegmentForm } from "./SegmentForm";

export interface Walk {
  previous?: (() => void) | undefined;
  next?: (() => void) | undefined;
}

type Props = {
  place: Place;
  document: Document;
  id: string;
  walk: Walk;
  economy: boolean;
  onClose: () => void;
  onDelete: (segment: Segment) => void;
};

/** One chunk: its texts, its child chunks, its place in the document. */
export function SegmentPanel({ place, document, id, walk, economy, onClose, onDelete }: Props) {
  const { t } = useTranslation("segments");
  const segment = useSegment(place, id);
  const [reading, setReading] = useState(false);
  useWalkKeys(walk);
  const shown = segment.error ? undefined : segment.data;
  const title = shown ? t("panel.title", { number: numberOf(shown.position) }) : t("panel.loading");
  return (
    <SidePanel
      name="chunk"
      title={title}
      onClose={onClose}
      initial={480}
      max={900}
      actions={
        <>
          <Step label={t("panel.previous")} icon={<ArrowUp size={14} />} go={walk.previous} />
          <Step label={t("panel.next")} icon={<ArrowDown size={14} />} go={walk.next} />
          {shown && (
            <>
              <IconButton
                size="compact"
                label={t("panel.read")}
                icon={<Maximize2 size={14} />}
                onClick={() => setReading(true)}
              />
              <Actions {...{ place, document, onDelete }} segment={shown} />
            </>
          )}
        </>
      }
    >
      {segment.error && <Gone id={id} error={segment.error} retry={() => void segment.refetch()} />}
      {!shown && !segment.error && <Skeleton className="m-4 h-64" />}
      {shown && <Body key={id} {...{ place, document, economy }} segment={shown} reload={segment.refetch} />}
      {shown && reading && <Reading {...{ place, document, walk }} segment={shown} onClose={() => setReading(false)} />}
    </SidePanel>
  );
}

function Step({ label, icon, go }: { label: string; icon: React.ReactNode; go: (() => void) | undefined }) {
  return <IconButton size="compact" label={label} icon={icon} disabled={!go} onClick={() => go?.()} />;
}

type BodyProps = Pick<Props, "place" | "document" | "economy"> & {
  segment: Segment;
  reload: () => Promise<unknown>;
};

function Body(props: BodyProps) {
  const { t } = useTranslation("segments");
  const [tab, setTab] = useState<"text" | "children">("text");
  const form = <SegmentForm {...props} />;
  if (props.document.doc_form !== "hierarchical_model") return form;
  return (
    <Tabs
      label={t("panel.parts")}
      value={tab}
      onValueChange={setTab}
      listClassName="px-4"
      tabs={[
        { value: "text", label: t("panel.text"), content: form },
        {
          value: "children",
          label: t("panel.children"),
          count: props.segment.child_count,
          content: <Children place={props.place} document={props.document} segment={props.segment} />,
        },
      ]}
    />
  );
}

/** Alt with an arrow goes to the next chunk and the one before, from inside fields as well. */
function useWalkKeys({ previous, next }: Walk) {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
      const go = event.key === "ArrowUp" ? previous : event.key === "ArrowDown" ? next : undefined;
      if (!go) return;
      event.preventDefault();
      go();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [previous, next]);
}

function Actions({
  place,
  document,
  segment,
  onDelete,
}: Pick<Props, "place" | "document" | "onDelete"> & { segment: Segment }) {
  const { t } = useTranslation(["segments", "common"]);
  const explain = useExplain();
  const { act } = useSegmentChanges(place);
  if (document.archived) return null;
  const turn = () =>
    act.mutate(
      { action: segment.enabled ? "disable" : "enable", ids: [segment.id] },
      { onError: (error) => toast.bad(explain(error).title) },
    );
  return (
    <Menu
      trigger={<IconButton size="compact" label={t("panel.more")} icon={<MoreHorizontal size={14} />} />}
      entries={[
        segment.enabled
          ? { label: t("disable"), icon: <PowerOff size={14} />, onSelect: turn }
          : { label: t("enable"), icon: <Power size={14} />, onSelect: turn },
        "separator",
        {
          label: t("common:delete"),
          icon: <Trash2 size={14} />,
          danger: true,
          onSelect: () => onDelete(segment),
        },
      ]}
    />
  );
}

/** The chunk is not there any more; what was typed into it still is. */
function Gone({ id, error, retry }: { id: string; error: Error; retry: () => void }) {
  const { t } = useTranslation("segments");
  const explain = useExplain();
  const draft = draftOf(id);
  const missing = error instanceof ApiError && [404, 422].includes(error.status);
  if (!missing) return <ErrorBlock className="m-4" {...explain(error)} onRetry={retry} />;
  return (
    <div className="p-4">
      <EmptyState title={t("panel.gone")} text={t("panel.goneText")} className="py-6" />
      {draft && (
        <section aria-label={t("panel.yours")} className="rounded-card border p-3">
          <div className="flex items-center gap-2">
            <h3 className="flex-1 text-base font-medium">{t("panel.yours")}</h3>
            <CopyButton text={[draft.content, draft.answer].filter(Boolean).join("\n\n")} />
            <IconButton
              size="compact"
              label={t("clash.discard")}
              icon={<Trash2 size={14} />}
              onClick={() => keepDraft(id, undefined)}
            />
          </div>
          <p className="mt-1 text-base break-words whitespace-pre-wrap text-fg-2">{draft.content}</p>
          {draft.answer && <p className="mt-2 text-base break-words whitespace-pre-wrap text-fg-2">{draft.answer}</p>}
        </section>
      )}
    </div>
  );
}
