import { records, text as asText } from "@/editor/raw";
import type { SummaryProps } from "@/editor/spec";
import { ModelRow, TemplateRow } from "../parts";

export function Summary({ data, text }: SummaryProps) {
  return (
    <>
      <ModelRow model={data["model"]} />
      {records(data["classes"]).map((one, index) => (
        <TemplateRow key={index} label={`${text["class"] ?? ""} ${index + 1}`} text={asText(one["name"])} />
      ))}
    </>
  );
}
