import { Sparkles } from "lucide-react";
import { record, records, strings, text as asText } from "@/editor/raw";
import { schemaRows } from "@/editor/schemaRows";
import type { Field, FieldRow, NodeData, NodeSpec, NodeText } from "@/editor/spec";
import { modelFields } from "../parts";
import { Summary } from "./Summary";
import { text } from "./text";

function promptFields(data: NodeData, t: NodeText): Field[] {
  const template = data["prompt_template"];
  const messages = Array.isArray(template) ? records(template) : [record(template)];
  return messages.map((message) => {
    const role = asText(message["role"]);
    const jinja = message["edition_type"] === "jinja2";
    const label = (t[role] ?? role) || (t["prompt"] ?? "");
    const value = asText(jinja ? message["jinja2_text"] : message["text"]);
    return jinja ? { label, kind: "code", value, language: "jinja" } : { label, kind: "template", value };
  });
}

function fields(data: NodeData, t: NodeText): Field[] {
  const found: Field[] = [...modelFields(data, t), ...promptFields(data, t)];
  const context = record(data["context"]);
  if (context["enabled"] === true) {
    found.push({ label: t["context"] ?? "", kind: "variable", value: strings(context["variable_selector"]) });
  }
  if (typeof data["memory"] === "object" && data["memory"] !== null) {
    const window = record(record(data["memory"])["window"]);
    const size = window["enabled"] === true ? `${t["window"] ?? ""} ${asText(window["size"])}` : (t["all"] ?? "");
    found.push({ label: t["memory"] ?? "", kind: "text", value: size });
  }
  const vision = record(data["vision"]);
  if (vision["enabled"] === true) {
    const selector = strings(record(vision["configs"])["variable_selector"]);
    found.push({
      label: t["vision"] ?? "",
      kind: "variable",
      value: selector.length > 0 ? selector : ["sys", "files"],
    });
  }
  if (data["structured_output_enabled"] === true) {
    found.push({ label: t["schema"] ?? "", kind: "json", value: record(data["structured_output"])["schema"] });
  }
  return found;
}

function structured(data: NodeData): FieldRow[] {
  const stored = record(data["structured_output"]);
  if (data["structured_output_enabled"] !== true && stored["enabled"] !== true) return [];
  return [{ name: "structured_output", type: "object", children: schemaRows(stored["schema"]) }];
}

export const spec: NodeSpec = {
  type: "llm",
  family: "model",
  icon: Sparkles,
  text,
  rows: (data) =>
    1 + (record(data["vision"])["enabled"] === true ? 1 : 0) + (data["structured_output_enabled"] === true ? 1 : 0),
  Summary,
  fields,
  outputs: (data) => [
    { name: "text", type: "string" },
    ...(data["reasoning_format"] === "separated" ? [{ name: "reasoning_content", type: "string" }] : []),
    { name: "usage", type: "object" },
    { name: "finish_reason", type: "string" },
    { name: "files", type: "array[file]" },
    ...structured(data),
  ],
};
