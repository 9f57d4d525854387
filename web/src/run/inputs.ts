/** A field that a run asks for, from a start node or from the `user_input_form` of the published app. */
export interface Declaration {
  name: string;
  label: string;
  type: InputType;
  required: boolean;
  hidden: boolean;
  help: string;
  placeholder: string;
  initial: unknown;
  options: string[];
  maxLength: number | null;
  fileTypes: string[];
  fileExtensions: string[];
  fileWays: string[];
  maxFiles: number;
}

export type InputType = "text" | "paragraph" | "select" | "number" | "checkbox" | "file" | "files" | "json";

const TYPES: Record<string, InputType> = {
  "text-input": "text",
  url: "text",
  paragraph: "paragraph",
  select: "select",
  number: "number",
  checkbox: "checkbox",
  file: "file",
  "file-list": "files",
  files: "files",
  json_object: "json",
  json: "json",
};

type Raw = Record<string, unknown>;

const textOf = (value: unknown): string =>
  typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
const textsOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(textOf).filter(Boolean) : []);

/** Read declarations: plain ones (`{variable, type, …}`) or wrapped in their type (`{"text-input": {…}}`). */
export function readDeclarations(stored: unknown): Declaration[] {
  if (!Array.isArray(stored)) return [];
  return stored.flatMap((item: unknown) => {
    if (typeof item !== "object" || item === null) return [];
    const raw = item as Raw;
    if (typeof raw["variable"] === "string") return declaration(raw, textOf(raw["type"]));
    const [type, inner] = Object.entries(raw)[0] ?? [];
    return type !== undefined && typeof inner === "object" && inner !== null ? declaration(inner as Raw, type) : [];
  });
}

function declaration(raw: Raw, type: string): Declaration[] {
  const kind = TYPES[type];
  if (kind === undefined) return [];
  const name = textOf(raw["variable"]);
  const max = typeof raw["max_length"] === "number" ? raw["max_length"] : null;
  return [
    {
      name,
      label: textOf(raw["label"]) || name,
      type: kind,
      required: raw["required"] === true,
      hidden: raw["hide"] === true,
      help: textOf(raw["hint"]) || textOf(raw["description"]),
      placeholder: textOf(raw["placeholder"]),
      initial: raw["default"] ?? null,
      options: textsOf(raw["options"]),
      maxLength: max,
      fileTypes: textsOf(raw["allowed_file_types"]),
      fileExtensions: textsOf(raw["allowed_file_extensions"]),
      fileWays: textsOf(raw["allowed_file_upload_methods"]),
      maxFiles: kind === "file" ? 1 : (max ?? 10),
    },
  ];
}

/** A file on its way into a run. */
export interface FileEntry {
  key: string;
  name: string;
  size: number | null;
  kind: FileKind;
  state: "uploading" | "done" | "failed";
  error?: string;
  uploadId?: string;
  url?: string;
  preview?: string;
}

export type FileKind = "image" | "document" | "audio" | "video" | "custom";
export type FormValue = string | boolean | FileEntry[];
export type FormValues = Record<string, FormValue>;

/** What a form shows at first; `given` are values from the address or from a past run. */
export function initialValues(fields: readonly Declaration[], given: Record<string, unknown> = {}): FormValues {
  return Object.fromEntries(
    fields.map((field) => {
      const value = given[field.name];
      return [field.name, initialValue(field, fits(field, value) ? cut(field, value) : field.initial)];
    }),
  );
}

/** Whether a value from outside may stand in a field; others are passed over. */
function fits(field: Declaration, value: unknown): boolean {
  if (value === undefined || value === null) return false;
  if (field.type === "select") return field.options.includes(textOf(value));
  if (field.type === "number") return textOf(value).trim() !== "" && Number.isFinite(Number(value));
  if (field.type === "checkbox") return value === true || value === "true";
  return field.type !== "file" && field.type !== "files";
}

/** Texts from outside end where the field ends. */
function cut(field: Declaration, value: unknown): unknown {
  const text = field.type === "text" || field.type === "paragraph";
  if (!text || field.maxLength === null || field.maxLength <= 0) return value;
  return [...textOf(value)].slice(0, field.maxLength).join("");
}

function initialValue(field: Declaration, value: unknown): FormValue {
  switch (field.type) {
    case "checkbox":
      return value === true || value === "true" || value === 1;
    case "file":
    case "files":
      return [];
    case "select":
      return field.options.includes(textOf(value)) ? textOf(value) : "";
    case "json":
      return typeof value === "object" && value !== null ? JSON.stringify(value, null, 2) : textOf(value);
    default:
      return textOf(value);
  }
}

export type Problem = "required" | "tooLong" | "number" | "json" | "uploading" | "failedFile";

/** What is wrong with a value, or null. */
export function problemOf(field: Declaration, value: FormValue | undefined): Problem | null {
  if (Array.isArray(value)) {
    if (value.some((file) => file.state === "uploading")) return "uploading";
    if (value.some((file) => file.state === "failed")) return "failedFile";
    return field.required && value.length === 0 ? "required" : null;
  }
  if (typeof value === "boolean") return null;
  const written = value ?? "";
  if (written.trim() === "") return field.required ? "required" : null;
  if (field.type === "number" && !Number.isFinite(Number(written))) return "number";
  if (field.type === "json" && !isObject(written)) return "json";
  if ((field.type === "text" || field.type === "paragraph") && field.maxLength !== null && field.maxLength > 0) {
    // Limits count code points, as people count characters.
    if ([...written].length > field.maxLength) return "tooLong";
  }
  return null;
}

function isObject(written: string): boolean {
  try {
    const value: unknown = JSON.parse(written);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

/** The `inputs` of a request. Empty optional fields are left out, so that their defaults count. */
export function wireInputs(fields: readonly Declaration[], values: FormValues): Record<string, unknown> {
  const inputs: Record<string, unknown> = {};
  for (const field of fields) {
    const value = values[field.name];
    if (value === undefined) continue;
    if (Array.isArray(value)) {
      const files = value.flatMap(wireFile);
      if (field.type === "files") inputs[field.name] = files;
      else if (files[0]) inputs[field.name] = files[0];
    } else if (typeof value === "boolean") inputs[field.name] = value;
    else if (value.trim() === "") continue;
    else if (field.type === "number") inputs[field.name] = Number(value);
    else if (field.type === "json") inputs[field.name] = JSON.parse(value) as unknown;
    else inputs[field.name] = value;
  }
  return inputs;
}

export interface WireFile {
  type: FileKind;
  transfer_method: "local_file" | "remote_url";
  upload_file_id?: string;
  url?: string;
}

export function wireFile(file: FileEntry): WireFile[] {
  if (file.state !== "done") return [];
  if (file.uploadId !== undefined)
    return [{ type: file.kind, transfer_method: "local_file", upload_file_id: file.uploadId }];
  return file.url === undefined ? [] : [{ type: file.kind, transfer_method: "remote_url", url: file.url }];
}

const KINDS: Record<Exclude<FileKind, "custom">, string[]> = {
  image: ["jpg", "jpeg", "png", "webp", "gif", "svg"],
  audio: ["mp3", "m4a", "wav", "amr", "mpga"],
  video: ["mp4", "mov", "mpeg", "webm"],
  document:
    "txt md mdx markdown pdf html htm xlsx xls doc docx csv eml msg pptx ppt xml epub vtt properties json yaml yml".split(
      " ",
    ),
};

export function extensionOf(name: string): string {
  const at = name.lastIndexOf(".");
  return at < 0 ? "" : name.slice(at + 1).toLowerCase();
}

/** Which of the allowed kinds a file name falls under; null when the field takes no such file. */
export function kindOf(name: string, allowed: readonly string[], extensions: readonly string[]): FileKind | null {
  const extension = extensionOf(name);
  for (const [kind, known] of Object.entries(KINDS) as [FileKind, string[]][]) {
    if (known.includes(extension) && (allowed.length === 0 || allowed.includes(kind))) return kind;
  }
  const own = extensions.map((one) => one.replace(/^\./, "").toLowerCase());
  if (allowed.includes("custom") && (own.length === 0 || own.includes(extension))) return "custom";
  return allowed.length === 0 ? "custom" : null;
}

/** Extensions for the file dialog; empty means any. */
export function acceptOf(allowed: readonly string[], extensions: readonly string[]): string {
  const known = allowed.flatMap((kind) => (kind in KINDS ? KINDS[kind as keyof typeof KINDS] : []));
  const own = allowed.includes("custom") ? extensions.map((one) => one.replace(/^\./, "")) : [];
  return [...known, ...own].map((one) => `.${one}`).join(",");
}
