import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { client, take } from "./client";
import { consoleFetch } from "./http";
import { lastOf } from "./last";
import { useScope } from "./query";
import { followStream, type StreamControl, type StreamEvent } from "./sse";
import type { Answer } from "./types";

/** A stored run, as the lists of runs hold it. */
export type RunRecord = Answer<"/console/api/apps/{app_id}/workflow-runs", "get">["data"][number];
export type Problem = Answer<"/console/api/apps/{app_id}/workflows/check", "post">["problems"][number];
export type RunDetail = Answer<"/console/api/apps/{app_id}/workflow-runs/{run_id}", "get">;
export type NodeExecution = Answer<
  "/console/api/apps/{app_id}/workflow-runs/{run_id}/node-executions",
  "get"
>["data"][number];

const base = (appId: string) => `/console/api/apps/${appId}`;

export function useDraft(appId: string, enabled = true) {
  const scope = useScope();
  return useQuery({
    queryKey: [scope, "app", appId, "draft"],
    queryFn: () =>
      take(client.GET("/console/api/apps/{app_id}/workflows/draft", { params: { path: { app_id: appId } } })),
    enabled,
  });
}

export function useVersions(appId: string, enabled = true) {
  const scope = useScope();
  return useQuery({
    queryKey: [scope, "app", appId, "versions"],
    queryFn: () => take(client.GET("/console/api/apps/{app_id}/workflows", { params: { path: { app_id: appId } } })),
    enabled,
  });
}

/** What keeps the draft from running, errors first, and what is probably a slip. */
export function useProblems(appId: string) {
  const scope = useScope();
  return useQuery({
    queryKey: [scope, "app", appId, "problems"],
    queryFn: async () => {
      const params = { path: { app_id: appId } };
      return (await take(client.POST("/console/api/apps/{app_id}/workflows/check", { params }))).problems;
    },
  });
}

export function usePublish(appId: string) {
  const scope = useScope();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ name = "", notes = "" }: { name?: string; notes?: string }) =>
      take(
        client.POST("/console/api/apps/{app_id}/workflows/publish", {
          params: { path: { app_id: appId } },
          body: { marked_name: name, marked_comment: notes },
        }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: [scope, "app", appId] }),
  });
}

export type RunFilter = { status?: string };

export function useRuns(appId: string, filter: RunFilter) {
  const scope = useScope();
  return useInfiniteQuery({
    queryKey: [scope, "app", appId, "runs", filter],
    queryFn: ({ pageParam }) =>
      take(
        client.GET("/console/api/apps/{app_id}/workflow-runs", {
          params: {
            path: { app_id: appId },
            query: { limit: 20, triggered_from: "all", ...filter, ...(pageParam ? { last_id: pageParam } : {}) },
          },
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => (page.has_more ? page.data.at(-1)?.id : undefined),
    staleTime: 0,
  });
}

/** The record of a run and its node executions (the shape of `node_finished` data), oldest first. */
export async function loadRun(
  appId: string,
  runId: string,
): Promise<{ run: RunDetail; executions: readonly NodeExecution[] }> {
  const params = { path: { app_id: appId, run_id: runId } };
  const [run, executions] = await Promise.all([
    take(client.GET("/console/api/apps/{app_id}/workflow-runs/{run_id}", { params })),
    take(client.GET("/console/api/apps/{app_id}/workflow-runs/{run_id}/node-executions", { params })),
  ]);
  return { run, executions: executions.data };
}

/** Run the draft; a connection that breaks is opened again where it broke, the run itself goes on. */
export function runDraft(
  appId: string,
  chat: boolean,
  body: Record<string, unknown>,
  control: StreamControl,
): AsyncGenerator<StreamEvent> {
  const path = chat ? "advanced-chat/draft/run" : "workflows/draft/run";
  return followStream({
    ...control,
    open: (signal) =>
      consoleFetch(`${base(appId)}/${path}`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(body),
        signal,
      }),
    reattach: (seq, events, signal) => reattach(appId, seq, events, signal),
    isLast: lastOf(),
  });
}

/** The events of a run from `after` on; follows one that is still running. */
export function followRun(
  appId: string,
  runId: string,
  after: number,
  control: StreamControl,
): AsyncGenerator<StreamEvent> {
  return followStream({
    ...control,
    open: (signal) => consoleFetch(`${base(appId)}/workflow-runs/${runId}/events?after=${after}`, { signal }),
    reattach: (seq, _events, signal) =>
      consoleFetch(`${base(appId)}/workflow-runs/${runId}/events?after=${seq}`, { signal }),
    isLast: lastOf(),
  });
}

function reattach(
  appId: string,
  seq: number,
  events: readonly StreamEvent[],
  signal: AbortSignal,
): Promise<Response> | null {
  const run = events.map((event) => event["workflow_run_id"]).find((id) => typeof id === "string");
  return run === undefined
    ? null
    : consoleFetch(`${base(appId)}/workflow-runs/${String(run)}/events?after=${seq}`, { signal });
}

export async function stopRun(appId: string, taskId: string): Promise<void> {
  await client.POST("/console/api/apps/{app_id}/workflow-runs/tasks/{task_id}/stop", {
    params: { path: { app_id: appId, task_id: taskId } },
  });
}

/** Store a file for a run of the console. */
export async function uploadFile(file: File): Promise<{ id: string }> {
  const body = new FormData();
  body.append("file", file);
  const answer = await consoleFetch("/console/api/files/upload", { method: "POST", body });
  const stored = (await answer.json()) as Answer<"/console/api/files/upload", "post">;
  return { id: stored.id };
}
