import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { consoleFetch } from "./http";
import { lastOf } from "./last";
import { useScope } from "./query";
import { followStream, type StreamControl, type StreamEvent } from "./sse";
import { client, take } from "./client";
import type { Answer } from "./types";

type Path = "/console/api/apps/{app_id}/model-config";
/** The configuration of a chat, completion or agent app in its two states. */
export type StoredConfig = Answer<Path, "get">;
const key = (scope: string, appId: string) => [scope, "app", appId, "model-config"];

export async function loadConfig(appId: string): Promise<StoredConfig> {
  return take(client.GET("/console/api/apps/{app_id}/model-config", { params: { path: { app_id: appId } } }));
}

/** What was saved, for who opens the page again. */
export function useRemember(appId: string) {
  const scope = useScope();
  const queries = useQueryClient();
  return (saved: { config: Record<string, unknown>; hash: string; updated_at: number }) =>
    queries.setQueryData<StoredConfig>(key(scope, appId), (old) => (old ? { ...old, ...saved } : old));
}

export function useModelConfig(appId: string, enabled = true) {
  const scope = useScope();
  return useQuery({ queryKey: key(scope, appId), queryFn: () => loadConfig(appId), enabled });
}

/** Store a draft; a hash that is no longer the newest is refused with 409. */
export async function saveConfig(appId: string, config: Record<string, unknown>, hash: string) {
  return take(
    client.PUT("/console/api/apps/{app_id}/model-config", {
      params: { path: { app_id: appId } },
      body: { config, hash },
    }),
  );
}

export function useConfigChanges(appId: string) {
  const scope = useScope();
  const queries = useQueryClient();
  const params = { path: { app_id: appId } };
  const onSuccess = () => queries.invalidateQueries({ queryKey: [scope, "app", appId] });
  return {
    publish: useMutation({
      mutationFn: () => take(client.POST("/console/api/apps/{app_id}/model-config/publish", { params })),
      onSuccess,
    }),
    reset: useMutation({
      mutationFn: () => client.POST("/console/api/apps/{app_id}/model-config/reset", { params }),
      onSuccess,
    }),
  };
}

export type BasicKind = "chat" | "completion";

/** Ask the app as it is being edited. */
export function debugMessage(
  appId: string,
  kind: BasicKind,
  body: Record<string, unknown>,
  control: StreamControl,
): AsyncGenerator<StreamEvent> {
  return followStream({
    ...control,
    open: (signal) =>
      consoleFetch(`/console/api/apps/${appId}/${kind}-messages`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ ...body, response_mode: "streaming" }),
        signal,
      }),
    isLast: lastOf(),
  });
}

export async function stopMessage(appId: string, kind: BasicKind, taskId: string): Promise<void> {
  await consoleFetch(`/console/api/apps/${appId}/${kind}-messages/${taskId}/stop`, { method: "POST" });
}

/** Everything that was sent to the model for an answer. */
export function usePrompt(appId: string, messageId: string) {
  const scope = useScope();
  return useQuery({
    queryKey: [scope, "app", appId, "prompt", messageId],
    queryFn: () =>
      take(
        client.GET("/console/api/apps/{app_id}/messages/{message_id}/prompt", {
          params: { path: { app_id: appId, message_id: messageId } },
        }),
      ),
  });
}

/** Questions that may come next in a debug chat. */
export async function debugSuggestions(appId: string, messageId: string): Promise<string[]> {
  const params = { path: { app_id: appId, message_id: messageId } };
  const answer = client.GET("/console/api/apps/{app_id}/chat-messages/{message_id}/suggested-questions", { params });
  return (await take(answer)).data;
}
