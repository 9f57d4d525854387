import { Zap } from "lucide-react";
import { text as asText } from "@/editor/raw";
import { inputFields } from "../inputs";
import type { NodeSpec } from "@/editor/spec";
import { Summary } from "./Summary";
import { text } from "./text";

export const spec: NodeSpec = {
  type: "trigger-plugin",
  family: "human",
  icon: Zap,
  text,
  entry: false,
  rows: () => 1,
  Summary,
  fields: (data, t) => [
    { label: t["event"] ?? "", kind: "text", value: asText(data["event_label"]) || asText(data["event_name"]) },
    ...inputFields(data["event_parameters"]),
  ],
};
