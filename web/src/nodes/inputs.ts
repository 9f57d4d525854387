import { record, strings, text as asText } from "@/editor/raw";
import type { Field } from "@/editor/spec";

/** Inputs of tools, agents and data sources: `{name: {type: mixed | variable | constant, value}}`, in old files bare text. */
export function inputFields(inputs: unknown): Field[] {
  return Object.entries(record(inputs)).map<Field>(([label, input]) => {
    const { type, value } = record(input);
    if (typeof input === "string") return { label, kind: "template", value: input };
    if (type === "variable" && Array.isArray(value)) return { label, kind: "variable", value: strings(value) };
    if (typeof value === "string") return { label, kind: "template", value };
    if (typeof value === "boolean") return { label, kind: "switch", value };
    if (typeof value === "object") return { label, kind: "json", value };
    return { label, kind: "text", value: asText(value) };
  });
}
