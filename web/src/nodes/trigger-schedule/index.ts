import { AlarmClock } from "lucide-react";
import { text as asText } from "@/editor/raw";
import { when } from "./when";
import type { NodeSpec } from "@/editor/spec";
import { Summary } from "./Summary";
import { text } from "./text";

export const spec: NodeSpec = {
  type: "trigger-schedule",
  family: "human",
  icon: AlarmClock,
  text,
  entry: false,
  rows: () => 1,
  Summary,
  fields: (data, t) => [
    { label: t["when"] ?? "", kind: "text", value: when(data, t) },
    { label: t["zone"] ?? "", kind: "text", value: asText(data["timezone"]) },
  ],
};
