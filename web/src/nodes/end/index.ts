import { LogOut } from "lucide-react";
import { records, strings, text as asText } from "@/editor/raw";
import type { NodeSpec } from "@/editor/spec";
import { Summary } from "./Summary";
import { text } from "./text";

export const spec: NodeSpec = {
  type: "end",
  family: "io",
  icon: LogOut,
  text,
  ways: () => [],
  rows: (data) => Math.min(4, records(data["outputs"]).length),
  Summary,
  fields: (data, t) => [
    {
      label: t["outputs"] ?? "",
      kind: "rows",
      value: records(data["outputs"]).map((output) => ({
        name: asText(output["variable"]),
        type: asText(output["value_type"]),
        selector: strings(output["value_selector"]),
      })),
    },
  ],
};
