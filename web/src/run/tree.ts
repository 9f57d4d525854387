import type { RunStatus, NodeData } from "./events";
import { applyEvents, nameIn } from "./trace";
import { emptyTrace, type ParentOf, type Step, type Trace } from "./state";

/** Steps of one round of a container. */
export interface Round {
  index: number;
  steps: TreeStep[];
  failed: boolean;
}

export interface TreeStep {
  step: Step;
  rounds: Round[];
}

/** The steps of a trace as a tree: containers hold rounds, rounds hold steps. Order is the order of beginning. */
export function traceTree(trace: Trace): TreeStep[] {
  const nodes = new Map<string, TreeStep>();
  for (const key of trace.order) {
    const step = trace.steps[key];
    if (step) nodes.set(key, { step, rounds: [] });
  }
  const roots: TreeStep[] = [];
  for (const node of nodes.values()) {
    const where = node.step.place;
    const parent = where ? nodes.get(where.container) : undefined;
    if (!where || !parent) roots.push(node);
    else roundOf(parent, where.round).steps.push(node);
  }
  for (const node of nodes.values()) {
    node.rounds.sort((a, b) => a.index - b.index);
    for (const round of node.rounds) round.failed = round.steps.some((one) => one.step.status === "failed");
  }
  return roots;
}

function roundOf(parent: TreeStep, index: number): Round {
  const known = parent.rounds.find((round) => round.index === index);
  if (known) return known;
  const round: Round = { index, steps: [], failed: false };
  parent.rounds.push(round);
  return round;
}

/** How many steps the waterfall has to span, in seconds: from the first start to the last end. */
export function span(trace: Trace): { start: number; length: number } {
  let start = Infinity;
  let end = 0;
  for (const key of trace.order) {
    const step = trace.steps[key];
    if (!step || step.startedAt === null) continue;
    start = Math.min(start, step.startedAt);
    end = Math.max(end, step.startedAt + (step.elapsed ?? 0));
  }
  if (!Number.isFinite(start)) return { start: 0, length: trace.elapsed ?? 0 };
  return { start, length: Math.max(end - start, trace.elapsed ?? 0, 0.001) };
}

export interface RunSummary {
  id: string;
  status: string;
  elapsed_time?: number | null;
  total_tokens?: number | null;
  total_steps?: number | null;
  exceptions_count?: number | null;
  created_at?: number | null;
  created_by?: unknown;
  error?: string | null;
  inputs?: unknown;
  outputs?: unknown;
  conversation_id?: string | null;
  message_id?: string | null;
}

const RUN_STATES = new Set(["running", "succeeded", "failed", "stopped", "partial-succeeded", "paused"]);

/** The state of a stored run; one this version does not know counts as stopped. */
export function runStatus(status: string): RunStatus {
  return RUN_STATES.has(status) ? (status as RunStatus) : "stopped";
}

/** A stored node execution: `node_finished` data with the looser types of the answer that lists them. */
export type StoredExecution = Omit<NodeData, "status" | "inputs" | "process_data" | "outputs" | "files"> & {
  status?: string;
  inputs?: unknown;
  process_data?: unknown;
  outputs?: unknown;
  files?: unknown;
};

function nodeData(stored: StoredExecution): NodeData {
  return {
    ...stored,
    status: stored.status as NodeData["status"],
    inputs: asValues(stored.inputs),
    process_data: asValues(stored.process_data),
    outputs: asValues(stored.outputs),
    files: Array.isArray(stored.files) ? (stored.files as NodeData["files"]) : [],
  };
}

/** The trace of a run that is over, from its record and its node executions in order of beginning. */
export function traceOfRun(run: RunSummary, stored: readonly StoredExecution[], parentOf?: ParentOf): Trace {
  let trace = emptyTrace();
  const executions = stored.map(nodeData);
  const parents = executions.filter((one) => isContainer(one.node_type));
  const others = executions.filter((one) => !isContainer(one.node_type));
  trace = applyEvents(
    trace,
    parents.flatMap((data) => [
      { event: "iteration_started" as const, data },
      { event: "iteration_completed" as const, data: { ...data, total_tokens: data.execution_metadata?.total_tokens } },
    ]),
    parentOf,
  );
  trace = applyEvents(
    trace,
    others.flatMap((data) => [{ event: "node_finished" as const, data }]),
    parentOf,
  );
  trace.order.sort((a, b) => order(trace, a) - order(trace, b));
  return {
    ...trace,
    runId: run.id,
    status: runStatus(run.status),
    elapsed: run.elapsed_time ?? null,
    tokens: run.total_tokens ?? 0,
    totalSteps: run.total_steps ?? 0,
    exceptions: run.exceptions_count ?? 0,
    error: run.error ?? null,
    inputs: asValues(run.inputs),
    outputs: asValues(run.outputs),
    startedAt: run.created_at ?? null,
    by: nameIn(run.created_by),
    messageId: run.message_id ?? null,
    conversationId: run.conversation_id ?? null,
    ended: run.status !== "running",
  };
}

function order(trace: Trace, key: string): number {
  return trace.steps[key]?.startedAt ?? 0;
}

export function isContainer(type: string): boolean {
  return type === "iteration" || type === "loop";
}

/** Inputs and outputs of a stored run are objects in the console API and JSON text in the service API. */
export function asValues(value: unknown): Record<string, unknown> | null {
  if (typeof value === "string") {
    try {
      return asValues(JSON.parse(value));
    } catch {
      return { value };
    }
  }
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : null;
}
