import { Pencil, Plus, Trash2 } from "lucide-react";
import { useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import { useExplain } from "@/i18n/useExplain";
import {
  Badge,
  Button,
  Callout,
  cn,
  EmptyState,
  ErrorBlock,
  formatNumber,
  IconButton,
  Skeleton,
  TextArea,
  toast,
  VirtualList,
} from "@/ui";
import { isWorking, type Document } from "../data";
import { useChildChanges, useChildren, useLookup, type Child, type Place, type Segment } from "./data";
import { draftOf, keepDraft, useDraftOf } from "./drafts";
import { WithChildren } from "./Texts";

type Props = { place: Place; document: Document; segment: Segment };

/** The child chunks of a parent: what is matched, each with its place in the parent's text. */
export function Children({ place, document, segment }: Props) {
  const { t } = useTranslation("segments");
  const explain = useExplain();
  const children = useChildren(place, segment.id);
  const [current, setCurrent] = useState<string>();
  const [adding, setAdding] = useState(false);
  const locked = document.archived || isWorking(document) || !segment.enabled;
  if (children.error) {
    return <ErrorBlock className="m-4" {...explain(children.error)} onRetry={() => void children.refetch()} />;
  }
  if (!children.data) return <Skeleton className="m-4 h-40" />;
  const all = children.data.data;
  return (
    <div className="space-y-3 p-4">
      {/* A long text scrolls, by keyboard as well. */}
      <div
        tabIndex={0}
        role="region"
        aria-label={t("children.inParent")}
        className="max-h-56 overflow-y-auto rounded-control border bg-app px-3 py-2 text-base break-words whitespace-pre-wrap text-fg-2"
      >
        <WithChildren text={segment.content} items={all} current={current} />
      </div>
      <div className="flex items-center gap-2">
        <p className="min-w-0 flex-1 text-small text-fg-3">{t("children.help")}</p>
        {!locked && !adding && (
          <Button size="compact" icon={<Plus size={14} />} onClick={() => setAdding(true)}>
            {t("children.add")}
          </Button>
        )}
      </div>
      {adding && <Add place={place} segment={segment} onClose={() => setAdding(false)} />}
      {all.length === 0 && !adding && <EmptyState className="py-6" title={t("children.none")} />}
      <VirtualList
        count={all.length}
        rowHeight={92}
        measure
        className={cn(all.length > 100 && "h-[60dvh]")}
        keyOf={(index) => all[index]?.id ?? index}
        row={(index) => {
          const child = all[index];
          return child ? (
            <div className="pb-2" onPointerEnter={() => setCurrent(child.id)}>
              <Row {...{ place, child, locked }} number={index + 1} onCurrent={() => setCurrent(child.id)} />
            </div>
          ) : null;
        }}
      />
    </div>
  );
}

const submits = (event: KeyboardEvent) =>
  (event.ctrlKey || event.metaKey) && (event.key === "Enter" || event.key.toLowerCase() === "s");

function Add({ place, segment, onClose }: { place: Place; segment: Segment; onClose: () => void }) {
  const { t } = useTranslation(["segments", "common"]);
  const explain = useExplain();
  const { create } = useChildChanges(place, segment.id);
  const [text, setText] = useState("");
  const save = () => {
    if (text.trim() === "" || create.isPending) return;
    create.mutate(text, { onSuccess: onClose });
  };
  return (
    <div className="rounded-card border border-accent p-3">
      <TextArea
        autoFocus
        label={t("children.new")}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (!submits(event)) return;
          event.preventDefault();
          save();
        }}
      />
      {create.error && <ErrorBlock className="mt-2" {...explain(create.error)} />}
      <div className="mt-2 flex gap-2">
        <Button variant="primary" size="compact" loading={create.isPending} disabled={!text.trim()} onClick={save}>
          {t("common:add")}
        </Button>
        <Button size="compact" onClick={onClose}>
          {t("common:cancel")}
        </Button>
      </div>
    </div>
  );
}

type RowProps = { place: Place; child: Child; number: number; locked: boolean; onCurrent: () => void };

function Row({ place, child, number, locked, onCurrent }: RowProps) {
  const { t } = useTranslation(["segments", "common"]);
  const explain = useExplain();
  const { create, remove } = useChildChanges(place, child.segment_id);
  const draft = useDraftOf(child.id);
  const [open, setOpen] = useState(false);
  const title = t("children.one", { number });
  const drop = () =>
    remove.mutate(child.id, {
      onSuccess: () => toast.undo(t("children.deleted"), t("undo"), () => create.mutate(child.content)),
      onError: (error) => toast.bad(explain(error).title),
    });
  return (
    <article aria-label={title} className="rounded-card border px-3 py-2" onFocus={onCurrent}>
      <header className="flex min-h-7 items-center gap-2 text-small text-fg-3">
        <span className="tabular font-mono">{title}</span>
        <span>{t("characters", { count: child.word_count, shown: formatNumber(child.word_count) })}</span>
        {child.type === "customized" && <Badge tone="info">{t("edited")}</Badge>}
        {typeof child.start !== "number" && <Badge>{t("children.elsewhere")}</Badge>}
        {draft && !open && <Badge tone="warn">{t("edit.unsaved")}</Badge>}
        <span className="flex-1" />
        {!locked && !open && (
          <>
            <IconButton
              size="compact"
              label={t("children.edit", { number })}
              icon={<Pencil size={13} />}
              onClick={() => setOpen(true)}
            />
            <IconButton
              size="compact"
              label={t("children.delete", { number })}
              loading={remove.isPending}
              icon={<Trash2 size={13} />}
              onClick={drop}
            />
          </>
        )}
      </header>
      {open ? (
        <Edit place={place} child={child} onClose={() => setOpen(false)} />
      ) : (
        <p className="text-base break-words whitespace-pre-wrap">{draft?.content ?? child.content}</p>
      )}
    </article>
  );
}

function Edit({ place, child, onClose }: { place: Place; child: Child; onClose: () => void }) {
  const { t } = useTranslation(["segments", "common"]);
  const explain = useExplain();
  const { update } = useChildChanges(place, child.segment_id);
  const lookup = useLookup(place);
  const draft = useDraftOf(child.id);
  const [theirs, setTheirs] = useState<Child>();
  const [failed, setFailed] = useState<unknown>();
  const text = draft?.content ?? child.content;
  const base = draft?.base ?? child.updated_at;
  const keep = (content: string, since = base) =>
    keepDraft(child.id, content === child.content ? undefined : { content, answer: "", keywords: [], base: since });
  const save = async () => {
    if (text.trim() === "" || update.isPending) return;
    setFailed(undefined);
    try {
      // The server keeps the last text; a look before tells whether somebody else saved one meanwhile.
      const now = (await lookup.children(child.segment_id)).find((one) => one.id === child.id);
      if (now && now.updated_at !== base && now.content !== text) {
        setTheirs(now);
        return;
      }
      await update.mutateAsync({ id: child.id, content: text });
      if (draftOf(child.id)?.content === text) keepDraft(child.id, undefined);
      onClose();
    } catch (error) {
      setFailed(error);
    }
  };
  return (
    <div className="pb-1">
      {theirs && (
        <Callout tone="warn" title={t("clash.title")} className="mb-2">
          <p className="whitespace-pre-wrap">{theirs.content}</p>
          <div className="mt-2 flex flex-wrap gap-2">
            <Button
              size="compact"
              onClick={() => {
                keepDraft(child.id, { content: text, answer: "", keywords: [], base: theirs.updated_at });
                setTheirs(undefined);
              }}
            >
              {t("clash.mine")}
            </Button>
            <Button
              size="compact"
              onClick={() => {
                keepDraft(child.id, undefined);
                setTheirs(undefined);
                onClose();
              }}
            >
              {t("clash.theirs")}
            </Button>
          </div>
        </Callout>
      )}
      <TextArea
        autoFocus
        ariaLabel={t("children.text")}
        value={text}
        onChange={(event) => keep(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") {
            event.preventDefault();
            onClose();
          }
          if (!submits(event)) return;
          event.preventDefault();
          event.stopPropagation();
          void save();
        }}
      />
      {failed !== undefined && <ErrorBlock className="mt-2" {...explain(failed)} />}
      <div className="mt-2 flex gap-2">
        <Button
          variant="primary"
          size="compact"
          loading={update.isPending}
          disabled={!draft || !text.trim() || theirs !== undefined}
          onClick={() => void save()}
        >
          {t("common:save")}
        </Button>
        <Button
          size="compact"
          onClick={() => {
            keepDraft(child.id, undefined);
            onClose();
          }}
        >
          {t("common:cancel")}
        </Button>
      </div>
    </div>
  );
}
