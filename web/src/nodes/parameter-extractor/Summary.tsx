import { records, text as asText } from "@/editor/raw";
import type { SummaryProps } from "@/editor/spec";
import { ModelRow, Row } from "../parts";

export function Summary({ data, text }: SummaryProps) {
  const names = records(data["parameters"]).map((one) => asText(one["name"]));
  return (
    <>
      <ModelRow model={data["model"]} />
      {names.length > 0 && (
        <Row label={text["parameters"]}>
          <span className="nd-name">{names.join(", ")}</span>
        </Row>
      )}
    </>
  );
}
