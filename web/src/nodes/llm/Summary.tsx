import { record } from "@/editor/raw";
import type { SummaryProps } from "@/editor/spec";
import { ModelRow, Row } from "../parts";

export function Summary({ data, text }: SummaryProps) {
  return (
    <>
      <ModelRow model={data["model"]} />
      {record(data["vision"])["enabled"] === true && <Row label={text["vision"]}>{text["on"]}</Row>}
      {data["structured_output_enabled"] === true && <Row label={text["output"]}>{text["structured"]}</Row>}
    </>
  );
}
