import { consoleFetch } from "./http";
import type { Answer } from "./types";

const base = (appId: string) => `/console/api/apps/${appId}`;

/** An answer of an app that is being tried as speech, in the voice that is set now. */
export async function speakTried(
  appId: string,
  { id, text }: { id: string | null; text: string },
  set: { voice?: string | undefined; language?: string | undefined },
): Promise<Blob> {
  const body = JSON.stringify({ ...(id ? { message_id: id } : {}), text, ...set });
  const headers = { "Content-Type": "application/json" };
  const answer = await consoleFetch(`${base(appId)}/text-to-audio`, { method: "POST", headers, body });
  return answer.blob();
}

/** The text of a recording. */
export async function hearTried(appId: string, recording: File): Promise<string> {
  const body = new FormData();
  body.append("file", recording);
  const answer = await consoleFetch(`${base(appId)}/audio-to-text`, { method: "POST", body });
  return ((await answer.json()) as Answer<"/console/api/apps/{app_id}/audio-to-text", "post">).text;
}
