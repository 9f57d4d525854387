import { isRecord } from "@/editor/content";
import { strings, text, type Raw } from "@/editor/raw";

/** Where a value comes from: a text with variables, one variable, or what is typed. */
export type InputKind = "mixed" | "variable" | "constant";
const KINDS: readonly unknown[] = ["mixed", "variable", "constant"];

export interface Input {
  kind: InputKind;
  value: unknown;
  /** Stored without its kind, as old files do. */
  bare: boolean;
}

export function readInput(entry: unknown): Input | null {
  if (entry === undefined || entry === null) return null;
  if (isRecord(entry) && KINDS.includes(entry["type"])) {
    return { kind: entry["type"] as InputKind, value: entry["value"], bare: false };
  }
  return { kind: typeof entry === "string" ? "mixed" : "constant", value: entry, bare: true };
}

/** The entry with another value; members that are not known stay, and a bare one stays bare as long as it can. */
export function writeInput(entry: unknown, kind: InputKind, value: unknown): unknown {
  const old = readInput(entry);
  if (old?.bare && kind !== "variable" && (kind === "constant" || typeof value === "string")) return value;
  return { ...(isRecord(entry) && old && !old.bare ? entry : {}), type: kind, value };
}

const TEXT = new Set(["string", "text-input", "paragraph", "text", "secret-input", "url"]);
const FILES = new Set(["file", "files", "system-files", "image", "audio"]);

export const isText = (type: string): boolean => TEXT.has(type);
export const isFile = (type: string): boolean => FILES.has(type);

/** Types of variables that fit a parameter. */
export function variableTypes(type: string): string[] | undefined {
  if (isFile(type)) return ["file", "array[file]"];
  if (type === "number" || type === "int" || type === "float") return ["number"];
  if (type === "boolean" || type === "checkbox" || type === "switch") return ["boolean"];
  if (type === "array") return ["array"];
  if (type === "object") return ["object"];
  return undefined;
}

/** The kind a new value of a parameter has. */
export function firstKind(type: string): InputKind {
  if (isText(type)) return "mixed";
  return isFile(type) ? "variable" : "constant";
}

/** Stored names that no declaration tells of. */
export const othersIn = (stored: Raw, declared: readonly string[]): string[] =>
  Object.keys(stored).filter((name) => !declared.includes(name));

export const selectorOf = (value: unknown): string[] => (Array.isArray(value) ? strings(value) : []);
export const textOf = (value: unknown): string =>
  typeof value === "object" && value !== null ? JSON.stringify(value) : text(value);
