import { Power, PowerOff, SearchX, TextSelect, Trash2 } from "lucide-react";
import { useCallback, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useExplain } from "@/i18n/useExplain";
import { Button, Checkbox, cn, EmptyState, ErrorBlock, Pager, Skeleton, toast } from "@/ui";
import { isWorking, type Document } from "../data";
import { useSegmentChanges, type Place, type Segment, type SegmentFilter, type useSegments } from "./data";
import { SEGMENT_LIMITS, type SegmentSearch } from "./search";
import { SegmentRow } from "./SegmentRow";

type Props = {
  place: Place;
  document: Document;
  list: ReturnType<typeof useSegments>;
  filter: SegmentFilter;
  search: SegmentSearch;
  change: (next: SegmentSearch) => void;
  whole: boolean;
  current: string | undefined;
  onOpen: (id: string | undefined) => void;
  onDelete: (segments: readonly Segment[]) => void;
};

/** A page of chunks; chosen ones are switched and deleted together. */
export function SegmentList(props: Props) {
  const { place, document, list, filter, search, change, whole, current, onOpen, onDelete } = props;
  const { t } = useTranslation("segments");
  const explain = useExplain();
  const { act } = useSegmentChanges(place);
  const rows = list.data?.data ?? NONE;
  const { chosen, select, clear } = useChoice(rows);
  const scroll = useRef<HTMLDivElement>(null);
  useInView(scroll, current, list.data);
  useEffect(() => {
    // What newer browsers hand back here is no function that ends the effect.
    void scroll.current?.scrollTo(0, 0);
  }, [filter.page, filter.keyword, filter.enabled]);
  const { mutate } = act;
  const failed = useCallback((error: unknown) => toast.bad(explain(error).title), [explain]);
  const turn = useCallback(
    (id: string, on: boolean) => mutate({ action: on ? "enable" : "disable", ids: [id] }, { onError: failed }),
    [mutate, failed],
  );
  if (list.error) {
    return <ErrorBlock className="m-6" {...explain(list.error)} onRetry={() => void list.refetch()} />;
  }
  const together = (action: "enable" | "disable") =>
    mutate({ action, ids: chosen.map((one) => one.id) }, { onSuccess: clear, onError: failed });
  const readOnly = document.archived || isWorking(document);
  const filtered = filter.keyword !== undefined || filter.enabled !== undefined;
  return (
    <>
      <div ref={scroll} className="min-h-0 flex-1 overflow-y-auto px-4 pb-4 sm:px-6">
        {!list.data && <Skeleton className="h-64" />}
        {list.data && rows.length === 0 && (
          <Empty filtered={filtered} document={document} onClear={() => change({ q: undefined, state: undefined })} />
        )}
        {rows.length > 0 && (
          <div className={cn("rounded-card border bg-surface", list.isPlaceholderData && "opacity-60")}>
            {!readOnly && (
              <div className="flex h-9 items-center border-b bg-sunken px-3">
                <Checkbox
                  label={<span className="text-small text-fg-3">{t("list.onPage", { count: rows.length })}</span>}
                  checked={chosen.length === 0 ? false : chosen.length === rows.length ? true : "indeterminate"}
                  onCheckedChange={(on) => rows.forEach((row) => select(row.id, on, false))}
                />
              </div>
            )}
            <ul aria-label={t("list.label")}>
              {rows.map((segment) => (
                <SegmentRow
                  key={segment.id}
                  {...{ place, segment, whole, readOnly, onOpen }}
                  pair={document.doc_form === "qa_model"}
                  unfolded={document.process_rule?.rules?.parent_mode === "full-doc"}
                  words={search.q ?? ""}
                  selected={chosen.some((one) => one.id === segment.id)}
                  current={current === segment.id}
                  onSelect={select}
                  onTurn={turn}
                />
              ))}
            </ul>
          </div>
        )}
        {list.data && (
          <Pager
            page={filter.page}
            limit={filter.limit}
            total={list.data.total}
            limits={SEGMENT_LIMITS}
            limitLabel={t("list.perPage")}
            onLimit={(limit) => change({ limit: limit === 10 ? undefined : limit })}
            onPage={(page) => change({ page: page > 1 ? page : undefined })}
          />
        )}
      </div>
      {chosen.length > 0 && (
        <div
          role="toolbar"
          aria-label={t("bulk.label")}
          className="flex shrink-0 animate-rise flex-wrap items-center gap-2 border-t bg-surface px-4 py-2.5 sm:px-6"
        >
          <span className="tabular mr-2 text-base font-medium">{t("bulk.count", { count: chosen.length })}</span>
          <Button size="compact" icon={<Power size={14} />} onClick={() => together("enable")}>
            {t("enable")}
          </Button>
          <Button size="compact" icon={<PowerOff size={14} />} onClick={() => together("disable")}>
            {t("disable")}
          </Button>
          <Button size="compact" icon={<Trash2 size={14} />} onClick={() => onDelete(chosen)}>
            {t("delete")}
          </Button>
          <span className="flex-1" />
          <Button size="compact" variant="ghost" onClick={clear}>
            {t("bulk.cancel")}
          </Button>
        </div>
      )}
    </>
  );
}

const NONE: readonly Segment[] = [];

/** Chosen rows of this page; with Shift everything between the last choice and this one. */
function useChoice(rows: readonly Segment[]) {
  const [on, setOn] = useState<ReadonlySet<string>>(new Set());
  const last = useRef<string>(undefined);
  const select = useCallback(
    (id: string, chosen: boolean, range: boolean) => {
      const ids = rows.map((row) => row.id);
      const [from, to] = [ids.indexOf(last.current ?? ""), ids.indexOf(id)].sort((a, b) => a - b) as [number, number];
      const those = range && from >= 0 ? ids.slice(from, to + 1) : [id];
      last.current = id;
      setOn((old) => {
        const next = new Set(old);
        for (const one of those) {
          if (chosen) next.add(one);
          else next.delete(one);
        }
        return next;
      });
    },
    [rows],
  );
  const clear = useCallback(() => setOn(new Set()), []);
  return { chosen: rows.filter((row) => on.has(row.id)), select, clear };
}

/** Brings the open chunk into view once it is in the list. */
function useInView(scroll: React.RefObject<HTMLDivElement | null>, id: string | undefined, data: unknown) {
  const shown = useRef<string>(undefined);
  useEffect(() => {
    if (id === undefined || shown.current === id) return;
    const row = scroll.current?.querySelector(`[data-segment="${CSS.escape(id)}"]`);
    if (!row) return;
    shown.current = id;
    row.scrollIntoView({ block: "nearest" });
  }, [scroll, id, data]);
}

function Empty({ filtered, document, onClear }: { filtered: boolean; document: Document; onClear: () => void }) {
  const { t } = useTranslation("segments");
  if (filtered) {
    return (
      <EmptyState
        icon={<SearchX size={20} />}
        title={t("list.noMatch")}
        action={<Button onClick={onClear}>{t("list.clear")}</Button>}
      />
    );
  }
  const working = isWorking(document);
  return (
    <EmptyState
      icon={<TextSelect size={20} />}
      title={t(working ? "list.working" : "list.none")}
      text={working ? t("list.workingText") : (document.error ?? t("list.noneText"))}
    />
  );
}
