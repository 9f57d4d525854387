import { FileCode2 } from "lucide-react";
import { records, strings, text as asText } from "@/editor/raw";
import type { NodeSpec } from "@/editor/spec";
import { Summary } from "./Summary";
import { text } from "./text";

export const spec: NodeSpec = {
  type: "template-transform",
  family: "data",
  icon: FileCode2,
  text,
  rows: (data) => Math.min(4, records(data["variables"]).length),
  Summary,
  fields: (data, t) => [
    {
      label: t["inputs"] ?? "",
      kind: "rows",
      value: records(data["variables"]).map((one) => ({
        name: asText(one["variable"]),
        selector: strings(one["value_selector"]),
      })),
    },
    { label: t["template"] ?? "", kind: "code", value: asText(data["template"]), language: "jinja" },
  ],
  outputs: () => [{ name: "output", type: "string" }],
};
