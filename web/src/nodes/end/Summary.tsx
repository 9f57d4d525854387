import { records, strings, text as asText } from "@/editor/raw";
import type { SummaryProps } from "@/editor/spec";
import { VariableRow } from "../parts";

export function Summary({ data }: SummaryProps) {
  return records(data["outputs"])
    .slice(0, 4)
    .map((output, index) => (
      <VariableRow key={index} label={asText(output["variable"])} selector={strings(output["value_selector"])} />
    ));
}
