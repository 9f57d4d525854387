import { RefreshCw } from "lucide-react";
import { records, strings, text as asText } from "@/editor/raw";
import { conditionRow } from "../operators";
import type { NodeSpec } from "@/editor/spec";
import { text } from "./text";

export const spec: NodeSpec = {
  type: "loop",
  family: "logic",
  icon: RefreshCw,
  text,
  rows: () => 0,
  fields: (data, t, lang) => [
    { label: t["count"] ?? "", kind: "text", value: asText(data["loop_count"]) || "10" },
    {
      label: t["variables"] ?? "",
      kind: "rows",
      value: records(data["loop_variables"]).map((one) => ({
        name: asText(one["label"]),
        type: asText(one["var_type"]),
        selector: one["value_type"] === "variable" ? strings(one["value"]) : [],
        note: one["value_type"] === "variable" ? "" : asText(one["value"]),
      })),
    },
    {
      label: t["until"] ?? "",
      kind: "rows",
      value: records(data["break_conditions"]).map((one) => conditionRow(one, lang)),
    },
  ],
  outputs: (data) => [
    ...records(data["loop_variables"]).map((one) => ({ name: asText(one["label"]), type: asText(one["var_type"]) })),
    { name: "loop_round", type: "number" },
  ],
};
