import { ApiError, errorOf } from "./error";
import { lastOf } from "./last";
import { followStream, type StreamEvent } from "./sse";

/** The page's setting as `GET /site` wraps it. */
export interface SiteInfo {
  app_id: string;
  site: {
    title: string;
    description?: string | null;
    icon_type?: string | null;
    icon?: string | null;
    icon_background?: string | null;
    icon_url?: string | null;
    chat_color_theme?: string | null;
    default_language?: string | null;
    copyright?: string | null;
    privacy_policy?: string | null;
    custom_disclaimer?: string | null;
    input_placeholder?: string | null;
    show_workflow_steps?: boolean;
  };
}

export interface Parameters {
  opening_statement?: string | null;
  suggested_questions?: string[] | null;
  suggested_questions_after_answer?: { enabled?: boolean } | null;
  user_input_form?: unknown[];
  file_upload?: unknown;
}

export interface ConversationItem {
  id: string;
  name: string;
  inputs?: Record<string, unknown> | null;
  created_at: number;
  updated_at: number;
}

export interface Slice<T> {
  data: T[];
  has_more: boolean;
  limit: number;
}

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
    this.json<Slice<ConversationItem>>("/conversations", {
      pinned: String(pinned),
      limit: "20",
      ...(lastId ? { last_id: lastId } : {}),
    });

  messages = (conversationId: string, firstId?: string) =>
    this.json<Slice<Record<string, unknown> & { id: string }>>("/messages", {
      conversation_id: conversationId,
      limit: "20",
      ...(firstId ? { first_id: firstId } : {}),
    });

  rename = (id: string, name: string) => this.call(`/conversations/${id}/name`, json("POST", { name }));
  pin = (id: string, on: boolean) => this.call(`/conversations/${id}/${on ? "pin" : "unpin"}`, { method: "PATCH" });
  remove = (id: string) => this.call(`/conversations/${id}`, { method: "DELETE" });
  rate = (messageId: string, rating: Rating) => this.call(`/messages/${messageId}/feedbacks`, json("POST", { rating }));

  async followUps(messageId: string): Promise<string[]> {
    return (await this.json<{ data: string[] }>(`/messages/${messageId}/suggested-questions`)).data;
  }

  upload = async (file: File): Promise<{ id: string }> => {
    const body = new FormData();
    body.append("file", file);
    const answer = await this.call("/files/upload", { method: "POST", body });
    return (await answer.json()) as { id: string };
  };

  chat = (body: Record<string, unknown>, signal: AbortSignal) => this.stream("/chat-messages", body, signal);
  run = (body: Record<string, unknown>, signal: AbortSignal) => this.stream("/workflows/run", body, signal);
  stopChat = (task: string) => this.call(`/chat-messages/${task}/stop`, { method: "POST" }).then(() => undefined);
  stopRun = (task: string) => this.call(`/workflows/tasks/${task}/stop`, { method: "POST" }).then(() => undefined);

  private stream(path: string, body: Record<string, unknown>, signal: AbortSignal): AsyncGenerator<StreamEvent> {
    return followStream({
      open: (at) => this.call(path, { ...json("POST", { ...body, response_mode: "streaming" }), signal: at }),
      isLast: lastOf(),
      signal,
    });
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
    const { access_token } = (await answer.json()) as { access_token: string };
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
