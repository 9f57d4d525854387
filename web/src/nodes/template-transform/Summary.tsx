import { records, strings, text as asText } from "@/editor/raw";
import type { SummaryProps } from "@/editor/spec";
import { VariableRow } from "../parts";

export function Summary({ data }: SummaryProps) {
  return records(data["variables"])
    .slice(0, 4)
    .map((one, index) => (
      <VariableRow key={index} label={asText(one["variable"])} selector={strings(one["value_selector"])} />
    ));
}
