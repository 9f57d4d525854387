import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { client, take } from "./client";
import { consoleFetch } from "./http";
import { useScope } from "./query";
import type { Answer, Body } from "./types";

const ROOT = "/console/api/apps/{app_id}";

export type Annotation = Answer<`${typeof ROOT}/annotations`, "get">["data"][number];
export type AnnotationHit = Answer<`${typeof ROOT}/annotations/{annotation_id}/hits`, "get">["data"][number];
export type ReplyState = Answer<`${typeof ROOT}/annotation-settings`, "get">;
export type ReplySettings = Body<`${typeof ROOT}/annotation-reply/{action}`, "post">;
type ImportState = Answer<`${typeof ROOT}/annotations/import/{job_id}`, "get">;
export type ExportFormat = "csv" | "jsonl";

/** Jobs are asked after this often while they run. */
const POLL = 1200;
export const goesOn = (status: string | undefined) => status === "waiting" || status === "processing";

export function useAnnotations(appId: string, filter: { page: number; limit: number; keyword: string }) {
  const scope = useScope();
  return useQuery({
    queryKey: [scope, "app", appId, "annotations", "list", filter],
    queryFn: () => take(client.GET(`${ROOT}/annotations`, { params: { path: { app_id: appId }, query: filter } })),
    placeholderData: keepPreviousData,
  });
}

export function useHits(appId: string, annotationId: string, page: number) {
  const scope = useScope();
  return useQuery({
    queryKey: [scope, "app", appId, "annotations", "hits", annotationId, page],
    queryFn: () =>
      take(
        client.GET(`${ROOT}/annotations/{annotation_id}/hits`, {
          params: { path: { app_id: appId, annotation_id: annotationId }, query: { page, limit: 10 } },
        }),
      ),
    placeholderData: keepPreviousData,
    staleTime: 0,
  });
}

/** What a message has to do with annotations. */
export function useAnnotationOf(appId: string, messageId: string) {
  const scope = useScope();
  return useQuery({
    queryKey: [scope, "app", appId, "annotations", "message", messageId],
    queryFn: () =>
      take(
        client.GET(`${ROOT}/messages/{message_id}/annotation`, {
          params: { path: { app_id: appId, message_id: messageId } },
        }),
      ),
    staleTime: 0,
  });
}

function useRefresh(appId: string) {
  const scope = useScope();
  const queries = useQueryClient();
  return () =>
    Promise.all([
      queries.invalidateQueries({ queryKey: [scope, "app", appId, "annotations"] }),
      queries.invalidateQueries({ queryKey: [scope, "app", appId, "logs"] }),
    ]);
}

export function useAnnotationChanges(appId: string) {
  const onSuccess = useRefresh(appId);
  const path = { app_id: appId };
  return {
    create: useMutation({
      mutationFn: (body: Body<`${typeof ROOT}/annotations`, "post">) =>
        take(client.POST(`${ROOT}/annotations`, { params: { path }, body })),
      onSuccess,
    }),
    update: useMutation({
      mutationFn: ({ id, ...body }: { id: string; question: string; answer: string }) =>
        take(
          client.PATCH(`${ROOT}/annotations/{annotation_id}`, {
            params: { path: { ...path, annotation_id: id } },
            body,
          }),
        ),
      onSuccess,
    }),
    remove: useMutation({
      mutationFn: (id: string) =>
        client.DELETE(`${ROOT}/annotations/{annotation_id}`, { params: { path: { ...path, annotation_id: id } } }),
      onSuccess,
    }),
    clear: useMutation({ mutationFn: () => client.DELETE(`${ROOT}/annotations`, { params: { path } }), onSuccess }),
  };
}

/** The reply switch; asked again while a job of it runs. */
export function useReply(appId: string) {
  const scope = useScope();
  return useQuery({
    queryKey: [scope, "app", appId, "annotations", "reply"],
    queryFn: () => take(client.GET(`${ROOT}/annotation-settings`, { params: { path: { app_id: appId } } })),
    refetchInterval: ({ state }) => (goesOn(state.data?.job?.job_status) ? POLL : false),
  });
}

export function useReplyChanges(appId: string) {
  const onSuccess = useRefresh(appId);
  const path = { app_id: appId };
  return {
    switch: useMutation({
      mutationFn: ({ action, ...body }: ReplySettings & { action: "enable" | "disable" }) =>
        take(client.POST(`${ROOT}/annotation-reply/{action}`, { params: { path: { ...path, action } }, body })),
      onSuccess,
    }),
    setThreshold: useMutation({
      mutationFn: (score_threshold: number) =>
        take(client.PATCH(`${ROOT}/annotation-settings`, { params: { path }, body: { score_threshold } })),
      onSuccess,
    }),
  };
}

export function useImport(appId: string) {
  const onSuccess = useRefresh(appId);
  return useMutation({
    mutationFn: async (file: File) => {
      const body = new FormData();
      body.append("file", file);
      const answer = await consoleFetch(`/console/api/apps/${appId}/annotations/import`, { method: "POST", body });
      return (await answer.json()) as Answer<`${typeof ROOT}/annotations/import`, "post">;
    },
    onSuccess,
  });
}

/** How far an import is, until it is through. */
export function useImportState(appId: string, jobId: string | undefined) {
  const scope = useScope();
  const refresh = useRefresh(appId);
  return useQuery({
    queryKey: [scope, "app", appId, "annotation-import", jobId],
    queryFn: async (): Promise<ImportState> => {
      const state = await take(
        client.GET(`${ROOT}/annotations/import/{job_id}`, {
          params: { path: { app_id: appId, job_id: jobId ?? "" } },
        }),
      );
      if (!goesOn(state.job_status)) void refresh();
      return state;
    },
    enabled: jobId !== undefined,
    refetchInterval: ({ state }) => (state.data === undefined || goesOn(state.data.job_status) ? POLL : false),
  });
}

/** All pairs as one file, or an empty one to fill in. */
export async function annotationFile(appId: string, what: ExportFormat | "template"): Promise<Blob> {
  const tail = what === "template" ? "template" : `export?format=${what}`;
  return (await consoleFetch(`/console/api/apps/${appId}/annotations/${tail}`)).blob();
}
