import type { AgentLogData, AgentThoughtData, ContainerData, NodeData, RunEvent, RunFinishedData } from "./events";
import type { Attempt, ParentOf, Place, Step, Trace } from "./state";

/** Add events to a trace. The given trace stays as it is; steps that did not change keep their identity. */
export function applyEvents(trace: Trace, events: readonly RunEvent[], parentOf?: ParentOf): Trace {
  if (events.length === 0) return trace;
  const next: Trace = {
    ...trace,
    order: [...trace.order],
    steps: { ...trace.steps },
    latest: { ...trace.latest },
  };
  for (const event of events) apply(next, event, parentOf);
  return next;
}

function apply(trace: Trace, event: RunEvent, parentOf?: ParentOf): void {
  if (event.seq !== undefined) {
    if (event.seq <= trace.lastSeq) return;
    trace.lastSeq = event.seq;
  }
  trace.taskId = event.task_id ?? trace.taskId;
  trace.runId = event.workflow_run_id ?? trace.runId;
  trace.messageId = event.message_id ?? trace.messageId;
  trace.conversationId = event.conversation_id ?? trace.conversationId;
  switch (event.event) {
    case "workflow_started":
      trace.status = "running";
      trace.runId = event.data.id;
      trace.inputs = event.data.inputs ?? null;
      trace.startedAt = event.data.created_at ?? null;
      return;
    case "node_started":
      startStep(trace, event.data, parentOf);
      return;
    case "node_finished":
      finishStep(trace, event.data, parentOf);
      return;
    case "node_retry":
      retryStep(trace, event.data, parentOf);
      return;
    case "iteration_started":
    case "loop_started":
      startContainer(trace, event.data, parentOf);
      return;
    case "iteration_next":
    case "loop_next":
      patchLatest(trace, event.data.node_id, { round: event.data.index ?? 0 });
      return;
    case "iteration_completed":
    case "loop_completed":
      finishContainer(trace, event.data, parentOf);
      return;
    case "agent_log":
      addLog(trace, event.data);
      return;
    case "workflow_finished":
      finishRun(trace, event.data);
      return;
    default:
      applyText(trace, event);
  }
}

function applyText(trace: Trace, event: RunEvent): void {
  switch (event.event) {
    case "message":
    case "agent_message":
      if (trace.status === "idle") trace.status = "running";
      trace.text += event.answer;
      return;
    case "message_replace":
      trace.text = event.answer;
      return;
    case "text_chunk":
      trace.text += event.data.text;
      return;
    case "text_replace":
      trace.text = event.data.text;
      return;
    case "reasoning_chunk":
      trace.reasoning += event.data.reasoning;
      return;
    case "agent_thought":
      addThought(trace, event);
      return;
    case "message_file":
      trace.files = [...trace.files, { id: event.id, type: event.type, url: event.url }];
      return;
    case "message_end":
      trace.citations = event.metadata?.retriever_resources ?? [];
      trace.usage = event.metadata?.usage ?? null;
      trace.files = event.files?.length ? event.files : trace.files;
      if (trace.runId === null) trace.status = "succeeded";
      return;
    case "error":
      trace.status = "failed";
      trace.error = event.message ?? trace.error;
      trace.errorCode = event.code ?? null;
      return;
    case "workflow_paused":
      trace.status = "paused";
      return;
    default:
  }
}

/** A round is told when it opens and again with its tools; those without tools say only what the text says. */
function addThought(trace: Trace, { id, position, thought, observation, tool, ...more }: AgentThoughtData): void {
  const known = trace.thoughts.find((one) => one.id === id);
  const { tool_input = null, tool_labels = null, message_files = null } = more;
  const called = (known?.tool ?? "") !== "";
  const at = called ? known!.at : trace.text.length;
  const next = { id, position: position ?? 0, thought, observation, tool, tool_input, tool_labels, message_files, at };
  trace.thoughts = known ? trace.thoughts.map((one) => (one.id === id ? next : one)) : [...trace.thoughts, next];
}

function place(trace: Trace, data: NodeData | ContainerData, parentOf?: ParentOf): Place | null {
  const meta = data.execution_metadata;
  const loop = data.loop_id ?? meta?.loop_id ?? null;
  const iteration = data.iteration_id ?? meta?.iteration_id ?? null;
  const container = parentOf?.(data.node_id) ?? iteration ?? loop;
  if (!container) return null;
  const key = trace.latest[container];
  const told = container === loop ? meta?.loop_index : meta?.iteration_index;
  return { container: key ?? container, round: told ?? (key ? (trace.steps[key]?.round ?? 0) : 0) };
}

function newStep(data: NodeData | ContainerData, key: string, where: Place | null): Step {
  return {
    key,
    nodeId: data.node_id,
    type: data.node_type,
    title: data.title,
    status: "running",
    place: where,
    startedAt: data.created_at ?? null,
    elapsed: null,
    tokens: 0,
    price: null,
    currency: null,
    inputs: data.inputs ?? null,
    process: null,
    outputs: null,
    error: null,
    attempts: [],
    logs: [],
    files: [],
    metadata: null,
    length: null,
    round: 0,
  };
}

function add(trace: Trace, step: Step): void {
  if (!(step.key in trace.steps)) trace.order.push(step.key);
  trace.steps[step.key] = step;
  trace.latest[step.nodeId] = step.key;
}

function startStep(trace: Trace, data: NodeData, parentOf?: ParentOf): void {
  const known = trace.steps[data.id];
  add(trace, { ...newStep(data, data.id, place(trace, data, parentOf)), attempts: known?.attempts ?? [] });
}

function finishStep(trace: Trace, data: NodeData, parentOf?: ParentOf): void {
  const where = place(trace, data, parentOf);
  const known = trace.steps[data.id] ?? newStep(data, data.id, where);
  add(trace, { ...known, ...ending(data), place: closer(known.place, where, data) });
}

/** The container a step began in is certain, its round only once the end of the step has told it. */
function closer(began: Place | null, now: Place | null, data: NodeData): Place | null {
  const meta = data.execution_metadata;
  const told = meta?.iteration_index ?? meta?.loop_index;
  if (!began || !now) return began ?? now;
  return told === undefined || told === null ? began : { container: began.container, round: now.round };
}

function ending(data: NodeData | ContainerData): Partial<Step> {
  const meta = data.execution_metadata ?? null;
  const price = meta?.total_price;
  return {
    status: data.status ?? "succeeded",
    elapsed: data.elapsed_time ?? 0,
    tokens: meta?.total_tokens ?? 0,
    price: price === undefined ? null : String(price),
    currency: meta?.currency ?? null,
    inputs: data.inputs ?? null,
    outputs: data.outputs ?? null,
    error: data.error ?? null,
    metadata: meta,
    ...("process_data" in data ? { process: data.process_data ?? null } : {}),
    ...("files" in data ? { files: data.files ?? [] } : {}),
  };
}

function retryStep(trace: Trace, data: NodeData, parentOf?: ParentOf): void {
  const key = data.id in trace.steps ? data.id : (trace.latest[data.node_id] ?? data.id);
  const known = trace.steps[key] ?? newStep(data, key, place(trace, data, parentOf));
  const attempt: Attempt = {
    index: data.retry_index ?? known.attempts.length + 1,
    error: data.error ?? null,
    elapsed: data.elapsed_time ?? 0,
    outputs: data.outputs ?? null,
  };
  add(trace, { ...known, status: "retry", attempts: [...known.attempts, attempt] });
}

function startContainer(trace: Trace, data: ContainerData, parentOf?: ParentOf): void {
  let key = data.id;
  for (let n = 2; key in trace.steps; n += 1) key = `${data.id}#${n}`;
  const where = place(trace, data, parentOf);
  const length = data.metadata?.iteration_length ?? data.metadata?.loop_length ?? null;
  add(trace, { ...newStep(data, key, where), length });
}

function finishContainer(trace: Trace, data: ContainerData, parentOf?: ParentOf): void {
  const key = trace.latest[data.node_id] ?? data.id;
  const known = trace.steps[key] ?? newStep(data, key, place(trace, data, parentOf));
  add(trace, { ...known, ...ending(data), tokens: data.total_tokens ?? 0 });
}

function patchLatest(trace: Trace, nodeId: string, patch: Partial<Step>): void {
  const key = trace.latest[nodeId];
  const step = key ? trace.steps[key] : undefined;
  if (key && step) trace.steps[key] = { ...step, ...patch };
}

function addLog(trace: Trace, log: AgentLogData): void {
  const key = log.node_execution_id in trace.steps ? log.node_execution_id : trace.latest[log.node_id];
  const step = key ? trace.steps[key] : undefined;
  if (!key || !step) return;
  const at = step.logs.findIndex((one) => one.id === log.id);
  const logs = at < 0 ? [...step.logs, log] : step.logs.map((one, i) => (i === at ? log : one));
  trace.steps[key] = { ...step, logs };
}

function finishRun(trace: Trace, data: RunFinishedData): void {
  trace.status = data.status;
  trace.outputs = data.outputs ?? null;
  trace.error = data.error ?? null;
  trace.elapsed = data.elapsed_time ?? null;
  trace.tokens = data.total_tokens ?? 0;
  trace.totalSteps = data.total_steps ?? 0;
  trace.exceptions = data.exceptions_count ?? 0;
  trace.by = nameIn(data.created_by);
  trace.files = data.files?.length ? data.files : trace.files;
  for (const key of trace.order) {
    const step = trace.steps[key];
    if (step && (step.status === "running" || step.status === "retry")) {
      trace.steps[key] = { ...step, status: "stopped" };
    }
  }
}

/** The name in what a run tells about who started it. */
export function nameIn(by: unknown): string | null {
  if (typeof by !== "object" || by === null) return null;
  const { name, user } = by as { name?: unknown; user?: unknown };
  const found = [name, user].find((one) => typeof one === "string" && one !== "");
  return typeof found === "string" ? found : null;
}
