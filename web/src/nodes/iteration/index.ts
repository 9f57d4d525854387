import { Repeat } from "lucide-react";
import { strings, text as asText } from "@/editor/raw";
import type { NodeSpec } from "@/editor/spec";
import { text } from "./text";

export const spec: NodeSpec = {
  type: "iteration",
  family: "logic",
  icon: Repeat,
  text,
  rows: () => 0,
  fields: (data, t) => {
    const errors = asText(data["error_handle_mode"]) || "terminated";
    const parallel = data["is_parallel"] === true;
    return [
      { label: t["input"] ?? "", kind: "variable", value: strings(data["iterator_selector"]) },
      { label: t["output"] ?? "", kind: "variable", value: strings(data["output_selector"]) },
      {
        label: t["mode"] ?? "",
        kind: "text",
        value: parallel ? `${t["parallel"] ?? ""} × ${asText(data["parallel_nums"]) || "10"}` : (t["sequential"] ?? ""),
      },
      { label: t["errors"] ?? "", kind: "text", value: t[errors] ?? errors },
    ];
  },
  outputs: (data, typeOf) => {
    const inner = typeOf?.(strings(data["output_selector"])) ?? "";
    const joined = data["flatten_output"] !== false && inner.startsWith("array[");
    const guess = inner === "" ? "array[any]" : joined ? inner : `array[${inner}]`;
    return [{ name: "output", type: asText(data["output_type"]) || guess }];
  },
};
