import { emptyTrace, type Trace } from "@/run/state";
import type { AgentThoughtData, FileValue, RetrieverResource } from "@/run/events";
import type { Thought } from "@/run/state";

/** A question and its answer. */
export interface Turn {
  key: string;
  query: string;
  files: FileValue[];
  /** Everything the answer's events told; stored answers fill its text only. */
  trace: Trace;
  state: "streaming" | "done" | "stopped" | "failed";
  feedback: "like" | "dislike" | null;
  followUps: string[];
  createdAt: number | null;
}

export function newTurn(key: string, query: string, files: FileValue[]): Turn {
  return {
    key,
    query,
    files,
    trace: { ...emptyTrace(), status: "running" },
    state: "streaming",
    feedback: null,
    followUps: [],
    createdAt: Date.now() / 1000,
  };
}

/** A message as the message lists of the APIs hold it, the parts that a page reads. */
export interface StoredMessage {
  id: string;
  conversation_id?: string;
  query?: string | null;
  answer?: string | null;
  status?: string | null;
  error?: string | null;
  feedback?: { rating?: "like" | "dislike" | null } | null;
  retriever_resources?: RetrieverResource[] | null;
  /** Rounds of an agent, `AgentThoughtData` each; the API's document leaves their shape open. */
  agent_thoughts?: Record<string, unknown>[] | null;
  parent_message_id?: string | null;
  message_files?: (FileValue & { belongs_to?: string | null; upload_file_id?: string | null })[] | null;
  created_at?: number | null;
}

/** A stored message as a turn. */
export function turnOf(message: StoredMessage): Turn {
  const files = message.message_files ?? [];
  const failed = message.status === "error";
  return {
    key: message.id,
    query: message.query ?? "",
    files: files
      .filter((file) => file.belongs_to !== "assistant")
      .map((file) => ({ ...file, related_id: file.upload_file_id ?? null })),
    trace: {
      ...emptyTrace(),
      messageId: message.id,
      conversationId: message.conversation_id ?? null,
      text: message.answer ?? "",
      status: failed ? "failed" : "succeeded",
      error: message.error ?? null,
      files: files.filter((file) => file.belongs_to === "assistant"),
      citations: message.retriever_resources ?? [],
      thoughts: placed((message.agent_thoughts ?? []) as unknown as AgentThoughtData[], message.answer ?? ""),
      ended: true,
    },
    state: failed ? "failed" : "done",
    feedback: message.feedback?.rating ?? null,
    followUps: [],
    createdAt: message.created_at ?? null,
  };
}

/** The messages that led to the newest one: a question that was asked anew hides what followed its first form. */
export function threadOf<M extends StoredMessage>(messages: readonly M[]): M[] {
  const byId = new Map(messages.map((one) => [one.id, one]));
  const thread: M[] = [];
  for (let one = messages.at(-1); one; one = byId.get(one.parent_message_id ?? "")) {
    thread.unshift(one);
    byId.delete(one.id);
  }
  return thread;
}

/** Stored rounds, each put behind what it said in the answer's text. */
export function placed(rounds: readonly AgentThoughtData[], text: string): Thought[] {
  let at = 0;
  return [...rounds]
    .sort((a, b) => (a.position ?? 0) - (b.position ?? 0))
    .map((round) => {
      const said = (round.thought ?? "").trim();
      const found = round.tool && said !== "" ? text.indexOf(said, at) : -1;
      if (found >= 0) at = found + said.length;
      return { ...round, at };
    });
}
