import { Code2 } from "lucide-react";
import { record, records, strings, text as asText } from "@/editor/raw";
import { codeRows } from "@/editor/schemaRows";
import type { NodeSpec } from "@/editor/spec";
import { Summary } from "./Summary";
import { text } from "./text";

export const spec: NodeSpec = {
  type: "code",
  family: "data",
  icon: Code2,
  text,
  rows: (data) => (Object.keys(record(data["outputs"])).length > 0 ? 2 : 1),
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
    { label: t["code"] ?? "", kind: "code", value: asText(data["code"]), language: asText(data["code_language"]) },
  ],
  outputs: (data) => codeRows(data["outputs"]),
};
