/**
 * The events of a run as they travel over the wire (service API, sections 2.5 and 2.6), the parts the web side reads.
 * OpenAPI has no schema for event streams, so they are written here by hand. Pages of published apps get `null` for
 * inputs, process data and outputs.
 */

export type Values = Record<string, unknown>;

export type RunStatus = "running" | "succeeded" | "failed" | "stopped" | "partial-succeeded" | "paused";

export type NodeStatus = "pending" | "running" | "succeeded" | "failed" | "exception" | "retry" | "stopped" | "paused";

export interface FileValue {
  id?: string | null;
  type: string;
  transfer_method?: string;
  filename?: string | null;
  extension?: string | null;
  mime_type?: string | null;
  size?: number;
  url?: string | null;
  remote_url?: string | null;
  related_id?: string | null;
}

export interface ExecutionMetadata {
  total_tokens?: number;
  total_price?: string | number;
  currency?: string;
  iteration_id?: string | null;
  iteration_index?: number | null;
  loop_id?: string | null;
  loop_index?: number | null;
  parallel_mode_run_id?: string | null;
  iteration_duration_map?: Record<string, number>;
  loop_duration_map?: Record<string, number>;
  error_strategy?: string;
  completed_reason?: string;
  [key: string]: unknown;
}

/** `node_finished` data; `node_started` and `node_retry` share it with some keys missing or added. */
export interface NodeData {
  id: string;
  node_id: string;
  node_type: string;
  title: string;
  index?: number;
  predecessor_node_id?: string | null;
  inputs?: Values | null;
  process_data?: Values | null;
  outputs?: Values | null;
  status?: NodeStatus;
  error?: string | null;
  elapsed_time?: number;
  execution_metadata?: ExecutionMetadata | null;
  created_at?: number;
  finished_at?: number | null;
  iteration_id?: string | null;
  loop_id?: string | null;
  retry_index?: number;
  files?: FileValue[] | null;
  extras?: Values | null;
}

export interface ContainerData {
  id: string;
  node_id: string;
  node_type: string;
  title: string;
  created_at?: number;
  extras?: Values | null;
  metadata?: { iteration_length?: number; loop_length?: number } | null;
  inputs?: Values | null;
  outputs?: Values | null;
  index?: number;
  status?: NodeStatus;
  error?: string | null;
  elapsed_time?: number;
  total_tokens?: number;
  execution_metadata?: ExecutionMetadata | null;
  finished_at?: number | null;
  steps?: number;
  iteration_id?: string | null;
  loop_id?: string | null;
}

export interface RunFinishedData {
  id: string;
  workflow_id?: string;
  status: RunStatus;
  outputs?: Values | null;
  error?: string | null;
  elapsed_time?: number;
  total_tokens?: number;
  total_steps?: number;
  created_by?: unknown;
  created_at?: number;
  finished_at?: number | null;
  exceptions_count?: number;
  files?: FileValue[] | null;
}

export interface AgentLogData {
  node_execution_id: string;
  id: string;
  label: string;
  parent_id?: string | null;
  error?: string | null;
  status: string;
  data?: Values | null;
  metadata?: Values | null;
  node_id: string;
}

/** A round of an agent; it is told again, under the same id, when its tools have answered. */
export interface AgentThoughtData {
  id: string;
  position?: number;
  thought?: string | null;
  observation?: string | null;
  tool?: string | null;
  tool_labels?: Record<string, Record<string, string>> | null;
  tool_input?: string | null;
  message_files?: string[] | null;
}

export interface RetrieverResource {
  position?: number;
  dataset_id?: string;
  dataset_name?: string;
  document_id?: string;
  document_name?: string;
  segment_id?: string;
  segment_position?: number;
  word_count?: number;
  hit_count?: number;
  score?: number | null;
  content?: string;
  title?: string;
}

export interface Usage {
  total_tokens?: number;
  total_price?: string;
  currency?: string;
  latency?: number;
}

interface Head {
  task_id?: string;
  workflow_run_id?: string | null;
  message_id?: string;
  conversation_id?: string;
  created_at?: number;
  /** Number of the event within its run; only console streams carry it. */
  seq?: number;
}

type Event<Name extends string, Body> = Head & { event: Name } & Body;

export type RunEvent =
  | Event<"message" | "agent_message", { id?: string; answer: string; from_variable_selector?: string[] | null }>
  | Event<"message_replace", { answer: string; reason?: string }>
  | Event<"message_file", { id: string; type: string; belongs_to?: string; url: string }>
  | Event<
      "message_end",
      {
        id?: string;
        metadata?: { usage?: Usage; retriever_resources?: RetrieverResource[] } | null;
        files?: FileValue[] | null;
      }
    >
  | Event<"agent_thought", AgentThoughtData>
  | Event<"tts_message" | "tts_message_end", { audio: string }>
  | Event<"error", { code?: string; status?: number; message?: string }>
  | Event<"workflow_started", { data: { id: string; workflow_id?: string; inputs?: Values; created_at?: number } }>
  | Event<"node_started" | "node_finished" | "node_retry", { data: NodeData }>
  | Event<
      "iteration_started" | "loop_started" | "iteration_next" | "loop_next" | "iteration_completed" | "loop_completed",
      { data: ContainerData }
    >
  | Event<"text_chunk", { data: { text: string; from_variable_selector?: string[] | null } }>
  | Event<"text_replace", { data: { text: string } }>
  | Event<"reasoning_chunk", { data: { reasoning: string; node_id?: string; is_final?: boolean } }>
  | Event<"agent_log", { data: AgentLogData }>
  | Event<"workflow_finished", { data: RunFinishedData }>
  | Event<"workflow_paused", { data: { reasons?: unknown[]; paused_nodes?: string[]; elapsed_time?: number } }>;

export type RunEventName = RunEvent["event"];
