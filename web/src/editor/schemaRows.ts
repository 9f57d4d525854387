import { list, record, text, type Raw } from "./raw";
import type { FieldRow } from "./spec";

/** The type name of a part of a JSON schema. */
export function schemaType(schema: Raw): string {
  const named = schema["type"];
  const type = Array.isArray(named) ? text(named.find((one) => one !== "null")) : text(named);
  if (type === "integer") return "number";
  if (type !== "array") return type || "object";
  const items = schemaType({ type: "any", ...record(schema["items"]) });
  return items === "any" || items.startsWith("array") ? "array[any]" : `array[${items}]`;
}

/** The properties of an object schema as variables. */
export function schemaRows(schema: unknown, depth = 0): FieldRow[] {
  if (depth > 8) return [];
  return Object.entries(record(record(schema)["properties"])).map(([name, one]) => {
    const part = record(one);
    const type = schemaType(part);
    const note = text(part["description"]);
    const children = type === "object" ? schemaRows(part, depth + 1) : [];
    return { name, type, ...(note ? { note } : {}), ...(children.length > 0 ? { children } : {}) };
  });
}

/** Outputs of a code node: `{name: {type, children}}`. */
export function codeRows(outputs: unknown, depth = 0): FieldRow[] {
  if (depth > 6) return [];
  return Object.entries(record(outputs)).map(([name, one]) => {
    const children = codeRows(record(one)["children"], depth + 1);
    return { name, type: text(record(one)["type"]) || "string", ...(children.length > 0 ? { children } : {}) };
  });
}

/** Names of `required` in a schema. */
export const requiredOf = (schema: Raw): string[] => list(schema["required"]).map(text);
