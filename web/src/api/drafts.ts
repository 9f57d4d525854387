import { client, take } from "./client";
import type { Answer, Body } from "./types";

export type StoredDraft = Answer<"/console/api/apps/{app_id}/workflows/draft", "get">;
export type DraftBody = Body<"/console/api/apps/{app_id}/workflows/draft", "post">;

const params = (appId: string) => ({ params: { path: { app_id: appId } } });

export const loadDraft = (appId: string): Promise<StoredDraft> =>
  take(client.GET("/console/api/apps/{app_id}/workflows/draft", params(appId)));

/** Save a draft made from the one with that hash; refused (409) when somebody saved another one meanwhile. */
export const saveDraft = (appId: string, body: DraftBody): Promise<{ hash: string; updated_at: number }> =>
  take(client.POST("/console/api/apps/{app_id}/workflows/draft", { ...params(appId), body }));
