/** A call of the service API, and the same call as programs in three languages write it. */
export const CODE_LANGUAGES = ["curl", "python", "javascript"] as const;
export type CodeLanguage = (typeof CODE_LANGUAGES)[number];
export const CODE_NAMES: Record<CodeLanguage, string> = { curl: "cURL", python: "Python", javascript: "JavaScript" };

export interface Call {
  method: "GET" | "POST" | "PATCH" | "DELETE";
  path: string;
  body?: Record<string, unknown>;
  stream?: boolean;
  /** Sends a file, with these fields beside it. */
  form?: Readonly<Record<string, string>>;
}
export interface Target {
  baseUrl: string;
  key: string;
}

export const snippet = (call: Call, language: CodeLanguage, target: Target): string => WRITE[language](call, target);

const WRITE: Record<CodeLanguage, (call: Call, target: Target) => string> = { curl, python, javascript };

const entries = Object.entries<string>;

/** Inside single quotes of a POSIX shell. */
const shell = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

function curl({ method, path, body, stream, form }: Call, { baseUrl, key }: Target): string {
  const lines = [`curl -X ${method} ${shell(baseUrl + path)}`, `-H 'Authorization: Bearer ${key}'`];
  if (form)
    lines.push("-F 'file=@report.pdf'", ...entries(form).map(([name, value]) => `-F ${shell(`${name}=${value}`)}`));
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

function python({ method, path, body, stream, form }: Call, { baseUrl, key }: Target): string {
  const call = method.toLowerCase();
  const args = [`    "${baseUrl}${path}",`, `    headers={"Authorization": "Bearer ${key}"},`];
  if (form)
    args.push(
      '    files={"file": open("report.pdf", "rb")},',
      `    data=${pythonLiteral(form).replaceAll("\n", "\n    ")},`,
    );
  if (body) args.push(`    json=${pythonLiteral(body).replaceAll("\n", "\n    ")},`);
  if (!stream)
    return `import requests\n\nresponse = requests.${call}(\n${args.join("\n")}\n)\nprint(${method === "DELETE" ? "response.status_code" : "response.json()"})`;
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

function javascript({ method, path, body, stream, form }: Call, { baseUrl, key }: Target): string {
  const fields = entries(form ?? {}).map(
    ([name, value]) => `form.append(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`,
  );
  const head = form ? `const form = new FormData();\nform.append("file", file);\n${fields.join("")}\n` : "";
  const json = body ? `, "Content-Type": "application/json"` : "";
  const options = [`  method: "${method}",`, `  headers: { Authorization: "Bearer ${key}"${json} },`];
  if (form) options.push("  body: form,");
  if (body) options.push(`  body: JSON.stringify(${JSON.stringify(body, null, 2).replaceAll("\n", "\n  ")}),`);
  const call = `${head}const response = await fetch("${baseUrl}${path}", {\n${options.join("\n")}\n});\n`;
  if (!stream) return `${call}console.log(${method === "DELETE" ? "response.status" : "await response.json()"});`;
  return `${call}for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {\n  console.log(chunk);\n}`;
}
