import { text, type Raw } from "@/editor/raw";

const TEXT = ["contains", "not contains", "start with", "end with", "is", "is not", "empty", "not empty"];
const NUMBER = ["=", "≠", ">", "<", "≥", "≤", "empty", "not empty"];
const CHOICE = ["in", "not in"];

/** Attributes of files that hold one of a few words. */
export const FILE_CHOICES: Record<string, readonly string[]> = {
  type: ["image", "document", "audio", "video"],
  transfer_method: ["local_file", "remote_url"],
};

/** Operators for an attribute of a file. */
export function fileOperators(key: string): string[] {
  if (key in FILE_CHOICES) return CHOICE;
  return key === "size" ? NUMBER : TEXT;
}

/** Operators for a variable of a type; `key` names an attribute of a file. */
export function operatorsFor(type: string, key = ""): string[] {
  if (key !== "") return fileOperators(key);
  switch (type) {
    case "string":
    case "secret":
      return TEXT;
    case "number":
    case "integer":
    case "float":
      return NUMBER;
    case "boolean":
      return ["is", "is not"];
    case "file":
      return ["exists", "not exists"];
    case "array[string]":
    case "array[number]":
    case "array[boolean]":
      return ["contains", "not contains", "empty", "not empty"];
    case "array[file]":
      return ["contains", "not contains", "all of", "empty", "not empty"];
    case "object":
      return ["empty", "not empty", "contains", "not contains", "start with", "end with", "is", "is not"];
    default:
      return type.startsWith("array") ? ["empty", "not empty"] : [...TEXT, ...NUMBER.slice(0, 6)];
  }
}

/** Operators that stand alone. */
export const takesNothing = (operator: string): boolean =>
  ["empty", "not empty", "exists", "not exists", "null", "not null", "is null", "is not null"].includes(operator);

export type ValueKind = "none" | "text" | "number" | "boolean" | "choice" | "files";

/** How the value compared with is typed in. */
export function valueKind(type: string, operator: string, key = ""): ValueKind {
  if (takesNothing(operator)) return "none";
  if (key in FILE_CHOICES && (operator === "in" || operator === "not in")) return "choice";
  if (key === "size") return "number";
  if (key !== "") return "text";
  if (type === "array[file]") return "files";
  if (type === "boolean" || type === "array[boolean]") return "boolean";
  if (type === "number" || type === "integer" || type === "float") return "number";
  return "text";
}

/** A condition on another variable: what no longer fits is begun anew, the rest stays. */
export function withVariable(condition: Raw, selector: readonly string[], type: string): Raw {
  const before = text(condition["varType"]);
  const operators = operatorsFor(type);
  const operator = text(condition["comparison_operator"]);
  const fits = operators.includes(operator);
  const next: Raw = { ...condition, variable_selector: [...selector], varType: type };
  next["comparison_operator"] = fits ? operator : operators[0];
  if (before !== type) {
    next["value"] = type === "boolean" || type === "array[boolean]" ? false : "";
    delete next["sub_variable_condition"];
    delete next["key"];
    delete next["numberVarType"];
  }
  return next;
}
