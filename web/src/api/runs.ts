import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { client, take } from "./client";
import { ApiError } from "./error";
import { consoleFetch } from "./http";
import { lastOf } from "./last";
import { useScope } from "./query";
import { followStream, type StreamEvent } from "./sse";

/** A stored run, as the lists of runs hold it. */
export interface RunRecord {
  id: string;
  sequence: number;
  version: string;
  status: "running" | "succeeded" | "failed" | "stopped" | "partial-succeeded" | "paused";
  elapsed_time: number | null;
  total_tokens: number;
  total_steps: number;
  exceptions_count: number;
  triggered_from?: string;
  created_by?: { id: string; name?: string | null } | null;
  created_at: number;
  finished_at: number | null;
  conversation_id?: string | null;
  message_id?: string | null;
}

export type RunDetail = RunRecord & {
  graph: Record<string, unknown>;
  inputs: unknown;
  outputs: unknown;
  error: string | null;
};

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

export function usePublish(appId: string) {
  const scope = useScope();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () =>
      take(
        client.POST("/console/api/apps/{app_id}/workflows/publish", {
          params: { path: { app_id: appId } },
          body: {} as never,
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
    queryFn: async ({ pageParam }) => {
      const query = new URLSearchParams({ limit: "20", triggered_from: "all", ...filter });
      if (pageParam) query.set("last_id", pageParam);
      const answer = await consoleFetch(`${base(appId)}/workflow-runs?${query}`);
      return (await answer.json()) as { data: RunRecord[]; limit: number; has_more: boolean };
    },
    initialPageParam: "",
    getNextPageParam: (page) => (page.has_more ? page.data.at(-1)?.id : undefined),
    staleTime: 0,
  });
}

/** The record of a run and its node executions (the shape of `node_finished` data), oldest first. */
export async function loadRun(appId: string, runId: string): Promise<{ run: RunDetail; executions: unknown[] }> {
  const [run, executions] = await Promise.all([
    consoleFetch(`${base(appId)}/workflow-runs/${runId}`).then((answer) => answer.json()),
    consoleFetch(`${base(appId)}/workflow-runs/${runId}/node-executions`).then((answer) => answer.json()),
  ]);
  return { run: run as RunDetail, executions: (executions as { data: unknown[] }).data };
}

export interface StreamControl {
  signal: AbortSignal;
  onConnection?: (state: "open" | "lost") => void;
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
  await consoleFetch(`${base(appId)}/workflow-runs/tasks/${taskId}/stop`, { method: "POST" });
}

/** Store a file for a run of the console. */
export async function uploadFile(file: File): Promise<{ id: string }> {
  const body = new FormData();
  body.append("file", file);
  const answer = await consoleFetch("/console/api/files/upload", { method: "POST", body });
  const stored = (await answer.json()) as { id?: unknown };
  if (typeof stored.id !== "string") throw new ApiError("unknown", "The server did not name the stored file.", 0);
  return { id: stored.id };
}
