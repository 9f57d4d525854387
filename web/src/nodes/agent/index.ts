import { Bot } from "lucide-react";
import { record, text as asText } from "@/editor/raw";
import { inputFields } from "../inputs";
import { agentTools } from "./tools";
import { schemaRows } from "@/editor/schemaRows";
import type { NodeSpec } from "@/editor/spec";
import { Summary } from "./Summary";
import { text } from "./text";

export const spec: NodeSpec = {
  type: "agent",
  family: "agent",
  icon: Bot,
  text,
  rows: (data) =>
    1 + (record(data["agent_parameters"])["model"] === undefined ? 0 : 1) + (agentTools(data).length > 0 ? 1 : 0),
  Summary,
  fields: (data, t) => [
    {
      label: t["strategy"] ?? "",
      kind: "text",
      value: asText(data["agent_strategy_label"]) || asText(data["agent_strategy_name"]),
    },
    ...inputFields(data["agent_parameters"]),
  ],
  outputs: (data) => [
    { name: "text", type: "string" },
    { name: "usage", type: "object" },
    { name: "files", type: "array[file]" },
    { name: "json", type: "array[object]" },
    ...schemaRows(data["output_schema"]).filter((row) => !["text", "usage", "files", "json"].includes(row.name)),
  ],
};
