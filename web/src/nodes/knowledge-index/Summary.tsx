import { text as asText } from "@/editor/raw";
import type { SummaryProps } from "@/editor/spec";
import { Row } from "../parts";

export function Summary({ data, text }: SummaryProps) {
  const structure = asText(data["chunk_structure"]);
  const technique = asText(data["indexing_technique"]);
  return (
    <>
      <Row label={text["structure"]}>{text[structure] ?? structure}</Row>
      <Row label={text["technique"]}>{text[technique] ?? technique}</Row>
    </>
  );
}
