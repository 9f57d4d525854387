import { text as asText } from "@/editor/raw";
import type { SummaryProps } from "@/editor/spec";
import { TemplateRow } from "../parts";

export function Summary({ data }: SummaryProps) {
  return <TemplateRow label={asText(data["method"]).toUpperCase()} text={asText(data["url"])} />;
}
