import { ApiError, errorOf } from "./error";
import { lastOf } from "./last";
import { followStream, type StreamControl, type StreamEvent } from "./sse";
import type { Answer } from "./types";

/** The page's setting as `GET /site` wraps it. */
export type SiteInfo = Answer<"/api/site", "get">;
export type Parameters = Answer<"/api/parameters", "get">;
export type ConversationItem = Answer<"/api/conversations", "get">["data"][number];
type ConversationSlice = Answer<"/api/conversations", "get">;
type SavedSlice = Answer<"/api/saved-messages", "get">;
type MessageSlice = Answer<"/api/messages", "get">;

export type Rating = "like" | "dislike" | null;

/** The web API of a published page: knows the visitor by a passport, which it renews once when it is refused. */
export class WebApi {
  private token: Promise<string> | null = null;
  private readonly key: string;

  constructor(
    private readonly code: string,
    private readonly userId: string | null,
  ) {
    this.key = `tenon.passport.${code}.${userId ?? ""}`;
  }

  site = () => this.json<SiteInfo>("/site");
  parameters = () => this.json<Parameters>("/parameters");

  conversations = (pinned: boolean, lastId?: string) =>
    this.json<ConversationSlice>("/conversations", {
      pinned: String(pinned),
      limit: "20",
      ...(lastId ? { last_id: lastId } : {}),
    });

  messages = (conversationId: string, firstId?: string) =>
    this.json<MessageSlice>("/messages", {
      conversation_id: conversationId,
      limit: "20",
      ...(firstId ? { first_id: firstId } : {}),
    });

  rename = (id: string, name: string) => this.call(`/conversations/${id}/name`, json("POST", { name }));
  pin = (id: string, on: boolean) => this.call(`/conversations/${id}/${on ? "pin" : "unpin"}`, { method: "PATCH" });
  remove = (id: string) => this.call(`/conversations/${id}`, { method: "DELETE" });
  rate = (messageId: string, rating: Rating) => this.call(`/messages/${messageId}/feedbacks`, json("POST", { rating }));

  async followUps(messageId: string): Promise<string[]> {
    return (
      await this.json<Answer<"/api/messages/{message_id}/suggested-questions", "get">>(
        `/messages/${messageId}/suggested-questions`,
      )
    ).data;
  }

  upload = async (file: File): Promise<{ id: string }> => {
    const body = new FormData();
    body.append("file", file);
    const answer = await this.call("/files/upload", { method: "POST", body });
    return (await answer.json()) as Answer<"/api/files/upload", "post">;
  };

  chat = (body: Record<string, unknown>, control: StreamControl) => this.stream("/chat-messages", body, control);
  run = (body: Record<string, unknown>, control: StreamControl) => this.stream("/workflows/run", body, control);
  stopChat = (task: string) => this.call(`/chat-messages/${task}/stop`, { method: "POST" }).then(() => undefined);
  stopRun = (task: string) => this.call(`/workflows/tasks/${task}/stop`, { method: "POST" }).then(() => undefined);

  complete = (body: Record<string, unknown>, control: StreamControl) =>
    this.stream("/completion-messages", body, control);
  stopCompletion = (task: string) =>
    this.call(`/completion-messages/${task}/stop`, { method: "POST" }).then(() => undefined);

  /** Another result like an earlier one. */
  moreLikeThis = (messageId: string, control: StreamControl) =>
    this.counted(
      (at) => this.call(`/messages/${messageId}/more-like-this?response_mode=streaming`, { signal: at }),
      control,
    );

  saved = (lastId?: string) => this.json<SavedSlice>("/saved-messages", lastId ? { last_id: lastId } : {});
  save = (messageId: string) => this.call("/saved-messages", json("POST", { message_id: messageId }));
  unsave = (messageId: string) => this.call(`/saved-messages/${messageId}`, { method: "DELETE" });

  /** Text of a recording. */
  listen = async (recording: File): Promise<string> => {
    const body = new FormData();
    body.append("file", recording);
    const answer = await this.call("/audio-to-text", { method: "POST", body });
    return ((await answer.json()) as Answer<"/api/audio-to-text", "post">).text;
  };

  /** An answer as speech. */
  speak = async ({ id, text }: { id: string | null; text: string }): Promise<Blob> => {
    const answer = await this.call("/text-to-audio", json("POST", { ...(id ? { message_id: id } : {}), text }));
    return answer.blob();
  };

  /** Follow a run that was begun before, from its first event. */
  follow = (runId: string, control: StreamControl) => this.counted((at) => this.events(runId, 0, at), control);

  private stream(path: string, body: Record<string, unknown>, control: StreamControl): AsyncGenerator<StreamEvent> {
    const post = json("POST", { ...body, response_mode: "streaming" });
    return this.counted((at) => this.call(path, { ...post, signal: at }), control);
  }

  /** Events of pages carry no number: the nth of a run is number n. A stream that is cut goes on after the last one. */
  private counted(
    open: (signal: AbortSignal) => Promise<Response>,
    control: StreamControl,
  ): AsyncGenerator<StreamEvent> {
    const last = lastOf();
    let count = 0;
    return followStream({
      ...control,
      open,
      isLast: (event) => {
        count += 1;
        return last(event);
      },
      reattach: (_seq, events, at) => {
        const run = events.map((event) => event["workflow_run_id"]).find((id) => typeof id === "string");
        return run === undefined ? null : this.events(String(run), count, at);
      },
    });
  }

  private events(runId: string, after: number, signal: AbortSignal): Promise<Response> {
    return this.call(`/workflow/${runId}/events?after=${after}`, { signal });
  }

  private async json<T>(path: string, query: Record<string, string> = {}): Promise<T> {
    const search = new URLSearchParams(query).toString();
    const answer = await this.call(search ? `${path}?${search}` : path);
    return (await answer.json()) as T;
  }

  private async call(path: string, init: RequestInit = {}): Promise<Response> {
    let answer = await this.send(path, init, await this.passport());
    if (answer.status === 401) {
      this.forget();
      answer = await this.send(path, init, await this.passport());
    }
    if (!answer.ok) throw await errorOf(answer);
    return answer;
  }

  private async send(path: string, init: RequestInit, token: string | null): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set("X-App-Code", this.code);
    if (token !== null) headers.set("X-App-Passport", token);
    try {
      return await fetch(`/api${path}`, { ...init, headers });
    } catch (error) {
      if (init.signal?.aborted) throw error;
      throw new ApiError("unreachable", "The server cannot be reached.", 0);
    }
  }

  private passport(): Promise<string> {
    const kept = storage(() => localStorage.getItem(this.key));
    if (kept) this.token ??= Promise.resolve(kept);
    this.token ??= this.askPassport().catch((error: unknown) => {
      this.token = null;
      throw error;
    });
    return this.token;
  }

  private async askPassport(): Promise<string> {
    const query = this.userId === null ? "" : `?user_id=${encodeURIComponent(this.userId)}`;
    const answer = await this.send(`/passport${query}`, {}, null);
    if (!answer.ok) throw await errorOf(answer);
    const { access_token } = (await answer.json()) as Answer<"/api/passport", "get">;
    storage(() => localStorage.setItem(this.key, access_token));
    return access_token;
  }

  private forget(): void {
    this.token = null;
    storage(() => localStorage.removeItem(this.key));
  }
}

/** Frames of other sites may be refused their storage; the page works without. */
function storage<T>(act: () => T): T | null {
  try {
    return act();
  } catch {
    return null;
  }
}

function json(method: string, body: unknown): RequestInit {
  return { method, headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
}
