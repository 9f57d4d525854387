import { MessageSquareText } from "lucide-react";
import { text as asText } from "@/editor/raw";
import type { NodeSpec } from "@/editor/spec";
import { Summary } from "./Summary";
import { text } from "./text";

export const spec: NodeSpec = {
  type: "answer",
  family: "io",
  icon: MessageSquareText,
  text,
  rows: (data) => (asText(data["answer"]) === "" ? 0 : 1),
  Summary,
  fields: (data, t) => [{ label: t["answer"] ?? "", kind: "template", value: asText(data["answer"]) }],
  outputs: () => [
    { name: "answer", type: "string" },
    { name: "files", type: "array[file]" },
  ],
};
