import type { SummaryProps } from "@/editor/spec";
import { Row } from "../parts";
import { when } from "./when";

export function Summary({ data, text }: SummaryProps) {
  return <Row>{when(data, text)}</Row>;
}
