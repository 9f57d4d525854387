import { text as asText } from "@/editor/raw";
import type { SummaryProps } from "@/editor/spec";
import { Row } from "../parts";

export function Summary({ data }: SummaryProps) {
  return <Row label={asText(data["method"]).toUpperCase()}>{asText(data["webhook_url"])}</Row>;
}
