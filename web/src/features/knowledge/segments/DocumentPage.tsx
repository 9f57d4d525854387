import { notFound, useLocation, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useCallback, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/api/error";
import { useExplain } from "@/i18n/useExplain";
import { ErrorBlock, Skeleton, toast } from "@/ui";
import { useDataset, useDocument, type Document } from "../data";
import { AddSegmentDialog } from "./AddSegmentDialog";
import { Ask } from "./Ask";
import { DocumentPanel } from "./DocumentPanel";
import { Header } from "./Header";
import { ImportDialog } from "./ImportDialog";
import { useLookup, useSegmentChanges, useSegments, type Place, type Segment, type SegmentFilter } from "./data";
import { keepDraft } from "./drafts";
import { chunkIn, findPage, hashOf } from "./place";
import type { SegmentSearch } from "./search";
import { SegmentList } from "./SegmentList";
import { SegmentPanel, type Walk } from "./SegmentPanel";
import { Toolbar } from "./Toolbar";

const FROM = "/console/knowledge/$datasetId/documents/$documentId";
const FACTS = "tenon.document.facts";
/** Where the panel stands beside the list; elsewhere it covers it and is opened for once. */
const WIDE = () => innerWidth >= 1280;

/** The chunks of a document: a list, and beside it the open chunk or what is known of the document. */
export default function DocumentPage() {
  const { datasetId, documentId } = useParams({ from: FROM });
  const explain = useExplain();
  const document = useDocument(datasetId, documentId);
  if (document.error instanceof ApiError && [400, 404, 422].includes(document.error.status)) throw notFound();
  if (document.error) {
    return <ErrorBlock className="m-6" {...explain(document.error)} onRetry={() => void document.refetch()} />;
  }
  if (!document.data) return <Skeleton className="m-6 h-64" />;
  return <Page key={documentId} place={{ base: datasetId, document: documentId }} document={document.data} />;
}

function Page({ place, document }: { place: Place; document: Document }) {
  const search = useSearch({ from: FROM });
  const navigate = useNavigate({ from: "/knowledge/$datasetId/documents/$documentId" });
  const dataset = useDataset(place.base).data;
  const [facts, setFacts] = useState(() => WIDE() && localStorage.getItem(FACTS) !== "");
  const [opened, setOpened] = useState<"add" | "import">();
  const [whole, setWhole] = useState(document.process_rule?.rules?.parent_mode === "full-doc");
  const [leaving, setLeaving] = useState<readonly Segment[]>([]);
  const filter = filterOf(search);
  const list = useSegments(place, filter);
  const { id, open } = useOpenChunk();
  const change = useCallback(
    (next: SegmentSearch) =>
      void navigate({ search: (old) => ({ ...old, page: undefined, ...next }), hash: true, replace: true }),
    [navigate],
  );
  const rows = list.data?.data;
  useFirstPage(place, id, filter, change);
  useLastPage(list.data?.total, list.isPlaceholderData, filter, change);
  const walk = useWalk(place, rows, id, filter, list.data?.has_more === true, open);
  const showFacts = (on: boolean) => {
    if (WIDE()) localStorage.setItem(FACTS, on ? "1" : "");
    setFacts(on);
    if (on) open(undefined);
  };
  const economy = dataset?.indexing_technique === "economy";
  return (
    <div className="flex min-h-0 flex-1">
      <main className="flex min-h-0 min-w-0 flex-1 flex-col">
        <Header
          {...{ place, document }}
          facts={facts && id === undefined}
          onFacts={showFacts}
          onAdd={() => setOpened("add")}
          onImport={() => setOpened("import")}
        />
        <Toolbar {...{ search, change, whole }} total={list.data?.total} onWhole={setWhole} />
        <SegmentList
          {...{ place, document, list, filter, search, change, whole }}
          current={id}
          onOpen={open}
          onDelete={setLeaving}
        />
      </main>
      {id !== undefined && (
        <SegmentPanel
          {...{ place, document, id, walk, economy }}
          onClose={() => open(undefined)}
          onDelete={(segment) => setLeaving([segment])}
        />
      )}
      {id === undefined && facts && <DocumentPanel {...{ place, document }} onClose={() => showFacts(false)} />}
      {opened === "add" && (
        <AddSegmentDialog {...{ place, document }} onOpen={open} onClose={() => setOpened(undefined)} />
      )}
      {opened === "import" && <ImportDialog {...{ place, document }} onClose={() => setOpened(undefined)} />}
      {leaving.length > 0 && (
        <Leaving
          place={place}
          segments={leaving}
          onClose={() => setLeaving([])}
          onGone={() => {
            if (leaving.some((one) => one.id === id)) open(undefined);
          }}
        />
      )}
    </div>
  );
}

export const filterOf = (search: SegmentSearch): SegmentFilter => ({
  page: search.page ?? 1,
  limit: search.limit ?? 10,
  ...(search.q ? { keyword: search.q } : {}),
  ...(search.state ? { enabled: search.state === "enabled" } : {}),
});

/** The open chunk stands in the address, so that citations and results can point at it. */
function useOpenChunk() {
  const id = chunkIn(useLocation({ select: (location) => location.hash }));
  const navigate = useNavigate({ from: "/knowledge/$datasetId/documents/$documentId" });
  const open = useCallback(
    (next: string | undefined) =>
      void navigate({
        search: true,
        hash: next === undefined ? "" : hashOf(next),
        replace: true,
        hashScrollIntoView: false,
      }),
    [navigate],
  );
  return { id, open };
}

/** A page opened at a chunk shows the part of the list where the chunk stands. */
function useFirstPage(
  place: Place,
  id: string | undefined,
  filter: SegmentFilter,
  change: (next: SegmentSearch) => void,
) {
  const lookup = useLookup(place);
  const first = useRef(id);
  useEffect(() => {
    const wanted = first.current;
    first.current = undefined;
    if (wanted === undefined || filter.page > 1 || filter.keyword !== undefined) return;
    const find = async () => {
      const segment = await lookup.one(wanted);
      const page = await findPage((at) => lookup.page({ ...filter, page: at }), segment.position, filter.limit);
      if (page !== undefined && page > 1) change({ page });
    };
    // The panel tells when the chunk is not there; the list then stays at its beginning.
    find().catch(() => undefined);
  }, [filter, lookup, change]);
}

/** After chunks went, a page behind the last one turns to the last one. */
function useLastPage(
  total: number | undefined,
  old: boolean,
  { page, limit }: SegmentFilter,
  change: (next: SegmentSearch) => void,
) {
  const last = Math.max(1, Math.ceil((total ?? 0) / limit));
  useEffect(() => {
    if (total !== undefined && !old && page > last) change({ page: last > 1 ? last : undefined });
  }, [total, old, page, last, change]);
}

/** The chunk before and the one after the open one, over the borders of pages. */
function useWalk(
  place: Place,
  rows: readonly Segment[] | undefined,
  id: string | undefined,
  filter: SegmentFilter,
  more: boolean,
  open: (id: string) => void,
): Walk {
  const lookup = useLookup(place);
  const navigate = useNavigate({ from: "/knowledge/$datasetId/documents/$documentId" });
  const at = rows?.findIndex((row) => row.id === id) ?? -1;
  if (!rows || at < 0) return {};
  const turn = (page: number, end: 0 | -1) => async () => {
    const next = (await lookup.page({ ...filter, page })).at(end);
    if (!next) return;
    void navigate({
      search: (old) => ({ ...old, page: page > 1 ? page : undefined }),
      hash: hashOf(next.id),
      replace: true,
      hashScrollIntoView: false,
    });
  };
  const step = (to: (() => Promise<void>) | undefined) => to && (() => void to().catch(() => undefined));
  const [before, after] = [rows[at - 1], rows[at + 1]];
  return {
    previous: before ? () => open(before.id) : step(filter.page > 1 ? turn(filter.page - 1, -1) : undefined),
    next: after ? () => open(after.id) : step(more ? turn(filter.page + 1, 0) : undefined),
  };
}

type LeavingProps = { place: Place; segments: readonly Segment[]; onClose: () => void; onGone: () => void };

function Leaving({ place, segments, onClose, onGone }: LeavingProps) {
  const { t } = useTranslation(["segments", "common"]);
  const { act } = useSegmentChanges(place);
  const count = segments.length;
  const remove = () =>
    act.mutate(
      { action: "delete", ids: segments.map((one) => one.id) },
      {
        onSuccess: () => {
          for (const one of segments) keepDraft(one.id, undefined);
          onGone();
          onClose();
          toast.ok(t("deleting.done", { count }));
        },
      },
    );
  return (
    <Ask
      danger
      title={t("deleting.title", { count })}
      text={t("deleting.text")}
      action={t("common:delete")}
      pending={act.isPending}
      error={act.error}
      onDo={remove}
      onClose={onClose}
    >
      {count === 1 && <p className="line-clamp-4 text-base break-words text-fg-2">{segments[0]?.content}</p>}
    </Ask>
  );
}
