import { records, text as asText } from "@/editor/raw";
import type { SummaryProps } from "@/editor/spec";
import { Row } from "../parts";

export function Summary({ data, text }: SummaryProps) {
  return (
    <>
      {records(data["user_actions"]).map((action, index) => (
        <Row key={index}>{asText(action["title"]) || asText(action["id"])}</Row>
      ))}
      <Row label={text["timeout"]}>
        {asText(data["timeout"])} {text[asText(data["timeout_unit"])]}
      </Row>
    </>
  );
}
