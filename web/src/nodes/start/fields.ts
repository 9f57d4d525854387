import { list, records, strings, text, type Raw } from "@/editor/raw";

export const KINDS = [
  "text-input",
  "paragraph",
  "select",
  "number",
  "checkbox",
  "json_object",
  "file",
  "file-list",
] as const;
export type Kind = (typeof KINDS)[number];
const OLD: Record<string, Kind> = { url: "text-input", files: "file-list", json: "json_object" };

export const FILE_KINDS = ["image", "document", "audio", "video", "custom"] as const;
export const WAYS = ["local_file", "remote_url"] as const;
export const LONGEST_TEXT = 256;
export const MOST_FILES = 10;

/** The kind of a stored field, also of old files. */
export const kindOf = (field: Raw): Kind => {
  const stored = text(field["type"]);
  return KINDS.find((one) => one === stored) ?? OLD[stored] ?? "text-input";
};

export const isFile = (kind: Kind): boolean => kind === "file" || kind === "file-list";

/** What a new field of a kind begins with. */
export function blank(kind: Kind): Raw {
  const base: Raw = { variable: "", label: "", type: kind, required: true };
  if (kind === "text-input") return { ...base, max_length: 48 };
  if (kind === "select") return { ...base, options: [""] };
  if (!isFile(kind)) return base;
  return {
    ...base,
    allowed_file_types: ["document"],
    allowed_file_extensions: [],
    allowed_file_upload_methods: [...WAYS],
    ...(kind === "file-list" ? { max_length: 5 } : {}),
  };
}

/** A field of another kind: what both have stays. */
export function withKind(field: Raw, kind: Kind): Raw {
  const { default: _, options, max_length: _m, ...rest } = field;
  const fresh = blank(kind);
  return {
    ...fresh,
    ...rest,
    type: kind,
    ...(kind === "select" && list(options).length > 0 ? { options } : {}),
    ...(kind === "text-input" || kind === "file-list" ? { max_length: fresh["max_length"] } : {}),
  };
}

export type FieldProblem =
  | "noName"
  | "signs"
  | "taken"
  | "reserved"
  | "noOptions"
  | "sameOptions"
  | "tooLong"
  | "noWays"
  | "noKinds"
  | "noExtensions"
  | "tooMany"
  | "schema";

const NAME = /^[\p{L}_\p{Extended_Pictographic}][\p{L}\p{N}_\p{Extended_Pictographic}]*$/u;

/** What is wrong with a field, by the part that shows it. */
export function problemsOf(field: Raw, others: readonly string[]): Partial<Record<string, FieldProblem>> {
  const kind = kindOf(field);
  const name = text(field["variable"]);
  const found: Partial<Record<string, FieldProblem>> = {};
  if (name === "") found["variable"] = "noName";
  else if (!NAME.test(name) || [...name].length > 100) found["variable"] = "signs";
  else if (name.startsWith("sys")) found["variable"] = "reserved";
  else if (others.includes(name)) found["variable"] = "taken";
  const most = field["max_length"];
  if (kind === "text-input" && typeof most === "number" && (most > LONGEST_TEXT || most < 1))
    found["max_length"] = "tooLong";
  if (kind === "file-list" && typeof most === "number" && (most > MOST_FILES || most < 1))
    found["max_length"] = "tooMany";
  if (kind === "select") {
    const options = strings(field["options"]).filter((one) => one.trim() !== "");
    if (options.length === 0) found["options"] = "noOptions";
    else if (new Set(options).size < options.length) found["options"] = "sameOptions";
  }
  if (isFile(kind)) {
    const kinds = strings(field["allowed_file_types"]);
    if (kinds.length === 0) found["allowed_file_types"] = "noKinds";
    if (kinds.includes("custom") && strings(field["allowed_file_extensions"]).length === 0)
      found["allowed_file_extensions"] = "noExtensions";
    if (strings(field["allowed_file_upload_methods"]).length === 0) found["allowed_file_upload_methods"] = "noWays";
  }
  if (kind === "json_object" && schemaText(field) !== "" && !isJson(schemaText(field))) found["json_schema"] = "schema";
  return found;
}

/** The schema of a field as text; it is stored as text or as an object. */
export function schemaText(field: Raw): string {
  const stored = field["json_schema"];
  if (typeof stored === "string") return stored;
  return stored === undefined || stored === null ? "" : JSON.stringify(stored, null, 2);
}

function isJson(typed: string): boolean {
  try {
    const value: unknown = JSON.parse(typed);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

export const namesOf = (fields: unknown): string[] => records(fields).map((one) => text(one["variable"]));
