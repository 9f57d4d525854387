import { keepPreviousData, queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { client, take } from "@/api/client";
import { useScope } from "@/api/query";
import type { Answer, Body, paths } from "@/api/types";

const SETS = "/console/api/datasets";
const ONE = "/console/api/datasets/{dataset_id}";
const DOCUMENTS = "/console/api/datasets/{dataset_id}/documents";
const DOCUMENT = "/console/api/datasets/{dataset_id}/documents/{document_id}";

export type Dataset = Answer<typeof ONE, "get">;
export type Options = Answer<"/console/api/datasets/options", "get">;
export type Document = Answer<typeof DOCUMENT, "get">;
export type DocumentState = Document["display_status"];
export type RetrievalModel = Dataset["retrieval_model"];
export type ProcessRule = NonNullable<Dataset["process_rule"]>;
export type DocForm = Document["doc_form"];
export type Technique = NonNullable<Dataset["indexing_technique"]>;
export type LinkedApp = Answer<"/console/api/datasets/{dataset_id}/apps", "get">["data"][number];
export type Preview = Answer<"/console/api/datasets/preview", "post">;
export type PreviewRequest = Body<"/console/api/datasets/preview", "post">;
export type DatasetInit = Body<"/console/api/datasets/init", "post">;
export type DocumentsCreate = Body<typeof DOCUMENTS, "post">;
export type DatasetFilter = NonNullable<paths[typeof SETS]["get"]["parameters"]["query"]>;
export type DocumentFilter = NonNullable<paths[typeof DOCUMENTS]["get"]["parameters"]["query"]>;
export type DocumentAction = "enable" | "disable" | "archive" | "un_archive" | "delete" | "pause" | "resume" | "retry";

const of = (id: string) => ({ params: { path: { dataset_id: id } } });

export const datasetQuery = (scope: string, id: string) =>
  queryOptions({ queryKey: [scope, "dataset", id], queryFn: () => take(client.GET(ONE, of(id))) });

/** A knowledge base. */
export const useDataset = (id: string) => useQuery(datasetQuery(useScope(), id));

/** One page of the knowledge bases that one may see. */
export function useDatasets(filter: DatasetFilter, enabled = true) {
  const scope = useScope();
  return useQuery({
    queryKey: [scope, "datasets", filter],
    queryFn: () => take(client.GET(SETS, { params: { query: filter } })),
    placeholderData: keepPreviousData,
    enabled,
  });
}

/** Limits and defaults of the server. */
export function useOptions() {
  const scope = useScope();
  return useQuery({
    queryKey: [scope, "datasets", "options"],
    queryFn: () => take(client.GET("/console/api/datasets/options")),
    staleTime: 300_000,
  });
}

/** The apps that use a knowledge base, as published. */
export function useLinkedApps(id: string, enabled = true) {
  const scope = useScope();
  return useQuery({
    queryKey: [scope, "dataset", id, "apps"],
    queryFn: () => take(client.GET("/console/api/datasets/{dataset_id}/apps", of(id))),
    enabled,
  });
}

/** Create, change and delete knowledge bases. */
export function useDatasetChanges() {
  const scope = useScope();
  const queries = useQueryClient();
  const onSuccess = () => queries.invalidateQueries({ queryKey: [scope, "datasets"] });
  const changed = async (set: Dataset) => {
    queries.setQueryData(datasetQuery(scope, set.id).queryKey, set);
    await onSuccess();
  };
  return {
    create: useMutation({
      mutationFn: (body: Body<typeof SETS, "post">) => take(client.POST(SETS, { body })),
      onSuccess,
    }),
    init: useMutation({
      mutationFn: (body: DatasetInit) => take(client.POST("/console/api/datasets/init", { body })),
      onSuccess,
    }),
    update: useMutation({
      mutationFn: ({ id, ...body }: Body<typeof ONE, "patch"> & { id: string }) =>
        take(client.PATCH(ONE, { ...of(id), body })),
      onSuccess: changed,
    }),
    setTags: useMutation({
      mutationFn: ({ id, tag_ids }: { id: string; tag_ids: string[] }) =>
        take(client.POST("/console/api/datasets/{dataset_id}/tags", { ...of(id), body: { tag_ids } })),
      onSuccess: changed,
    }),
    remove: useMutation({
      mutationFn: async (id: string) => {
        await client.DELETE(ONE, of(id));
      },
      onSuccess,
    }),
  };
}

const WORKING: ReadonlySet<DocumentState> = new Set(["queuing", "indexing"]);
/** Whether a document is on its way and will change by itself. */
export const isWorking = (document: Pick<Document, "display_status">) => WORKING.has(document.display_status);
const POLL_MS = 1500;

/** One page of documents; asked for again while one of them is on its way. */
export function useDocuments(id: string, filter: DocumentFilter, enabled = true) {
  const scope = useScope();
  return useQuery({
    queryKey: [scope, "dataset", id, "documents", filter],
    queryFn: () => take(client.GET(DOCUMENTS, { params: { path: { dataset_id: id }, query: filter } })),
    placeholderData: keepPreviousData,
    enabled,
    refetchInterval: ({ state }) => (state.data?.data.some(isWorking) ? POLL_MS : false),
  });
}

export const documentQuery = (scope: string, id: string, documentId: string) =>
  queryOptions({
    queryKey: [scope, "dataset", id, "document", documentId],
    queryFn: () => take(client.GET(DOCUMENT, { params: { path: { dataset_id: id, document_id: documentId } } })),
  });

/** A document; asked for again while it is on its way. */
export const useDocument = (id: string, documentId: string) =>
  useQuery({
    ...documentQuery(useScope(), id, documentId),
    refetchInterval: ({ state }) => (state.data && isWorking(state.data) ? POLL_MS : false),
  });

/** The documents that were added together, until each is through. */
export function useBatch(id: string, batch: string, enabled = true) {
  const scope = useScope();
  return useQuery({
    queryKey: [scope, "dataset", id, "batch", batch],
    queryFn: () =>
      take(
        client.GET("/console/api/datasets/{dataset_id}/batch/{batch}/status", {
          params: { path: { dataset_id: id, batch } },
        }),
      ),
    enabled,
    refetchInterval: ({ state }) =>
      state.status === "error" || state.data?.data.every((one) => !isWorking(one)) ? false : 700,
  });
}

/** Asks for counts and states anew once documents that were on their way are through. */
export function useRefreshWhenThrough(id: string, working: boolean) {
  const scope = useScope();
  const queries = useQueryClient();
  const was = useRef(working);
  useEffect(() => {
    if (was.current && !working) {
      void queries.invalidateQueries({ queryKey: [scope, "dataset", id] });
      void queries.invalidateQueries({ queryKey: [scope, "datasets"] });
    }
    was.current = working;
  }, [working, queries, scope, id]);
}

/** Change, delete and process documents. */
export function useDocumentChanges(id: string) {
  const scope = useScope();
  const queries = useQueryClient();
  const onSuccess = async () => {
    await Promise.all([
      queries.invalidateQueries({ queryKey: [scope, "dataset", id] }),
      queries.invalidateQueries({ queryKey: [scope, "datasets"] }),
    ]);
  };
  return {
    add: useMutation({
      mutationFn: (body: DocumentsCreate) => take(client.POST(DOCUMENTS, { ...of(id), body })),
      onSuccess,
    }),
    rename: useMutation({
      mutationFn: ({ documentId, name }: { documentId: string; name: string }) =>
        take(client.PATCH(DOCUMENT, { params: { path: { dataset_id: id, document_id: documentId } }, body: { name } })),
      onSuccess,
    }),
    act: useMutation({
      mutationFn: ({ action, ids }: { action: DocumentAction; ids: string[] }) =>
        take(
          client.POST("/console/api/datasets/{dataset_id}/documents/batch/{action}", {
            params: { path: { dataset_id: id, action } },
            body: { document_ids: ids },
          }),
        ),
      onSuccess,
    }),
    retryFailed: useMutation({
      mutationFn: () => take(client.POST("/console/api/datasets/{dataset_id}/documents/retry-failed", of(id))),
      onSuccess,
    }),
    process: useMutation({
      mutationFn: ({ documentId, process_rule }: { documentId: string; process_rule: ProcessRule }) =>
        take(
          client.POST("/console/api/datasets/{dataset_id}/documents/{document_id}/process", {
            params: { path: { dataset_id: id, document_id: documentId } },
            body: { process_rule },
          }),
        ),
      onSuccess,
    }),
  };
}

/** The short-lived address of the original of a document. */
export const downloadAddress = async (id: string, documentId: string) =>
  (
    await take(
      client.GET("/console/api/datasets/{dataset_id}/documents/{document_id}/download", {
        params: { path: { dataset_id: id, document_id: documentId } },
      }),
    )
  ).url;
