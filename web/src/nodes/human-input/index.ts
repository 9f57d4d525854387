import { Hand } from "lucide-react";
import { records, text as asText } from "@/editor/raw";
import type { NodeSpec } from "@/editor/spec";
import { Summary } from "./Summary";
import { text } from "./text";

export const spec: NodeSpec = {
  type: "human-input",
  family: "human",
  icon: Hand,
  text,
  rows: (data) => records(data["user_actions"]).length + 1,
  ways: (data, t) => {
    const actions = records(data["user_actions"]);
    return [
      ...actions.map((action, index) => ({
        handle: asText(action["id"]),
        label: asText(action["title"]),
        kind: "case" as const,
        row: index,
      })),
      { handle: "__timeout", label: t["expired"] ?? "", kind: "timeout" as const, row: actions.length },
    ];
  },
  Summary,
  fields: (data, t) => [
    { label: t["form"] ?? "", kind: "template", value: asText(data["form_content"]) },
    {
      label: t["fields"] ?? "",
      kind: "rows",
      value: records(data["inputs"]).map((one) => ({
        name: asText(one["output_variable_name"]),
        type: asText(one["type"]),
      })),
    },
  ],
  outputs: (data) => [
    ...records(data["inputs"]).map((one) => ({
      name: asText(one["output_variable_name"]),
      type: { file: "file", "file-list": "array[file]" }[asText(one["type"])] ?? "string",
    })),
    { name: "__action_id", type: "string" },
    { name: "__action_value", type: "string" },
    { name: "__rendered_content", type: "string" },
  ],
};
