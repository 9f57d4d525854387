import { DatabaseZap } from "lucide-react";
import { text as asText } from "@/editor/raw";
import { inputFields } from "../inputs";
import type { NodeSpec } from "@/editor/spec";
import { Summary } from "./Summary";
import { text } from "./text";

export const spec: NodeSpec = {
  type: "datasource",
  family: "knowledge",
  icon: DatabaseZap,
  text,
  entry: false,
  rows: () => 1,
  Summary,
  fields: (data, t) => [
    {
      label: t["source"] ?? "",
      kind: "text",
      value: asText(data["datasource_label"]) || asText(data["datasource_name"]),
    },
    ...inputFields(data["datasource_parameters"]),
  ],
};
