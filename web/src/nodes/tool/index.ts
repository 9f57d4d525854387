import { Wrench } from "lucide-react";
import { record, text as asText } from "@/editor/raw";
import { inputFields } from "../inputs";
import { schemaRows } from "@/editor/schemaRows";
import type { NodeSpec } from "@/editor/spec";
import { Summary } from "./Summary";
import { text } from "./text";

export const spec: NodeSpec = {
  type: "tool",
  family: "tool",
  icon: Wrench,
  text,
  rows: () => 1,
  Summary,
  fields: (data, t) => [
    { label: t["provider"] ?? "", kind: "text", value: asText(data["provider_name"]) || asText(data["provider_id"]) },
    { label: t["tool"] ?? "", kind: "text", value: asText(data["tool_label"]) || asText(data["tool_name"]) },
    ...inputFields(data["tool_parameters"]),
    ...(Object.keys(record(data["tool_configurations"])).length > 0
      ? [{ label: t["settings"] ?? "", kind: "json" as const, value: data["tool_configurations"] }]
      : []),
  ],
  outputs: (data) => [
    { name: "text", type: "string" },
    { name: "files", type: "array[file]" },
    { name: "json", type: "array[object]" },
    ...schemaRows(data["output_schema"]).filter((row) => !["text", "files", "json"].includes(row.name)),
  ],
};
