import { BookOpenText } from "lucide-react";
import { list, record, strings, text as asText } from "@/editor/raw";
import type { Field, NodeData, NodeSpec, NodeText } from "@/editor/spec";
import { Summary } from "./Summary";
import { text } from "./text";

function fields(data: NodeData, t: NodeText): Field[] {
  const mode = asText(data["retrieval_mode"]);
  const multiple = record(data["multiple_retrieval_config"]);
  const found: Field[] = [
    { label: t["query"] ?? "", kind: "variable", value: strings(data["query_variable_selector"]) },
    { label: t["bases"] ?? "", kind: "text", value: String(list(data["dataset_ids"]).length) },
    { label: t["mode"] ?? "", kind: "text", value: t[mode] ?? mode },
  ];
  if (mode === "multiple") {
    found.push({ label: t["topk"] ?? "", kind: "text", value: asText(multiple["top_k"]) });
    found.push({ label: t["threshold"] ?? "", kind: "text", value: asText(multiple["score_threshold"]) || "–" });
    found.push({ label: t["rerank"] ?? "", kind: "switch", value: multiple["reranking_enable"] !== false });
  }
  const filter = asText(data["metadata_filtering_mode"]);
  if (filter !== "" && filter !== "disabled") found.push({ label: t["filter"] ?? "", kind: "text", value: filter });
  return found;
}

export const spec: NodeSpec = {
  type: "knowledge-retrieval",
  family: "knowledge",
  icon: BookOpenText,
  text,
  rows: () => 2,
  Summary,
  fields,
  outputs: () => [{ name: "result", type: "array[object]" }],
};
