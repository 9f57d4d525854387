import { describe, expect, it } from "vitest";
import type { RunEvent } from "@/run/events";
import { createRunStore } from "./runStore";

const node = (event: "node_started" | "node_finished", id: string, status?: "succeeded"): RunEvent => ({
  event,
  data: { id, node_id: id, node_type: "code", title: id, ...(status ? { status } : {}) },
});

describe("createRunStore", () => {
  it("applies any number of events once per frame and keeps unchanged records", () => {
    const frames: (() => void)[] = [];
    const store = createRunStore(
      () => null,
      (apply) => frames.push(apply),
    );
    let changes = 0;
    store.subscribe(() => (changes += 1));
    store.getState().begin();
    changes = 0;
    for (const id of ["a", "b", "c"]) store.getState().push(node("node_started", id));
    expect(frames).toHaveLength(1);
    expect(changes).toBe(0);
    frames.pop()?.();
    expect(changes).toBe(1);
    const before = store.getState().byNode;
    store.getState().push(node("node_finished", "a", "succeeded"));
    frames.pop()?.();
    const after = store.getState().byNode;
    expect(after["a"]?.status).toBe("succeeded");
    expect(after["b"]).toBe(before["b"]);
  });

  it("shows the round that was chosen", () => {
    const store = createRunStore(
      () => null,
      (apply) => apply(),
    );
    const { push } = store.getState();
    push({ event: "iteration_started", data: { id: "it", node_id: "it", node_type: "iteration", title: "" } });
    for (const round of [0, 1]) {
      push({
        event: "iteration_next",
        data: { id: "it", node_id: "it", node_type: "iteration", title: "", index: round },
      });
      push({
        event: "node_finished",
        data: {
          id: `x${round}`,
          node_id: "x",
          node_type: "code",
          title: "",
          status: round === 0 ? "failed" : "succeeded",
          execution_metadata: { iteration_id: "it", iteration_index: round },
        },
      });
    }
    expect(store.getState().byNode["x"]?.status).toBe("succeeded");
    expect(store.getState().byNode["it"]?.rounds).toBe(2);
    store.getState().showRound("it", 0);
    expect(store.getState().byNode["x"]?.status).toBe("failed");
  });

  it("reports a stream that ended with a failure", () => {
    const store = createRunStore(
      () => null,
      (apply) => apply(),
    );
    store.getState().begin();
    store.getState().end({ message: "gone", code: "stream_lost" });
    expect(store.getState().trace).toMatchObject({
      status: "failed",
      error: "gone",
      errorCode: "stream_lost",
      ended: true,
    });
  });
});
