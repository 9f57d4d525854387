import { describe, expect, it } from "vitest";
import type { NodeData, RunEvent } from "./events";
import { applyEvents } from "./trace";
import { emptyTrace } from "./state";
import { span, traceOfRun, traceTree } from "./tree";

const data = (id: string, node_id: string, more: Partial<NodeData> = {}): NodeData => ({
  id,
  node_id,
  node_type: "code",
  title: node_id,
  ...more,
});
const container = (node_id: string, more: object = {}) => ({
  id: node_id,
  node_id,
  node_type: "iteration",
  title: node_id,
  ...more,
});
const started = (id: string, node: string, more: Partial<NodeData> = {}): RunEvent => ({
  event: "node_started",
  data: data(id, node, more),
});
const finished = (id: string, node: string, more: Partial<NodeData> = {}): RunEvent => ({
  event: "node_finished",
  data: data(id, node, { status: "succeeded", elapsed_time: 0.1, ...more }),
});

const run: RunEvent[] = [
  { event: "workflow_started", task_id: "t", data: { id: "r", inputs: { a: 1 }, created_at: 10 } },
  started("1", "start", { created_at: 10 }),
  finished("1", "start", { created_at: 10 }),
  { event: "iteration_started", data: container("it", { created_at: 10, metadata: { iteration_length: 2 } }) },
  { event: "iteration_next", data: container("it", { index: 0 }) },
  started("2", "inner", { iteration_id: "it" }),
  finished("2", "inner", { execution_metadata: { iteration_id: "it", iteration_index: 0, total_tokens: 5 } }),
  { event: "iteration_next", data: container("it", { index: 1 }) },
  started("3", "inner", { iteration_id: "it" }),
  {
    event: "node_retry",
    data: data("3", "inner", { iteration_id: "it", retry_index: 1, error: "cut", status: "retry" }),
  },
  finished("3", "inner", {
    status: "failed",
    error: "no",
    execution_metadata: { iteration_id: "it", iteration_index: 1 },
  }),
  { event: "iteration_completed", data: container("it", { status: "failed", elapsed_time: 1, error: "no" }) },
  { event: "text_chunk", data: { text: "ab" } },
  { event: "text_chunk", data: { text: "c" } },
  {
    event: "workflow_finished",
    data: { id: "r", status: "failed", error: "no", elapsed_time: 2, total_tokens: 5, total_steps: 4 },
  },
];

describe("applyEvents", () => {
  const trace = applyEvents(emptyTrace(), run);

  it("tells the run", () => {
    expect(trace).toMatchObject({
      runId: "r",
      taskId: "t",
      status: "failed",
      error: "no",
      tokens: 5,
      text: "abc",
      inputs: { a: 1 },
    });
    expect(trace.order).toEqual(["1", "it", "2", "3"]);
  });

  it("is the same in any batches", () => {
    let one = emptyTrace();
    for (const event of run) one = applyEvents(one, [event]);
    expect(one).toEqual(trace);
  });

  it("folds rounds and keeps attempts", () => {
    const tree = traceTree(trace);
    expect(tree.map((node) => node.step.nodeId)).toEqual(["start", "it"]);
    expect(tree[1]?.rounds.map((round) => [round.index, round.failed, round.steps.map((one) => one.step.key)])).toEqual(
      [
        [0, false, ["2"]],
        [1, true, ["3"]],
      ],
    );
    expect(trace.steps["3"]?.attempts).toEqual([{ index: 1, error: "cut", elapsed: 0, outputs: null }]);
  });

  it("leaves the trace it was given alone", () => {
    const before = emptyTrace();
    applyEvents(before, run);
    expect(before).toEqual(emptyTrace());
  });

  it("passes over events it has seen, by their number", () => {
    const numbered = run.map((event, index) => ({ ...event, seq: index + 1 }));
    const twice = applyEvents(applyEvents(emptyTrace(), numbered), numbered);
    expect(twice.text).toBe("abc");
    expect(twice.order).toHaveLength(4);
  });

  it("puts parallel rounds where their end says they belong", () => {
    const parallel = applyEvents(emptyTrace(), [
      { event: "iteration_started", data: container("it") },
      { event: "iteration_next", data: container("it", { index: 0 }) },
      { event: "iteration_next", data: container("it", { index: 1 }) },
      started("a", "inner", { iteration_id: "it" }),
      finished("a", "inner", { execution_metadata: { iteration_id: "it", iteration_index: 0 } }),
    ]);
    expect(parallel.steps["a"]?.place).toEqual({ container: "it", round: 0 });
  });

  it("ends running steps with the run", () => {
    const stopped = applyEvents(emptyTrace(), [
      started("1", "slow"),
      { event: "workflow_finished", data: { id: "r", status: "stopped" } },
    ]);
    expect(stopped.steps["1"]?.status).toBe("stopped");
  });

  it("follows a chat: deltas, replacement, citations, error", () => {
    const chat = applyEvents(emptyTrace(), [
      { event: "message", message_id: "m", conversation_id: "c", answer: "He" },
      { event: "message", answer: "y" },
      { event: "message_end", metadata: { retriever_resources: [{ document_name: "d" }] } },
    ]);
    expect(chat).toMatchObject({
      messageId: "m",
      conversationId: "c",
      text: "Hey",
      status: "succeeded",
      citations: [{ document_name: "d" }],
    });
    const replaced = applyEvents(chat, [
      { event: "message_replace", answer: "no" },
      { event: "error", code: "x", message: "bad" },
    ]);
    expect(replaced).toMatchObject({ text: "no", status: "failed", errorCode: "x", error: "bad" });
  });
});

describe("traceOfRun", () => {
  it("brings back a stored run with its containers", () => {
    const trace = traceOfRun({ id: "r", status: "succeeded", elapsed_time: 3, outputs: '{"x":1}' }, [
      data("1", "start", { status: "succeeded", created_at: 1 }),
      data("9", "it", { node_type: "iteration", status: "succeeded", created_at: 2, elapsed_time: 1 }),
      data("2", "inner", {
        status: "succeeded",
        created_at: 3,
        execution_metadata: { iteration_id: "it", iteration_index: 4 },
      }),
    ]);
    expect(trace.order).toEqual(["1", "9", "2"]);
    expect(traceTree(trace)[1]?.rounds[0]?.index).toBe(4);
    expect(trace.outputs).toEqual({ x: 1 });
    expect(span(trace)).toEqual({ start: 1, length: 3 });
  });
});
