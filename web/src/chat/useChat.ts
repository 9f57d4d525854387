import { useCallback, useEffect, useRef, useState } from "react";
import { applyEvents } from "@/run/trace";
import type { ParentOf, Trace } from "@/run/state";
import type { FileValue, RunEvent } from "@/run/events";
import { newTurn, type Turn } from "./turn";

export interface Question {
  query: string;
  files: FileValue[];
  /** Everything else the transport needs, as it is put on the wire. */
  body: Record<string, unknown>;
  /** The turn whose place it takes; that one and what followed are gone from the screen. */
  instead?: string | undefined;
}

export interface Control {
  signal: AbortSignal;
  onConnection: (state: "open" | "lost") => void;
}

/** How questions travel; the console's preview and the published page each have their own. */
export interface Transport {
  send: (question: Question, conversation: string | null, control: Control) => AsyncIterable<RunEvent>;
  stop: (taskId: string) => Promise<void>;
  /** Reads an answer from its first event on; the answer's run went on while its connection was lost. */
  resume?: (turn: Turn, control: Control) => AsyncIterable<RunEvent>;
  followUps?: (messageId: string) => Promise<string[]>;
  /** Called with every batch, for a canvas that follows. */
  onEvents?: (events: readonly RunEvent[], turn: string) => void;
  parentOf?: ParentOf;
}

/** A conversation that is being held. The screen changes at most once per frame, however fast tokens come. */
export function useChat(transport: Transport) {
  const [turns, setTurns] = useState<Turn[]>([]);
  const [conversation, setConversation] = useState<string | null>(null);
  const running = useRef<{ key: string; abort: AbortController; task: string | null } | null>(null);
  const [busy, setBusy] = useState(false);
  const [lost, setLost] = useState(false);
  const now = useRef(transport);
  useEffect(() => {
    now.current = transport;
  });
  useEffect(() => () => running.current?.abort.abort(), []);

  const patch = useCallback((key: string, change: (turn: Turn) => Turn) => {
    setTurns((all) => all.map((turn) => (turn.key === key ? change(turn) : turn)));
  }, []);

  /** Reads the events of one answer into its turn. */
  const read = useCallback(
    async (key: string, open: (control: Control) => AsyncIterable<RunEvent>) => {
      const abort = new AbortController();
      running.current = { key, abort, task: null };
      setBusy(true);
      const batch = batched((events) => {
        now.current.onEvents?.(events, key);
        patch(key, (turn) => ({ ...turn, trace: applyEvents(turn.trace, events, now.current.parentOf) }));
      });
      let last: Trace["messageId"] = null;
      let failure: unknown = null;
      try {
        const control: Control = {
          signal: abort.signal,
          onConnection: (state) => setLost(state === "lost" && !abort.signal.aborted),
        };
        for await (const event of open(control)) {
          // Another conversation was opened: what this stream still brings is not for it.
          if (running.current?.key !== key) break;
          running.current.task = event.task_id ?? running.current.task;
          last = event.message_id ?? last;
          if (event.conversation_id) setConversation(event.conversation_id);
          batch.push(event);
        }
      } catch (error) {
        failure = error;
      }
      batch.flush();
      const stopped = abort.signal.aborted;
      if (running.current?.key === key) {
        running.current = null;
        setBusy(false);
        setLost(false);
      }
      patch(key, (turn) => settle(turn, failure, stopped));
      if (!failure && !stopped && last !== null) {
        const questions = await now.current.followUps?.(last).catch(() => []);
        if (questions?.length) patch(key, (turn) => ({ ...turn, followUps: questions }));
      }
    },
    [patch],
  );

  const send = useCallback(
    async (question: Question) => {
      if (running.current) return;
      const key = crypto.randomUUID();
      setTurns((all) => {
        const end = all.findIndex((turn) => turn.key === question.instead);
        return [...(end < 0 ? all : all.slice(0, end)), newTurn(key, question.query, question.files)];
      });
      await read(key, (control) => now.current.send(question, conversation, control));
    },
    [conversation, read],
  );

  /** Takes up an answer again whose connection was given up. */
  const resume = useCallback(
    async (turn: Turn) => {
      const again = now.current.resume;
      if (running.current || !again) return;
      patch(turn.key, () => newTurn(turn.key, turn.query, turn.files));
      await read(turn.key, (control) => again(turn, control));
    },
    [patch, read],
  );

  const stop = useCallback(() => {
    const current = running.current;
    if (!current) return;
    if (current.task === null) {
      current.abort.abort();
      return;
    }
    // The server ends the stream with what it has; when it does not answer, the page ends it.
    now.current.stop(current.task).catch(() => current.abort.abort());
    setTimeout(() => {
      if (running.current === current) current.abort.abort();
    }, 5000);
  }, []);

  const reset = useCallback((stored: Turn[] = [], id: string | null = null) => {
    running.current?.abort.abort();
    running.current = null;
    setBusy(false);
    setLost(false);
    setTurns(stored);
    setConversation(id);
  }, []);

  return { turns, setTurns, patch, conversation, busy, lost, send, resume, stop, reset };
}

function settle(turn: Turn, failure: unknown, aborted: boolean): Turn {
  const trace: Trace = { ...turn.trace, ended: true };
  if (aborted || trace.status === "stopped")
    return { ...turn, trace: { ...trace, status: "stopped" }, state: "stopped" };
  if (failure) {
    const code = failure instanceof Error && "code" in failure ? String(failure.code) : null;
    const message = failure instanceof Error ? failure.message : String(failure);
    return { ...turn, trace: { ...trace, status: "failed", error: message, errorCode: code }, state: "failed" };
  }
  if (trace.status === "failed") return { ...turn, trace, state: "failed" };
  return { ...turn, trace: trace.status === "running" ? { ...trace, status: "succeeded" } : trace, state: "done" };
}

/** Collects events and hands them on once per frame. */
export function batched(apply: (events: RunEvent[]) => void): { push: (event: RunEvent) => void; flush: () => void } {
  let waiting: RunEvent[] = [];
  let handle = 0;
  const flush = () => {
    cancelAnimationFrame(handle);
    clearTimeout(handle);
    handle = 0;
    if (waiting.length === 0) return;
    const events = waiting;
    waiting = [];
    apply(events);
  };
  const push = (event: RunEvent) => {
    waiting.push(event);
    if (handle === 0) handle = document.hidden ? Number(setTimeout(flush, 100)) : requestAnimationFrame(flush);
  };
  return { push, flush };
}
