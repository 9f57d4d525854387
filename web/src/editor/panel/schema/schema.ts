import { isRecord } from "../../content";
import { list, record, text, type Raw } from "../../raw";

export const SCHEMA_TYPES = [
  "string",
  "number",
  "boolean",
  "object",
  "array[string]",
  "array[number]",
  "array[boolean]",
  "array[object]",
] as const;
export type SchemaType = (typeof SCHEMA_TYPES)[number];

export const emptySchema = (): Raw => ({ type: "object", properties: {}, required: [], additionalProperties: false });

/** The type of a property as the visual view names it; other kinds of schema keep their own name. */
export function typeOf(property: Raw): string {
  const type = text(property["type"]);
  if (type !== "array") return type === "integer" ? "number" : type;
  return `array[${text(record(property["items"])["type"]) || "string"}]`;
}

/** The same property with another type: what belongs to the former type goes, all else stays. */
export function withType(property: Raw, type: string): Raw {
  const { properties: _p, required: _r, additionalProperties: _a, items: _i, enum: _e, ...rest } = property;
  const inner = /^array\[(\w+)\]$/.exec(type)?.[1];
  const object = { properties: {}, required: [], additionalProperties: false };
  if (inner === undefined) return type === "object" ? { ...rest, type, ...object } : { ...rest, type };
  return { ...rest, type: "array", items: inner === "object" ? { type: inner, ...object } : { type: inner } };
}

/** Where the fields inside a property stand; null when it has none. */
export function insideOf(property: Raw): readonly string[] | null {
  if (property["type"] === "object") return [];
  return property["type"] === "array" && record(property["items"])["type"] === "object" ? ["items"] : null;
}

/** A property under another name, in its place. */
export function renamed(schema: Raw, from: string, to: string): Raw {
  const properties = Object.entries(record(schema["properties"])).map(([name, one]) => [
    name === from ? to : name,
    one,
  ]);
  const required = list(schema["required"]).map((name) => (name === from ? to : name));
  return { ...schema, properties: Object.fromEntries(properties) as Raw, ...(schema["required"] ? { required } : {}) };
}

export function without(schema: Raw, name: string): Raw {
  const { [name]: _, ...properties } = record(schema["properties"]);
  const required = list(schema["required"]).filter((one) => one !== name);
  return { ...schema, properties, ...(schema["required"] ? { required } : {}) };
}

export function withRequired(schema: Raw, name: string, on: boolean): Raw {
  const others = list(schema["required"]).filter((one) => one !== name);
  return { ...schema, required: on ? [...others, name] : others };
}

/** A schema that an example fits: every key required, no others allowed. */
export function schemaOf(example: unknown): Raw {
  if (Array.isArray(example)) {
    return { type: "array", items: example.length > 0 ? schemaOf(example[0]) : { type: "string" } };
  }
  if (isRecord(example)) {
    return {
      type: "object",
      properties: Object.fromEntries(Object.entries(example).map(([name, one]) => [name, schemaOf(one)])),
      required: Object.keys(example),
      additionalProperties: false,
    };
  }
  if (typeof example === "number") return { type: "number" };
  return { type: typeof example === "boolean" ? "boolean" : "string" };
}

const TYPES = new Set(["string", "number", "integer", "boolean", "object", "array", "null"]);
const COMPOSED = ["anyOf", "oneOf", "allOf"] as const;

/** What is wrong with a schema: where, and how. Keywords that are not known here may stand. */
export function schemaProblem(
  schema: unknown,
  root = true,
  at = "$",
): {
  at: string;
  problem: "object" | "root" | "type" | "properties" | "required" | "enum" | "pattern" | "name";
} | null {
  if (!isRecord(schema)) return { at, problem: "object" };
  const type = schema["type"];
  if (root && type !== "object") return { at, problem: "root" };
  const named = Array.isArray(type) ? type : type === undefined ? [] : [type];
  if (named.some((one) => typeof one !== "string" || !TYPES.has(one))) return { at, problem: "type" };
  if (schema["enum"] !== undefined && (!Array.isArray(schema["enum"]) || schema["enum"].length === 0))
    return { at, problem: "enum" };
  if (schema["pattern"] !== undefined && !isPattern(schema["pattern"])) return { at, problem: "pattern" };
  if (schema["required"] !== undefined && !isNames(schema["required"])) return { at, problem: "required" };
  const properties = schema["properties"];
  if (properties !== undefined && !isRecord(properties)) return { at, problem: "properties" };
  for (const [name, one] of Object.entries(record(properties))) {
    if (name.trim() === "") return { at, problem: "name" };
    const inner = schemaProblem(one, false, `${at}.${name}`);
    if (inner) return inner;
  }
  if (isRecord(schema["items"])) {
    const inner = schemaProblem(schema["items"], false, `${at}[]`);
    if (inner) return inner;
  }
  for (const key of COMPOSED) {
    if (schema[key] === undefined) continue;
    if (!Array.isArray(schema[key])) return { at: `${at}.${key}`, problem: "type" };
    for (const one of schema[key] as unknown[]) {
      const inner = schemaProblem(one, false, `${at}.${key}`);
      if (inner) return inner;
    }
  }
  return null;
}

const isNames = (value: unknown): boolean => Array.isArray(value) && value.every((one) => typeof one === "string");

function isPattern(value: unknown): boolean {
  try {
    return typeof value === "string" && new RegExp(value, "u") instanceof RegExp;
  } catch {
    return false;
  }
}
