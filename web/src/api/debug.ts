import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { client, take } from "./client";
import { consoleFetch } from "./http";
import { lastOf } from "./last";
import { useScope } from "./query";
import { followStream, type StreamControl, type StreamEvent } from "./sse";
import type { Answer } from "./types";

const BASE = "/console/api/apps/{app_id}/workflows/draft";
/** A value that one's tries of a draft left; its beginning, when it is large. */
export type DraftVariable = Answer<`${typeof BASE}/variables`, "get">["data"][number];
export type NodeInputs = Answer<`${typeof BASE}/nodes/{node_id}/inputs`, "get">;
export type NeededValue = NonNullable<NodeInputs["data"]>[number];
export type LastNodeRun = NonNullable<Answer<`${typeof BASE}/nodes/{node_id}/last-run`, "get">["data"]>;

/** Everything that changes with a run, an edit or a save of the draft. */
export const debugKey = (scope: string, appId: string) => [scope, "app", appId, "debug"] as const;

export function useDraftVariables(appId: string, enabled: boolean) {
  const scope = useScope();
  return useQuery({
    queryKey: [...debugKey(scope, appId), "variables"],
    queryFn: () =>
      take(client.GET(`${BASE}/variables`, { params: { path: { app_id: appId }, query: { limit: 1000 } } })),
    enabled,
    staleTime: 0,
  });
}

/** One value, however large. */
export function useWholeValue(appId: string, nodeId: string, name: string, enabled: boolean) {
  const scope = useScope();
  return useQuery({
    queryKey: [...debugKey(scope, appId), "value", nodeId, name],
    queryFn: () =>
      take(
        client.GET(`${BASE}/variables/{node_id}/{name}`, {
          params: { path: { app_id: appId, node_id: nodeId, name } },
        }),
      ),
    enabled,
    staleTime: 0,
  });
}

export function useLastNodeRun(appId: string, nodeId: string, enabled: boolean) {
  const scope = useScope();
  return useQuery({
    queryKey: [...debugKey(scope, appId), "last", nodeId],
    queryFn: async () => {
      const params = { path: { app_id: appId, node_id: nodeId } };
      return (await take(client.GET(`${BASE}/nodes/{node_id}/last-run`, { params }))).data ?? null;
    },
    enabled,
    staleTime: 0,
  });
}

/** What must be known to run a node alone. */
export const nodeInputs = (scope: string, appId: string, nodeId: string) =>
  queryOptions({
    queryKey: [...debugKey(scope, appId), "inputs", nodeId],
    queryFn: () =>
      take(client.GET(`${BASE}/nodes/{node_id}/inputs`, { params: { path: { app_id: appId, node_id: nodeId } } })),
    staleTime: 0,
  });

export function useValueChanges(appId: string) {
  const scope = useScope();
  const queries = useQueryClient();
  const onSuccess = () => queries.invalidateQueries({ queryKey: debugKey(scope, appId) });
  return {
    edit: useMutation({
      mutationFn: ({ nodeId, name, value }: { nodeId: string; name: string; value: unknown }) =>
        take(
          client.PATCH(`${BASE}/variables/{node_id}/{name}`, {
            params: { path: { app_id: appId, node_id: nodeId, name } },
            body: { value },
          }),
        ),
      onSuccess,
    }),
    revert: useMutation({
      mutationFn: ({ nodeId, name }: { nodeId: string; name: string }) =>
        client.DELETE(`${BASE}/variables/{node_id}/{name}`, {
          params: { path: { app_id: appId, node_id: nodeId, name } },
        }),
      onSuccess,
    }),
    forget: useMutation({
      mutationFn: (nodeId: string | null) =>
        client.DELETE(`${BASE}/variables`, {
          params: { path: { app_id: appId }, query: nodeId === null ? {} : { node_id: nodeId } },
        }),
      onSuccess,
    }),
  };
}

/** Run one node of the draft; a connection that breaks is opened again where it broke. */
export function runNode(
  appId: string,
  nodeId: string,
  values: Record<string, Record<string, unknown>>,
  control: StreamControl,
): AsyncGenerator<StreamEvent> {
  const base = `/console/api/apps/${appId}`;
  return followStream({
    ...control,
    open: (signal) =>
      consoleFetch(`${base}/workflows/draft/nodes/${encodeURIComponent(nodeId)}/run`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ values }),
        signal,
      }),
    reattach: (seq, events, signal) => {
      const run = events.map((event) => event["workflow_run_id"]).find((id) => typeof id === "string");
      if (run === undefined) return null;
      return consoleFetch(`${base}/workflow-runs/${String(run)}/events?after=${seq}`, { signal });
    },
    isLast: lastOf(),
  });
}
