import { Library } from "lucide-react";
import { strings, text as asText } from "@/editor/raw";
import type { NodeSpec } from "@/editor/spec";
import { Summary } from "./Summary";
import { text } from "./text";

export const spec: NodeSpec = {
  type: "knowledge-index",
  family: "knowledge",
  icon: Library,
  text,
  rows: () => 2,
  ways: () => [],
  Summary,
  fields: (data, t) => [
    { label: t["chunks"] ?? "", kind: "variable", value: strings(data["index_chunk_variable_selector"]) },
    { label: t["embedding"] ?? "", kind: "text", value: asText(data["embedding_model"]) },
  ],
};
