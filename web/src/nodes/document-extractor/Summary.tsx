import { strings } from "@/editor/raw";
import type { SummaryProps } from "@/editor/spec";
import { VariableRow } from "../parts";

export function Summary({ data, text }: SummaryProps) {
  return <VariableRow label={text["input"]} selector={strings(data["variable_selector"])} />;
}
