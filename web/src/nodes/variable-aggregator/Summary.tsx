import { list, record, records, strings, text as asText } from "@/editor/raw";
import type { SummaryProps } from "@/editor/spec";
import { Row, VariableRow } from "../parts";
import { grouped } from "./groups";

export function Summary({ data }: SummaryProps) {
  if (grouped(data)) {
    return records(record(data["advanced_settings"])["groups"])
      .slice(0, 4)
      .map((group, index) => (
        <Row key={index} label={asText(group["group_name"])}>
          {list(group["variables"]).length} × {asText(group["output_type"])}
        </Row>
      ));
  }
  return list(data["variables"])
    .slice(0, 4)
    .map((selector, index) => <VariableRow key={index} selector={strings(selector)} />);
}
