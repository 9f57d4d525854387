import { createParser } from "eventsource-parser";
import { ApiError } from "./error";

/** One event of a run or chat stream; `seq` counts from 1 on console streams. */
export type StreamEvent = { event: string; seq?: number } & Record<string, unknown>;

/** How a page steers a stream and hears of its connection. */
export type StreamControl = {
  signal: AbortSignal;
  onConnection?: (state: "open" | "lost") => void;
};

export type StreamOptions = StreamControl & {
  /** Sends the first request. */
  open: (signal: AbortSignal) => Promise<Response>;
  /** Asks for what came after `seq`; absent: a lost connection is an error. */
  reattach?: (seq: number, events: readonly StreamEvent[], signal: AbortSignal) => Promise<Response> | null;
  /** True for the event after which nothing follows. */
  isLast: (event: StreamEvent) => boolean;
  attempts?: number;
  pause?: (attempt: number) => Promise<void>;
};

/** Growing pauses; the browser's word that the network is back ends one early. */
const wait = (attempt: number) =>
  new Promise<void>((resolve) => {
    const done = () => {
      clearTimeout(timer);
      globalThis.removeEventListener?.("online", done);
      resolve();
    };
    const timer = setTimeout(done, Math.min(500 * 2 ** attempt, 8000));
    globalThis.addEventListener?.("online", done);
  });

/** A machine that says it has no network cannot fail an attempt: it waits for its network. */
const offline = () => typeof navigator !== "undefined" && navigator.onLine === false;

/** Parses one response body; ends when it ends. Pings and comments are left out. */
export async function* readEvents(response: Response, signal: AbortSignal): AsyncGenerator<StreamEvent> {
  const queue: StreamEvent[] = [];
  const parser = createParser({
    onEvent: ({ event, data }) => {
      if (event === "ping" || data === "") return;
      const parsed: unknown = JSON.parse(data);
      if (parsed && typeof parsed === "object" && "event" in parsed) {
        if ((parsed as StreamEvent).event !== "ping") queue.push(parsed as StreamEvent);
      }
    },
  });
  const reader = response.body?.getReader();
  if (!reader) return;
  const cancel = () => void reader.cancel().catch(() => undefined);
  signal.addEventListener("abort", cancel, { once: true });
  const decoder = new TextDecoder();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      parser.feed(decoder.decode(value, { stream: true }));
      while (queue.length) yield queue.shift() as StreamEvent;
    }
  } finally {
    signal.removeEventListener("abort", cancel);
    cancel();
  }
}

/**
 * Yields the events of a stream until its last one. A connection that is cut before is opened again after the last
 * event seen, with growing pauses; events already yielded are not yielded again. Throws `ApiError` "stream_lost" when
 * that fails, and what `open` throws when the stream never began.
 */
export async function* followStream(options: StreamOptions): AsyncGenerator<StreamEvent> {
  const { open, reattach, isLast, onConnection, signal, attempts = 8, pause = wait } = options;
  const seen: StreamEvent[] = [];
  let seq = 0;
  let failures = 0;
  let response = await open(signal);
  for (;;) {
    onConnection?.("open");
    try {
      for await (const event of readEvents(response, signal)) {
        if (event.seq !== undefined && event.seq <= seq) continue;
        if (event.seq !== undefined) seq = event.seq;
        failures = 0;
        if (seen.length < 3) seen.push(event);
        yield event;
        if (isLast(event)) return;
      }
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof SyntaxError) throw new ApiError("stream_broken", "The stream holds a malformed event.", 0);
    }
    if (signal.aborted) return;
    onConnection?.("lost");
    for (;;) {
      if (failures >= attempts) throw new ApiError("stream_lost", "The connection was lost.", 0);
      await pause(failures);
      if (signal.aborted) return;
      if (offline()) continue;
      failures += 1;
      try {
        const again = reattach?.(seq, seen, signal);
        if (!again) throw new ApiError("stream_lost", "The connection was lost.", 0);
        response = await again;
        break;
      } catch (error) {
        if (signal.aborted) return;
        if (error instanceof ApiError && error.status !== 0 && error.status < 500) throw error;
        if (!reattach) throw error;
      }
    }
  }
}
