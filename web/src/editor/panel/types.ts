/** Types a builder may declare. */
export const VALUE_TYPES = [
  "string",
  "number",
  "boolean",
  "object",
  "array[string]",
  "array[number]",
  "array[object]",
  "array[boolean]",
] as const;

export const FILE_TYPES = ["file", "array[file]"] as const;

/** What a value of a type is before anybody gave it one. */
export function emptyOf(type: string): unknown {
  if (type === "string") return "";
  if (type === "number") return 0;
  if (type === "boolean") return false;
  return type.startsWith("array") ? [] : {};
}

/** Why a text is no value of a type; null when it is one. */
export function jsonProblem(type: string, typed: string): "json" | "type" | null {
  if (typed.trim() === "") return null;
  try {
    const value: unknown = JSON.parse(typed);
    return fits(type, value) ? null : "type";
  } catch {
    return "json";
  }
}

export function fits(type: string, value: unknown): boolean {
  const inner = /^array\[(.+)\]$/.exec(type)?.[1];
  if (inner !== undefined) {
    return Array.isArray(value) && value.every((one) => inner === "any" || fits(inner, one));
  }
  if (type === "array") return Array.isArray(value);
  if (type === "object") return typeof value === "object" && value !== null && !Array.isArray(value);
  if (type === "file" || type === "any") return true;
  return typeof value === type;
}
