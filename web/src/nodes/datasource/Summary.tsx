import { text as asText } from "@/editor/raw";
import type { SummaryProps } from "@/editor/spec";
import { Row } from "../parts";

export function Summary({ data, text }: SummaryProps) {
  return <Row label={text["source"]}>{asText(data["datasource_label"]) || asText(data["datasource_name"])}</Row>;
}
