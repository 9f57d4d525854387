import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { client, take } from "./client";
import { consoleFetch } from "./http";
import { useScope } from "./query";
import { loadRun } from "./runs";
import type { Answer, Body, paths } from "./types";

const ROOT = "/console/api/apps/{app_id}";

export type ConversationLog = Answer<`${typeof ROOT}/logs/conversations`, "get">["data"][number];
export type LogMessage = Answer<`${typeof ROOT}/logs/conversations/{conversation_id}/messages`, "get">["data"][number];
export type RunLog = Answer<`${typeof ROOT}/logs/runs`, "get">["data"][number];
export type LogUser = NonNullable<RunLog["user"]>;
export type LogFilter = NonNullable<paths[`${typeof ROOT}/logs/conversations`]["get"]["parameters"]["query"]>;
export type RunFilter = NonNullable<paths[`${typeof ROOT}/logs/runs`]["get"]["parameters"]["query"]>;
export type DayFigures = Answer<`${typeof ROOT}/statistics`, "get">["total"];

/** What users talked about with an app, newest first. */
export function useConversationLogs(appId: string, filter: LogFilter) {
  const scope = useScope();
  return useQuery({
    queryKey: [scope, "app", appId, "logs", "list", filter],
    queryFn: () =>
      take(client.GET(`${ROOT}/logs/conversations`, { params: { path: { app_id: appId }, query: filter } })),
    placeholderData: keepPreviousData,
    staleTime: 0,
  });
}

export function useConversationLog(appId: string, id: string) {
  const scope = useScope();
  return useQuery({
    queryKey: [scope, "app", appId, "logs", "one", id],
    queryFn: () =>
      take(
        client.GET(`${ROOT}/logs/conversations/{conversation_id}`, {
          params: { path: { app_id: appId, conversation_id: id } },
        }),
      ),
  });
}

/** The turns of a conversation; pages go back in time. */
export function useLogMessages(appId: string, id: string) {
  const scope = useScope();
  return useInfiniteQuery({
    queryKey: [scope, "app", appId, "logs", "messages", id],
    queryFn: ({ pageParam }) =>
      take(
        client.GET(`${ROOT}/logs/conversations/{conversation_id}/messages`, {
          params: {
            path: { app_id: appId, conversation_id: id },
            query: pageParam ? { first_id: pageParam } : {},
          },
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => (page.has_more ? page.data[0]?.id : undefined),
  });
}

/** What the team thinks of an answer; shown at once, taken back when the server refuses. */
export function useTeamFeedback(appId: string) {
  const scope = useScope();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({
      id,
      ...body
    }: Body<`${typeof ROOT}/logs/messages/{message_id}/feedback`, "post"> & { id: string }) =>
      client.POST(`${ROOT}/logs/messages/{message_id}/feedback`, {
        params: { path: { app_id: appId, message_id: id } },
        body,
      }),
    onSettled: () => queries.invalidateQueries({ queryKey: [scope, "app", appId, "logs"] }),
  });
}

export function useRunLogs(appId: string, filter: RunFilter) {
  const scope = useScope();
  return useQuery({
    queryKey: [scope, "app", appId, "logs", "runs", filter],
    queryFn: () => take(client.GET(`${ROOT}/logs/runs`, { params: { path: { app_id: appId }, query: filter } })),
    placeholderData: keepPreviousData,
    staleTime: 0,
  });
}

/** A whole log as a file: everything that is found, over all pages. */
export async function logFile(
  appId: string,
  what: "conversations" | "runs",
  format: "csv" | "jsonl",
  filter: LogFilter | RunFilter,
): Promise<Blob> {
  const query = new URLSearchParams({ format });
  for (const [name, value] of Object.entries(filter)) if (value != null) query.set(name, String(value));
  return (await consoleFetch(`/console/api/apps/${appId}/logs/${what}/export?${query.toString()}`)).blob();
}

/** A run that is over, with its steps. */
export function useLoggedRun(appId: string, runId: string) {
  const scope = useScope();
  return useQuery({
    queryKey: [scope, "app", appId, "logs", "run", runId],
    queryFn: () => loadRun(appId, runId),
    staleTime: 60_000,
  });
}

/** How much an app was used, by the days of a time zone. */
export function useStatistics(appId: string, days: number, timezone: string) {
  const scope = useScope();
  return useQuery({
    queryKey: [scope, "app", appId, "logs", "statistics", days, timezone],
    queryFn: () =>
      take(client.GET(`${ROOT}/statistics`, { params: { path: { app_id: appId }, query: { days, timezone } } })),
    placeholderData: keepPreviousData,
    staleTime: 0,
  });
}
