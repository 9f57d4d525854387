import { describe, expect, it } from "vitest";
import { ApiError } from "./error";
import { followStream, readEvents, type StreamEvent, type StreamOptions } from "./sse";

/** A response that delivers `pieces` one by one and then ends, or breaks when `cut`. */
function body(pieces: readonly string[], cut = false): Response {
  const encoder = new TextEncoder();
  let at = 0;
  return new Response(
    new ReadableStream<Uint8Array>({
      pull(controller) {
        const piece = pieces[at++];
        if (piece !== undefined) controller.enqueue(encoder.encode(piece));
        else if (cut) controller.error(new TypeError("connection reset"));
        else controller.close();
      },
    }),
  );
}
const line = (event: StreamEvent) => `data: ${JSON.stringify(event)}\n\n`;
const isLast = (event: StreamEvent) => event.event === "workflow_finished";

async function all(options: Partial<StreamOptions> & Pick<StreamOptions, "open">) {
  const events: string[] = [];
  const stream = followStream({
    isLast,
    signal: new AbortController().signal,
    pause: async () => undefined,
    ...options,
  });
  for await (const event of stream) events.push(`${event.seq}:${event.event}`);
  return events;
}

describe("readEvents", () => {
  it("joins events that arrive in pieces and leaves out pings", async () => {
    const text = line({ event: "a", text: "榫" }) + "event: ping\n\n" + ": comment\n\n" + line({ event: "b" });
    const bytes = new TextEncoder().encode(text);
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const byte of bytes) controller.enqueue(new Uint8Array([byte]));
        controller.close();
      },
    });
    const seen: StreamEvent[] = [];
    for await (const event of readEvents(new Response(stream), new AbortController().signal)) seen.push(event);
    expect(seen).toEqual([{ event: "a", text: "榫" }, { event: "b" }]);
  });
});

describe("followStream", () => {
  it("ends with the last event", async () => {
    const pieces = [line({ event: "workflow_started", seq: 1 }), line({ event: "workflow_finished", seq: 2 })];
    expect(await all({ open: async () => body(pieces) })).toEqual(["1:workflow_started", "2:workflow_finished"]);
  });

  it("re-attaches after the last event seen and yields nothing twice", async () => {
    const asked: number[] = [];
    const states: string[] = [];
    const events = await all({
      open: async () => body([line({ event: "workflow_started", seq: 1 }), line({ event: "text", seq: 2 })], true),
      reattach: async (seq) => {
        asked.push(seq);
        return body([line({ event: "text", seq: 2 }), line({ event: "workflow_finished", seq: 3 })]);
      },
      onConnection: (state) => states.push(state),
    });
    expect(events).toEqual(["1:workflow_started", "2:text", "3:workflow_finished"]);
    expect(asked).toEqual([2]);
    expect(states).toEqual(["open", "lost", "open"]);
  });

  it("keeps trying while the server is away and then says so", async () => {
    let tries = 0;
    const run = all({
      open: async () => body([line({ event: "workflow_started", seq: 1 })], true),
      reattach: async () => {
        tries += 1;
        throw new ApiError("unreachable", "away", 0);
      },
      attempts: 4,
    });
    await expect(run).rejects.toMatchObject({ code: "stream_lost" });
    expect(tries).toBe(4);
  });

  it("stops at once when the run does not exist any more", async () => {
    const run = all({
      open: async () => body([line({ event: "workflow_started", seq: 1 })]),
      reattach: async () => {
        throw new ApiError("not_found", "gone", 404);
      },
    });
    await expect(run).rejects.toMatchObject({ code: "not_found" });
  });

  it("ends quietly when it is aborted", async () => {
    const controller = new AbortController();
    const events: string[] = [];
    const stream = followStream({
      open: async () => body([line({ event: "workflow_started", seq: 1 }), line({ event: "text", seq: 2 })], true),
      reattach: async () => body([]),
      isLast,
      signal: controller.signal,
    });
    for await (const event of stream) {
      events.push(event.event);
      controller.abort();
    }
    expect(events[0]).toBe("workflow_started");
    expect(events.length).toBeLessThanOrEqual(2);
  });

  it("refuses a malformed event", async () => {
    await expect(all({ open: async () => body(["data: {oops\n\n"]) })).rejects.toMatchObject({ code: "stream_broken" });
  });
});
