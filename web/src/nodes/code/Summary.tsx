import { record, text as asText } from "@/editor/raw";
import type { SummaryProps } from "@/editor/spec";
import { Row } from "../parts";

const LANGUAGES: Record<string, string> = { python3: "Python", javascript: "JavaScript" };

export function Summary({ data, text }: SummaryProps) {
  const language = asText(data["code_language"]);
  const outputs = Object.keys(record(data["outputs"]));
  return (
    <>
      <Row label={text["language"]}>{LANGUAGES[language] ?? language}</Row>
      {outputs.length > 0 && (
        <Row label={text["outputs"]}>
          <span className="nd-name">{outputs.join(", ")}</span>
        </Row>
      )}
    </>
  );
}
