import { ListFilter } from "lucide-react";
import { records, strings, text as asText } from "@/editor/raw";
import type { NodeSpec } from "@/editor/spec";
import { modelFields } from "../parts";
import { Summary } from "./Summary";
import { text } from "./text";

/** Type names of parameters that are no type names of variables. */
const OLD_TYPES: Record<string, string> = { bool: "boolean", select: "string" };

export const spec: NodeSpec = {
  type: "parameter-extractor",
  family: "model",
  icon: ListFilter,
  text,
  rows: (data) => (records(data["parameters"]).length > 0 ? 2 : 1),
  Summary,
  fields: (data, t) => [
    { label: t["query"] ?? "", kind: "variable", value: strings(data["query"]) },
    ...modelFields(data, t),
    {
      label: t["parameters"] ?? "",
      kind: "rows",
      value: records(data["parameters"]).map((one) => ({
        name: asText(one["name"]),
        type: asText(one["type"]),
        note: [asText(one["description"]), one["required"] === true ? t["required"] : ""].filter(Boolean).join(" · "),
      })),
    },
    { label: t["mode"] ?? "", kind: "text", value: asText(data["reasoning_mode"]) },
    { label: t["instruction"] ?? "", kind: "template", value: asText(data["instruction"]) },
  ],
  outputs: (data) => [
    ...records(data["parameters"]).map((one) => ({
      name: asText(one["name"]),
      type: OLD_TYPES[asText(one["type"])] ?? asText(one["type"]),
    })),
    { name: "__is_success", type: "number" },
    { name: "__reason", type: "string" },
    { name: "__usage", type: "object" },
  ],
};
