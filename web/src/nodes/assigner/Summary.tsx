import { Variable } from "@/editor/components/Variable";
import type { SummaryProps } from "@/editor/spec";
import { Row } from "../parts";
import { assignments } from "./items";

export function Summary({ data, text }: SummaryProps) {
  return assignments(data)
    .slice(0, 4)
    .map((item, index) => (
      <Row key={index}>
        <span className="nd-pair">
          <Variable selector={item.target} />
          <span className="nd-note">{text[item.operation] ?? item.operation}</span>
          {item.source.length > 0 ? <Variable selector={item.source} /> : <span>{item.constant}</span>}
        </span>
      </Row>
    ));
}
