import { snippet, type Call, type CodeLanguage, type Target } from "@/api/snippets";

const CONVERSATION = [
  "conversations",
  "messages",
  "feedback",
  "suggested",
  "annotations",
  "chatStop",
  "upload",
  "parameters",
  "info",
] as const;
export const OPERATIONS = {
  workflow: ["run", "stream", "detail", "stop", "logs", "upload", "parameters", "info"],
  "advanced-chat": ["chat", "chatStream", ...CONVERSATION],
  chat: ["chat", "chatStream", ...CONVERSATION],
  // Agents answer as a stream only.
  "agent-chat": ["chatStream", ...CONVERSATION],
  completion: ["complete", "completeStream", "completeStop", "feedback", "upload", "parameters", "info"],
} as const;
export type Mode = keyof typeof OPERATIONS;
export type Operation = (typeof OPERATIONS)[Mode][number];
export type Inputs = Record<string, unknown>;
type Inside = Target & { inputs: Inputs };

const USER = "user-123";
const UPLOADED = { type: "document", transfer_method: "local_file", upload_file_id: "UPLOAD_FILE_ID" };

type Field = { variable?: unknown; type?: unknown; default?: unknown; options?: unknown; label?: unknown };

/** One plausible value for each input of the app's form. */
export function sampleInputs(fields: readonly Field[]): Inputs {
  const inputs: Inputs = {};
  for (const field of fields) {
    if (typeof field.variable === "string") inputs[field.variable] = sample(field);
  }
  return inputs;
}

function sample(field: Field): unknown {
  switch (field.type) {
    case "number":
      return Number(field.default) || 1;
    case "checkbox":
    case "boolean":
      return field.default === true;
    case "select":
      return field.default || (Array.isArray(field.options) ? field.options[0] : "") || "";
    case "file":
      return UPLOADED;
    case "file-list":
      return [UPLOADED];
    case "json_object":
    case "json":
      return {};
    default:
      return typeof field.default === "string" && field.default ? field.default : "…";
  }
}

export function callOf(operation: Operation, inputs: Inputs): Call {
  const message = { inputs, query: "Hello", conversation_id: "", user: USER };
  switch (operation) {
    case "run":
      return { method: "POST", path: "/workflows/run", body: { inputs, response_mode: "blocking", user: USER } };
    case "stream":
      return {
        method: "POST",
        path: "/workflows/run",
        body: { inputs, response_mode: "streaming", user: USER },
        stream: true,
      };
    case "detail":
      return { method: "GET", path: "/workflows/run/WORKFLOW_RUN_ID" };
    case "stop":
      return { method: "POST", path: "/workflows/tasks/TASK_ID/stop", body: { user: USER } };
    case "logs":
      return { method: "GET", path: "/workflows/logs?page=1&limit=20" };
    case "chat":
      return { method: "POST", path: "/chat-messages", body: { ...message, response_mode: "blocking" } };
    case "chatStream":
      return { method: "POST", path: "/chat-messages", body: { ...message, response_mode: "streaming" }, stream: true };
    case "complete":
      return { method: "POST", path: "/completion-messages", body: { inputs, response_mode: "blocking", user: USER } };
    case "completeStream":
      return {
        method: "POST",
        path: "/completion-messages",
        body: { inputs, response_mode: "streaming", user: USER },
        stream: true,
      };
    case "completeStop":
      return { method: "POST", path: "/completion-messages/TASK_ID/stop", body: { user: USER } };
    case "feedback":
      return { method: "POST", path: "/messages/MESSAGE_ID/feedbacks", body: { rating: "like", user: USER } };
    case "suggested":
      return { method: "GET", path: `/messages/MESSAGE_ID/suggested?user=${USER}` };
    case "annotations":
      return { method: "GET", path: "/apps/annotations?page=1&limit=20" };
    case "conversations":
      return { method: "GET", path: `/conversations?user=${USER}&limit=20` };
    case "messages":
      return { method: "GET", path: `/messages?user=${USER}&conversation_id=CONVERSATION_ID` };
    case "chatStop":
      return { method: "POST", path: "/chat-messages/TASK_ID/stop", body: { user: USER } };
    case "upload":
      return { method: "POST", path: "/files/upload", form: { user: USER } };
    case "parameters":
      return { method: "GET", path: "/parameters" };
    case "info":
      return { method: "GET", path: "/info" };
  }
}

export function exampleOf(operation: Operation, language: CodeLanguage, target: Inside): string {
  return snippet(callOf(operation, target.inputs), language, target);
}
