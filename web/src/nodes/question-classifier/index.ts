import { Split } from "lucide-react";
import { records, strings, text as asText } from "@/editor/raw";
import type { Field, NodeData, NodeSpec, NodeText } from "@/editor/spec";
import { modelFields } from "../parts";
import { Summary } from "./Summary";
import { text } from "./text";

function fields(data: NodeData, t: NodeText): Field[] {
  const instruction = asText(data["instruction"]) || asText(data["instructions"]);
  const found: Field[] = [
    { label: t["query"] ?? "", kind: "variable", value: strings(data["query_variable_selector"]) },
    ...modelFields(data, t),
    ...records(data["classes"]).map<Field>((one, index) => ({
      label: `${t["class"] ?? ""} ${index + 1}`,
      kind: "template",
      value: asText(one["name"]),
    })),
  ];
  if (instruction !== "") found.push({ label: t["instruction"] ?? "", kind: "template", value: instruction });
  return found;
}

export const spec: NodeSpec = {
  type: "question-classifier",
  family: "model",
  icon: Split,
  text,
  rows: (data) => 1 + records(data["classes"]).length,
  ways: (data, t) =>
    records(data["classes"]).map((one, index) => ({
      handle: asText(one["id"]),
      label: `${t["class"] ?? ""} ${index + 1}`,
      kind: "case",
      row: index + 1,
    })),
  Summary,
  fields,
  outputs: () => [
    { name: "class_name", type: "string" },
    { name: "class_id", type: "string" },
    { name: "usage", type: "object" },
  ],
};
