/** How a value is written in a field. */
export type Kind = "text" | "number" | "boolean" | "json" | "file" | "files";

export type ReadProblem = "number" | "json" | "object" | "list";
export type ReadBack = { value: unknown } | { problem: ReadProblem };

/** The field for a type as the server names it; values of a type that is not known are texts, or JSON that says so. */
export function kindOf(type: string | null, value?: unknown): Kind {
  switch (type) {
    case "string":
    case "secret":
      return "text";
    case "number":
    case "integer":
    case "float":
      return "number";
    case "boolean":
      return "boolean";
    case "file":
      return "file";
    case "array[file]":
      return "files";
    case "object":
      return "json";
    default:
      if (type?.startsWith("array") === true) return "json";
      return typeof value === "object" && value !== null ? "json" : "text";
  }
}

/** A value as text to edit. */
export function written(value: unknown, kind: Kind): string {
  if (value === undefined || value === null) return kind === "boolean" ? "false" : "";
  if (kind === "json") return JSON.stringify(value, null, 2);
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** The value that a text stands for. */
export function readBack(text: string, kind: Kind, type: string | null): ReadBack {
  if (kind === "number") {
    const number = Number(text);
    return text.trim() === "" || !Number.isFinite(number) ? { problem: "number" } : { value: number };
  }
  if (kind === "boolean") return { value: text === "true" };
  if (kind !== "json") return { value: text };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { problem: "json" };
  }
  const list = Array.isArray(value);
  if (type?.startsWith("array") === true && !list) return { problem: "list" };
  if (type === "object" && (list || typeof value !== "object" || value === null)) return { problem: "object" };
  return { value };
}

/** A value on one line, for lists. */
export function oneLine(value: unknown, text: string, longest = 120): string {
  const whole =
    value === null || value === undefined ? text : typeof value === "string" ? value : JSON.stringify(value);
  const line = whole.replace(/\s+/g, " ").trim();
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
}
