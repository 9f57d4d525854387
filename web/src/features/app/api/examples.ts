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
export const CODE_LANGUAGES = ["curl", "python", "javascript"] as const;
export type CodeLanguage = (typeof CODE_LANGUAGES)[number];
export const CODE_NAMES: Record<CodeLanguage, string> = { curl: "cURL", python: "Python", javascript: "JavaScript" };

export type Inputs = Record<string, unknown>;
type Call = { method: "GET" | "POST"; path: string; body?: Record<string, unknown>; stream?: boolean; file?: boolean };
export type Target = { baseUrl: string; key: string; inputs: Inputs };

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
      return { method: "POST", path: "/files/upload", file: true };
    case "parameters":
      return { method: "GET", path: "/parameters" };
    case "info":
      return { method: "GET", path: "/info" };
  }
}

const WRITE: Record<CodeLanguage, (call: Call, target: Target) => string> = { curl, python, javascript };

export function exampleOf(operation: Operation, language: CodeLanguage, target: Target): string {
  return WRITE[language](callOf(operation, target.inputs), target);
}

/** Inside single quotes of a POSIX shell. */
const shell = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

function curl({ method, path, body, stream, file }: Call, { baseUrl, key }: Target): string {
  const lines = [`curl -X ${method} ${shell(baseUrl + path)}`, `-H 'Authorization: Bearer ${key}'`];
  if (file) lines.push("-F 'file=@report.pdf'", `-F 'user=${USER}'`);
  if (body) lines.push("-H 'Content-Type: application/json'", `-d ${shell(JSON.stringify(body, null, 2))}`);
  if (stream) lines.splice(1, 0, "--no-buffer");
  return lines.join(" \\\n  ");
}

const pythonLiteral = (value: unknown) =>
  JSON.stringify(value, null, 4).replace(
    /("(?:[^"\\]|\\.)*")|\b(true|false|null)\b/g,
    (_all, text: string | undefined, word: string | undefined) =>
      text ?? ({ true: "True", false: "False", null: "None" } as Record<string, string>)[word ?? ""] ?? "",
  );

function python({ method, path, body, stream, file }: Call, { baseUrl, key }: Target): string {
  const call = method.toLowerCase();
  const args = [`    "${baseUrl}${path}",`, `    headers={"Authorization": "Bearer ${key}"},`];
  if (file) args.push('    files={"file": open("report.pdf", "rb")},', `    data={"user": "${USER}"},`);
  if (body) args.push(`    json=${pythonLiteral(body).replaceAll("\n", "\n    ")},`);
  if (!stream) return `import requests\n\nresponse = requests.${call}(\n${args.join("\n")}\n)\nprint(response.json())`;
  return [
    "import json",
    "import requests",
    "",
    `response = requests.${call}(\n${args.join("\n")}\n    stream=True,\n)`,
    "for line in response.iter_lines():",
    '    if line.startswith(b"data: "):',
    "        print(json.loads(line[6:]))",
  ].join("\n");
}

function javascript({ method, path, body, stream, file }: Call, { baseUrl, key }: Target): string {
  const head = file
    ? `const form = new FormData();\nform.append("file", file);\nform.append("user", "${USER}");\n\n`
    : "";
  const json = body ? `, "Content-Type": "application/json"` : "";
  const options = [`  method: "${method}",`, `  headers: { Authorization: "Bearer ${key}"${json} },`];
  if (file) options.push("  body: form,");
  if (body) options.push(`  body: JSON.stringify(${JSON.stringify(body, null, 2).replaceAll("\n", "\n  ")}),`);
  const call = `${head}const response = await fetch("${baseUrl}${path}", {\n${options.join("\n")}\n});\n`;
  if (!stream) return `${call}console.log(await response.json());`;
  return `${call}for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {\n  console.log(chunk);\n}`;
}
