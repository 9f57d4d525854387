import { record, records, text as asText } from "@/editor/raw";
import type { SummaryProps } from "@/editor/spec";
import { agentTools } from "./tools";
import { ModelRow, Row } from "../parts";

export function Summary({ data, text }: SummaryProps) {
  const model = record(record(data["agent_parameters"])["model"])["value"];
  const tools = records(agentTools(data));
  const strategy = asText(data["agent_strategy_label"]) || asText(data["agent_strategy_name"]);
  return (
    <>
      <Row label={text["strategy"]}>{strategy}</Row>
      {model !== undefined && (
        <ModelRow model={{ ...record(model), name: record(model)["model"] ?? record(model)["name"] }} />
      )}
      {tools.length > 0 && (
        <Row>{tools.map((tool) => asText(tool["tool_label"]) || asText(tool["tool_name"])).join(", ")}</Row>
      )}
    </>
  );
}
