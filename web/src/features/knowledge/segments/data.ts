import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { client, take } from "@/api/client";
import { consoleFetch } from "@/api/http";
import { useScope } from "@/api/query";
import type { Answer, Body } from "@/api/types";

const DOCUMENT = "/console/api/datasets/{dataset_id}/documents/{document_id}";
const ALL = `${DOCUMENT}/segments` as const;
const ONE = `${ALL}/{segment_id}` as const;
const METADATA = "/console/api/datasets/{dataset_id}/metadata";

export type Segment = Answer<typeof ONE, "get">;
export type Child = Answer<`${typeof ONE}/children`, "get">["data"][number];
export type SegmentPatch = Body<typeof ONE, "patch">;
export type SegmentCreate = Body<typeof ALL, "post">;
export type SegmentAction = "enable" | "disable" | "delete";
export type FieldType = Body<typeof METADATA, "post">["type"];
export type MetadataValue = { id: string; name: string; value: string | number | null };

/** The document whose chunks are shown. */
export interface Place {
  base: string;
  document: string;
}
const path = ({ base, document }: Place) => ({ dataset_id: base, document_id: document });
const key = (scope: string, { base, document }: Place) => [scope, "dataset", base, "segments", document] as const;

export interface SegmentFilter {
  page: number;
  limit: number;
  keyword?: string;
  enabled?: boolean;
}

/** One page of chunks in the order of the document. */
export function useSegments(place: Place, filter: SegmentFilter, enabled = true) {
  const scope = useScope();
  return useQuery({
    queryKey: [...key(scope, place), "page", filter],
    queryFn: () => take(client.GET(ALL, { params: { path: path(place), query: filter } })),
    placeholderData: keepPreviousData,
    enabled,
  });
}

/** One chunk, wherever in the document it stands. */
export function useSegment(place: Place, id: string | undefined) {
  const scope = useScope();
  return useQuery({
    queryKey: [...key(scope, place), "one", id],
    queryFn: () => take(client.GET(ONE, { params: { path: { ...path(place), segment_id: id ?? "" } } })),
    enabled: id !== undefined,
    staleTime: 0,
  });
}

/** A function that looks a page up, and one that looks a chunk up, through what is known already. */
export function useLookup(place: Place) {
  const scope = useScope();
  const queries = useQueryClient();
  return {
    one: (id: string) =>
      queries.fetchQuery({
        queryKey: [...key(scope, place), "one", id],
        queryFn: () => take(client.GET(ONE, { params: { path: { ...path(place), segment_id: id } } })),
      }),
    page: async (filter: SegmentFilter) =>
      (
        await queries.fetchQuery({
          queryKey: [...key(scope, place), "page", filter],
          queryFn: () => take(client.GET(ALL, { params: { path: path(place), query: filter } })),
        })
      ).data,
    children: async (id: string) =>
      (
        await queries.fetchQuery({
          queryKey: [...key(scope, place), "children", id],
          queryFn: () => take(client.GET(`${ONE}/children`, { params: { path: { ...path(place), segment_id: id } } })),
          staleTime: 0,
        })
      ).data,
  };
}

/** All child chunks of a chunk. */
export function useChildren(place: Place, id: string, enabled = true) {
  const scope = useScope();
  return useQuery({
    queryKey: [...key(scope, place), "children", id],
    queryFn: () => take(client.GET(`${ONE}/children`, { params: { path: { ...path(place), segment_id: id } } })),
    enabled,
  });
}

function useRefresh(place: Place) {
  const scope = useScope();
  const queries = useQueryClient();
  return () =>
    Promise.all([
      queries.invalidateQueries({ queryKey: key(scope, place) }),
      queries.invalidateQueries({ queryKey: [scope, "dataset", place.base, "document", place.document] }),
      queries.invalidateQueries({ queryKey: [scope, "dataset", place.base, "documents"] }),
    ]);
}

/** Adds, changes and deletes chunks. */
export function useSegmentChanges(place: Place) {
  const scope = useScope();
  const queries = useQueryClient();
  const onSuccess = useRefresh(place);
  const one = (id: string) => ({ params: { path: { ...path(place), segment_id: id } } });
  return {
    create: useMutation({
      mutationFn: (body: SegmentCreate) => take(client.POST(ALL, { params: { path: path(place) }, body })),
      onSuccess,
    }),
    update: useMutation({
      mutationFn: ({ id, ...body }: SegmentPatch & { id: string }) => take(client.PATCH(ONE, { ...one(id), body })),
      onSuccess: (segment: Segment) => {
        queries.setQueryData([...key(scope, place), "one", segment.id], segment);
        return onSuccess();
      },
    }),
    act: useMutation({
      mutationFn: ({ action, ids }: { action: SegmentAction; ids: string[] }) =>
        take(
          client.POST(`${ALL}/batch/{action}`, {
            params: { path: { ...path(place), action } },
            body: { segment_ids: ids },
          }),
        ),
      onSuccess,
    }),
  };
}

/** Adds, changes and deletes the child chunks of a chunk. */
export function useChildChanges(place: Place, segment: string) {
  const onSuccess = useRefresh(place);
  const parent = { ...path(place), segment_id: segment };
  return {
    create: useMutation({
      mutationFn: (content: string) =>
        take(client.POST(`${ONE}/children`, { params: { path: parent }, body: { content } })),
      onSuccess,
    }),
    update: useMutation({
      mutationFn: ({ id, content }: { id: string; content: string }) =>
        take(
          client.PATCH(`${ONE}/children/{child_id}`, {
            params: { path: { ...parent, child_id: id } },
            body: { content },
          }),
        ),
      onSuccess,
    }),
    remove: useMutation({
      mutationFn: async (id: string) => {
        await client.DELETE(`${ONE}/children/{child_id}`, { params: { path: { ...parent, child_id: id } } });
      },
      onSuccess,
    }),
  };
}

const address = ({ base, document }: Place) => `/console/api/datasets/${base}/documents/${document}/segments`;

/** An empty file to fill in. */
export const templateFile = async (place: Place): Promise<Blob> =>
  (await consoleFetch(`${address(place)}/template.csv`)).blob();

/** Adds the rows of a CSV text; how many there were. */
export async function sendRows(place: Place, csv: string): Promise<number> {
  const body = new FormData();
  body.append("file", new File([csv], "chunks.csv", { type: "text/csv" }));
  const answer = await consoleFetch(`${address(place)}/import`, { method: "POST", body });
  return ((await answer.json()) as Answer<`${typeof ALL}/import`, "post">).count;
}

/** Told after rows were added. */
export const useImported = useRefresh;

/** The metadata fields of a base. */
export function useFields(base: string) {
  const scope = useScope();
  return useQuery({
    queryKey: [scope, "dataset", base, "metadata"],
    queryFn: () => take(client.GET(METADATA, { params: { path: { dataset_id: base } } })),
  });
}

/** Puts the metadata of a document, and makes new fields. */
export function useMetadataChanges(place: Place) {
  const scope = useScope();
  const queries = useQueryClient();
  const onSuccess = () => queries.invalidateQueries({ queryKey: [scope, "dataset", place.base] });
  return {
    save: useMutation({
      mutationFn: (metadata_list: MetadataValue[]) =>
        take(
          client.POST("/console/api/datasets/{dataset_id}/documents/metadata", {
            params: { path: { dataset_id: place.base } },
            body: { operation_data: [{ document_id: place.document, metadata_list, partial_update: false }] },
          }),
        ),
      onSuccess,
    }),
    addField: useMutation({
      mutationFn: (body: { name: string; type: FieldType }) =>
        take(client.POST(METADATA, { params: { path: { dataset_id: place.base } }, body })),
      onSuccess,
    }),
  };
}
