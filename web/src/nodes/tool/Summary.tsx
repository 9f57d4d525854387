import { text as asText } from "@/editor/raw";
import type { SummaryProps } from "@/editor/spec";
import { providerName, Row } from "../parts";

export function Summary({ data }: SummaryProps) {
  return (
    <Row label={providerName(asText(data["provider_name"]) || asText(data["provider_id"]))}>
      {asText(data["tool_label"]) || asText(data["tool_name"])}
    </Row>
  );
}
