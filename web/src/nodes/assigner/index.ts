import { PencilLine } from "lucide-react";
import { assignments } from "./items";
import type { NodeSpec } from "@/editor/spec";
import { Summary } from "./Summary";
import { text } from "./text";

export const spec: NodeSpec = {
  type: "assigner",
  family: "data",
  icon: PencilLine,
  text,
  rows: (data) => Math.min(4, assignments(data).length),
  Summary,
  fields: (data, t) => [
    {
      label: t["items"] ?? "",
      kind: "rows",
      value: assignments(data).map((item) => ({
        name: "",
        selector: item.target,
        note: [t[item.operation] ?? item.operation, item.source.join(".") || item.constant].join(" ").trim(),
      })),
    },
  ],
};
