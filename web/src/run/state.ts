import type {
  AgentLogData,
  AgentThoughtData,
  ExecutionMetadata,
  FileValue,
  NodeStatus,
  RetrieverResource,
  RunStatus,
  Usage,
  Values,
} from "./events";

/** An attempt that failed and was repeated. */
export interface Attempt {
  index: number;
  error: string | null;
  elapsed: number;
  outputs: Values | null;
}

/** Where a step stands inside an iteration or a loop: the container's step and the round, from 0. */
export interface Place {
  container: string;
  round: number;
}

/** One execution of a node, a container included. */
export interface Step {
  key: string;
  nodeId: string;
  type: string;
  title: string;
  status: NodeStatus;
  place: Place | null;
  startedAt: number | null;
  elapsed: number | null;
  tokens: number;
  price: string | null;
  currency: string | null;
  inputs: Values | null;
  process: Values | null;
  outputs: Values | null;
  error: string | null;
  attempts: Attempt[];
  logs: AgentLogData[];
  files: FileValue[];
  metadata: ExecutionMetadata | null;
  /** Containers only: planned rounds and the newest one. */
  length: number | null;
  round: number;
}

/** A round of an agent, and how much of the answer's text had been said when its tools were called. */
export interface Thought extends AgentThoughtData {
  at: number;
}

/** A run as far as its events have told, in a shape that can be drawn. */
export interface Trace {
  runId: string | null;
  taskId: string | null;
  messageId: string | null;
  conversationId: string | null;
  status: RunStatus | "idle";
  startedAt: number | null;
  /** Who started it, by name. */
  by: string | null;
  elapsed: number | null;
  tokens: number;
  totalSteps: number;
  exceptions: number;
  inputs: Values | null;
  outputs: Values | null;
  error: string | null;
  errorCode: string | null;
  text: string;
  reasoning: string;
  files: FileValue[];
  citations: RetrieverResource[];
  thoughts: Thought[];
  usage: Usage | null;
  /** Keys of steps in the order in which they began. */
  order: string[];
  steps: Record<string, Step>;
  /** Newest step of each node of the graph. */
  latest: Record<string, string>;
  lastSeq: number;
  /** True once the stream has said everything it will say. */
  ended: boolean;
}

/** Which container a node stands in, from the graph; needed for containers inside containers. */
export type ParentOf = (nodeId: string) => string | null;

export function emptyTrace(): Trace {
  return {
    runId: null,
    taskId: null,
    messageId: null,
    conversationId: null,
    status: "idle",
    startedAt: null,
    by: null,
    elapsed: null,
    tokens: 0,
    totalSteps: 0,
    exceptions: 0,
    inputs: null,
    outputs: null,
    error: null,
    errorCode: null,
    text: "",
    reasoning: "",
    files: [],
    citations: [],
    thoughts: [],
    usage: null,
    order: [],
    steps: {},
    latest: {},
    lastSeq: 0,
    ended: false,
  };
}
