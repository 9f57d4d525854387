import { GitFork } from "lucide-react";
import type { NodeSpec } from "@/editor/spec";
import { casesOf, conditionRow } from "../operators";
import { Summary } from "./Summary";
import { text } from "./text";

export const spec: NodeSpec = {
  type: "if-else",
  family: "logic",
  icon: GitFork,
  text,
  rows: (data) => casesOf(data).length + 1,
  ways: (data, t) => {
    const cases = casesOf(data);
    return [
      ...cases.map((one, index) => ({
        handle: one.id,
        label: (index === 0 ? t["if"] : `${t["elif"] ?? ""} ${index}`) ?? "",
        kind: "case" as const,
        row: index,
      })),
      { handle: "false", label: t["else"] ?? "", kind: "case" as const, row: cases.length },
    ];
  },
  Summary,
  fields: (data, t, lang) =>
    casesOf(data).map((one, index) => ({
      label: [index === 0 ? t["if"] : t["elif"], one.conditions.length > 1 ? `(${t[one.joint] ?? one.joint})` : ""]
        .join(" ")
        .trim(),
      kind: "rows",
      value: one.conditions.map((condition) => conditionRow(condition, lang)),
    })),
  outputs: () => [
    { name: "result", type: "boolean" },
    { name: "selected_case_id", type: "string" },
  ],
};
