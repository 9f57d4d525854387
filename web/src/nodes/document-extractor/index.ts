import { FileText } from "lucide-react";
import { strings } from "@/editor/raw";
import type { NodeSpec } from "@/editor/spec";
import { Summary } from "./Summary";
import { text } from "./text";

export const spec: NodeSpec = {
  type: "document-extractor",
  family: "data",
  icon: FileText,
  text,
  rows: () => 1,
  Summary,
  fields: (data, t) => [{ label: t["input"] ?? "", kind: "variable", value: strings(data["variable_selector"]) }],
  outputs: (data, typeOf) => {
    const several = (typeOf?.(strings(data["variable_selector"])) ?? "").startsWith("array");
    return [{ name: "text", type: data["is_array_file"] === true || several ? "array[string]" : "string" }];
  },
};
