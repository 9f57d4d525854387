import { Play } from "lucide-react";
import { records, text as asText } from "@/editor/raw";
import { schemaRows } from "@/editor/schemaRows";
import type { FieldRow, NodeData, NodeSpec, NodeText } from "@/editor/spec";
import { Summary } from "./Summary";
import { text } from "./text";

const outputTypes: Record<string, string> = {
  number: "number",
  checkbox: "boolean",
  json_object: "object",
  json: "object",
  files: "array[file]",
  file: "file",
  "file-list": "array[file]",
};

/** A schema may be stored as text. */
function parsed(schema: unknown): unknown {
  if (typeof schema !== "string") return schema;
  try {
    return JSON.parse(schema) as unknown;
  } catch {
    return {};
  }
}

function fieldRows(data: NodeData, required: string, t: NodeText): FieldRow[] {
  return records(data["variables"]).map((field) => ({
    name: asText(field["variable"]),
    type: t[asText(field["type"])] ?? asText(field["type"]),
    note: [asText(field["label"]), field["required"] === true ? required : ""].filter(Boolean).join(" · "),
  }));
}

export const spec: NodeSpec = {
  type: "start",
  family: "io",
  icon: Play,
  text,
  entry: false,
  rows: (data) => Math.min(4, records(data["variables"]).length),
  Summary,
  fields: (data, t) => [{ label: t["fields"] ?? "", kind: "rows", value: fieldRows(data, t["required"] ?? "", t) }],
  outputs: (data) =>
    records(data["variables"]).map((field) => {
      const type = outputTypes[asText(field["type"])] ?? "string";
      return {
        name: asText(field["variable"]),
        type,
        ...(type === "object" ? { children: schemaRows(parsed(field["json_schema"])) } : {}),
      };
    }),
};
