import { strings, text as asText } from "@/editor/raw";
import { Variable } from "@/editor/components/Variable";
import type { SummaryProps } from "@/editor/spec";
import { casesOf, conditionValue, operator } from "../operators";
import { Row } from "../parts";

export function Summary({ data, text, lang }: SummaryProps) {
  return (
    <>
      {casesOf(data).map((one, index) => {
        const [first, ...more] = one.conditions;
        return (
          <Row key={one.id} label={index === 0 ? text["if"] : text["elif"]}>
            {first ? (
              <>
                <Variable selector={strings(first["variable_selector"])} />{" "}
                {operator(asText(first["comparison_operator"]), lang)} {conditionValue(first)}
              </>
            ) : (
              text["unset"]
            )}
            {more.length > 0 && <span className="nd-note"> +{more.length}</span>}
          </Row>
        );
      })}
      <Row label={text["else"]} />
    </>
  );
}
