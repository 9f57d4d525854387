import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { client, take } from "./client";
import type { StoredDraft } from "./drafts";
import { useScope } from "./query";
import type { Answer } from "./types";

export type Version = Answer<"/console/api/apps/{app_id}/workflows", "get">["data"][number];
export interface VersionFilter {
  mine: boolean;
  named: boolean;
}

/** Published versions, newest first. */
export function useVersionPages(appId: string, { mine, named }: VersionFilter) {
  const scope = useScope();
  return useInfiniteQuery({
    queryKey: [scope, "app", appId, "versions", { mine, named }],
    queryFn: ({ pageParam }) =>
      take(
        client.GET("/console/api/apps/{app_id}/workflows", {
          params: { path: { app_id: appId }, query: { page: pageParam, limit: 20, mine, named_only: named } },
        }),
      ),
    initialPageParam: 1,
    getNextPageParam: (page) => (page.has_more ? page.page + 1 : undefined),
  });
}

export const loadVersion = (appId: string, id: string): Promise<StoredDraft> =>
  take(
    client.GET("/console/api/apps/{app_id}/workflows/{workflow_id}", {
      params: { path: { app_id: appId, workflow_id: id } },
    }),
  );

/** A version with its graph; versions never change. */
export function useVersion(appId: string, id: string | null) {
  const scope = useScope();
  return useQuery({
    queryKey: [scope, "app", appId, "version", id],
    queryFn: () => loadVersion(appId, id ?? ""),
    enabled: id !== null,
    staleTime: Infinity,
  });
}

export function useVersionChanges(appId: string) {
  const scope = useScope();
  const queries = useQueryClient();
  const path = (id: string) => ({ params: { path: { app_id: appId, workflow_id: id } } });
  const onSuccess = () => queries.invalidateQueries({ queryKey: [scope, "app", appId, "versions"] });
  return {
    describe: useMutation({
      mutationFn: ({ id, name, notes }: { id: string; name: string; notes: string }) =>
        take(
          client.PATCH("/console/api/apps/{app_id}/workflows/{workflow_id}", {
            ...path(id),
            body: { marked_name: name, marked_comment: notes },
          }),
        ),
      onSuccess,
    }),
    remove: useMutation({
      mutationFn: (id: string) => client.DELETE("/console/api/apps/{app_id}/workflows/{workflow_id}", path(id)),
      onSuccess,
    }),
    restore: useMutation({
      mutationFn: (id: string) =>
        take(client.POST("/console/api/apps/{app_id}/workflows/{workflow_id}/restore", path(id))),
    }),
  };
}
