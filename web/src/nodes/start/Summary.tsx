import { records, text as asText } from "@/editor/raw";
import type { SummaryProps } from "@/editor/spec";
import { Row } from "../parts";

export function Summary({ data, text }: SummaryProps) {
  return records(data["variables"])
    .slice(0, 4)
    .map((field, index) => (
      <Row key={index} label={text[asText(field["type"])] ?? asText(field["type"])}>
        <span className="nd-name">{asText(field["variable"])}</span>
        {field["required"] === true && <span className="nd-note">{text["required"]}</span>}
      </Row>
    ));
}
