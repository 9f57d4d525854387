import { ChevronRight } from "lucide-react";
import { memo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useExplain } from "@/i18n/useExplain";
import { Badge, Button, Checkbox, cn, ErrorBlock, formatNumber, Skeleton, Switch } from "@/ui";
import { useChildren, type Place, type Segment } from "./data";
import { useDraftOf } from "./drafts";
import { numberOf } from "./place";
import { Marked, WithChildren } from "./Texts";

type Props = {
  place: Place;
  segment: Segment;
  pair: boolean;
  /** Children stand open at once, as in a document that is one parent. */
  unfolded: boolean;
  words: string;
  whole: boolean;
  selected: boolean;
  current: boolean;
  readOnly: boolean;
  onSelect: (id: string, on: boolean, range: boolean) => void;
  onOpen: (id: string) => void;
  onTurn: (id: string, on: boolean) => void;
};

/** A chunk in the list: its number, what is known of it, its first lines or all of it. */
export const SegmentRow = memo(function SegmentRow(props: Props) {
  const { segment, pair, unfolded, words, whole, selected, current, readOnly, onSelect, onOpen, onTurn } = props;
  const { t } = useTranslation("segments");
  const [children, setChildren] = useState(unfolded);
  const draft = useDraftOf(segment.id);
  const number = numberOf(segment.position);
  const clamp = whole ? "whitespace-pre-wrap" : "line-clamp-2";
  return (
    <li
      data-segment={segment.id}
      className={cn("group relative flex gap-2.5 border-t px-3 py-2.5 first:border-t-0", current && "bg-selected")}
    >
      {!readOnly && (
        <span
          className="pt-0.5"
          onClickCapture={(event) => {
            if (!event.shiftKey) return;
            event.preventDefault();
            event.stopPropagation();
            onSelect(segment.id, !selected, true);
          }}
        >
          <Checkbox
            hideLabel
            label={t("row.select", { number })}
            checked={selected}
            onCheckedChange={(on) => onSelect(segment.id, on, false)}
          />
        </span>
      )}
      <div className="min-w-0 flex-1">
        <div className="flex min-h-5 flex-wrap items-center gap-x-2.5 gap-y-1 text-small text-fg-3">
          <button
            type="button"
            aria-current={current || undefined}
            aria-label={t("row.open", { number })}
            className="tabular rounded-chip font-mono text-accent-text hover:underline"
            onClick={() => onOpen(segment.id)}
          >
            {number}
          </button>
          <span>{t("characters", { count: segment.word_count, shown: formatNumber(segment.word_count) })}</span>
          <span>{t("hits", { count: segment.hit_count, shown: formatNumber(segment.hit_count) })}</span>
          {segment.edited && <Badge tone="info">{t("edited")}</Badge>}
          {draft && <Badge tone="warn">{t("edit.unsaved")}</Badge>}
          {!segment.enabled && <Badge>{t("disabled")}</Badge>}
          {segment.status === "error" && <Badge tone="bad">{segment.error ?? t("failed")}</Badge>}
        </div>
        {/* The number above opens the chunk by keyboard. */}
        {/* eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions */}
        <div
          className={cn("mt-1 cursor-pointer text-base break-words", !segment.enabled && "text-fg-3")}
          onClick={() => {
            if (getSelection()?.isCollapsed !== false) onOpen(segment.id);
          }}
        >
          {pair ? (
            <>
              <Line mark={t("row.question")} text={segment.content} words={words} className={clamp} />
              <Line mark={t("row.answer")} text={segment.answer ?? ""} words={words} className={clamp} />
            </>
          ) : whole && unfolded ? (
            <p className={clamp}>
              <WithChildren text={segment.content} items={segment.child_chunks ?? []} />
            </p>
          ) : (
            <p className={clamp}>
              <Marked text={segment.content} words={words} />
            </p>
          )}
        </div>
        {segment.keywords.length > 0 && (
          <p className="mt-1.5 flex flex-wrap gap-1">
            {segment.keywords.map((word) => (
              <Badge key={word}>{word}</Badge>
            ))}
          </p>
        )}
        {segment.child_count > 0 && (
          <button
            type="button"
            aria-expanded={children}
            className="mt-1.5 flex items-center gap-1 rounded-chip text-small text-fg-2 hover:text-fg"
            onClick={() => setChildren(!children)}
          >
            <ChevronRight aria-hidden size={14} className={cn(children && "rotate-90")} />
            {t("row.children", { count: segment.child_count, shown: formatNumber(segment.child_count) })}
          </button>
        )}
        {children && segment.child_count > 0 && <ChildList {...props} />}
      </div>
      {!readOnly && (
        <Switch
          hideLabel
          label={t("row.use", { number })}
          checked={segment.enabled}
          onCheckedChange={(on) => onTurn(segment.id, on)}
        />
      )}
    </li>
  );
});

function Line({ mark, text, words, className }: { mark: string; text: string; words: string; className: string }) {
  return (
    <p className="flex gap-2 [&+p]:mt-0.5">
      <span aria-hidden className="w-4 shrink-0 font-semibold text-fg-3">
        {mark}
      </span>
      <span className={cn("min-w-0 flex-1", className)}>
        <Marked text={text} words={words} />
      </span>
    </p>
  );
}

function ChildList({ place, segment, words, whole }: Props) {
  const { t } = useTranslation("segments");
  const explain = useExplain();
  const [all, setAll] = useState(false);
  const query = useChildren(place, segment.id, all);
  const children = (all ? query.data?.data : undefined) ?? segment.child_chunks ?? [];
  const more = segment.child_count - children.length;
  return (
    <div className="mt-1.5">
      <ol className="space-y-1 border-l-2 pl-3">
        {children.map((child, index) => (
          <li
            key={child.id}
            className="text-base text-fg-2 [contain-intrinsic-size:auto_24px] [content-visibility:auto]"
          >
            <span className="tabular mr-2 font-mono text-small text-fg-3">
              {t("children.one", { number: index + 1 })}
            </span>
            <span className={cn("break-words", !whole && "line-clamp-1 inline")}>
              <Marked text={child.content} words={words} />
            </span>
          </li>
        ))}
      </ol>
      {query.error && <ErrorBlock className="mt-2" {...explain(query.error)} />}
      {all && query.isPending && <Skeleton className="mt-2 h-10" />}
      {more > 0 && !all && (
        <Button size="inline" variant="ghost" className="mt-1" onClick={() => setAll(true)}>
          {t("row.moreChildren", { count: more, shown: formatNumber(more) })}
        </Button>
      )}
    </div>
  );
}
