import { Combine } from "lucide-react";
import { list, strings, text as asText } from "@/editor/raw";
import { grouped, groups } from "./groups";
import type { NodeSpec } from "@/editor/spec";
import { Summary } from "./Summary";
import { text } from "./text";

export const spec: NodeSpec = {
  type: "variable-aggregator",
  family: "data",
  icon: Combine,
  text,
  rows: (data) => Math.min(4, grouped(data) ? groups(data).length : list(data["variables"]).length),
  Summary,
  fields: (data, t) =>
    grouped(data)
      ? groups(data).map((group) => ({
          label: `${asText(group["group_name"])} · ${asText(group["output_type"])}`,
          kind: "rows",
          value: list(group["variables"]).map((selector) => ({ name: "", selector: strings(selector) })),
        }))
      : [
          {
            label: t["variables"] ?? "",
            kind: "rows",
            value: list(data["variables"]).map((selector) => ({ name: "", selector: strings(selector) })),
          },
        ],
  outputs: (data, typeOf) => {
    const typed = (stored: unknown, variables: unknown) => {
      const type = asText(stored);
      return type !== "" && type !== "any" ? type : (typeOf?.(strings(list(variables)[0])) ?? "") || "any";
    };
    return grouped(data)
      ? groups(data).map((group) => ({
          name: asText(group["group_name"]),
          type: "object",
          children: [{ name: "output", type: typed(group["output_type"], group["variables"]) }],
        }))
      : [{ name: "output", type: typed(data["output_type"], data["variables"]) }];
  },
};
