import { list, strings, text as asText } from "@/editor/raw";
import type { SummaryProps } from "@/editor/spec";
import { Row, VariableRow } from "../parts";

export function Summary({ data, text }: SummaryProps) {
  const mode = asText(data["retrieval_mode"]);
  return (
    <>
      <VariableRow label={text["query"]} selector={strings(data["query_variable_selector"])} />
      <Row label={text["bases"]}>
        {list(data["dataset_ids"]).length} · {text[mode] ?? mode}
      </Row>
    </>
  );
}
