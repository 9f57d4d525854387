import type { ReactNode } from "react";
import { Template, Variable } from "@/editor/components/Variable";
import { record, text as asText } from "@/editor/raw";
import type { Field } from "@/editor/spec";

/** One summary row of a card: what it is on the left, its value on the right. */
export function Row({ label, children }: { label?: string; children?: ReactNode }) {
  return (
    <div className="nd-row">
      {label !== undefined && <span className="nd-row-label">{label}</span>}
      <span className="nd-row-value">{children}</span>
    </div>
  );
}

export function VariableRow({ label, selector }: { label?: string; selector: readonly string[] }) {
  return <Row label={label}>{selector.length > 0 && <Variable selector={selector} />}</Row>;
}

/** First lines of a template, as one row. */
export function TemplateRow({ label, text }: { label?: string; text: string }) {
  return (
    <Row label={label}>
      <Template text={text.replace(/\s+/g, " ").trim().slice(0, 120)} />
    </Row>
  );
}

export function ModelRow({ model }: { model: unknown }) {
  const name = asText(record(model)["name"]);
  const provider = providerName(asText(record(model)["provider"]));
  return (
    <div className="nd-row nd-row-model">
      <span className="nd-model">{name || "–"}</span>
      {provider !== "" && <span className="nd-row-label">{provider}</span>}
    </div>
  );
}

/** `langgenius/openai/openai` and `openai` are the same to a reader. */
export function providerName(provider: string): string {
  return provider.split("/").pop() ?? provider;
}

/** Model and its parameters as settings. */
export function modelFields(data: Record<string, unknown>, text: Record<string, string>): Field[] {
  const model = record(data["model"]);
  const params = record(model["completion_params"]);
  const fields: Field[] = [
    {
      label: text["model"] ?? "",
      kind: "text",
      value: [asText(model["name"]), providerName(asText(model["provider"]))].filter(Boolean).join(" · "),
    },
  ];
  const rows = Object.entries(params).map(([name, value]) => ({
    name,
    note: typeof value === "object" ? JSON.stringify(value) : asText(value),
  }));
  if (rows.length > 0) fields.push({ label: text["params"] ?? "", kind: "rows", value: rows });
  return fields;
}

export const MODEL_TEXT = {
  en: { model: "Model", params: "Parameters" },
  zh: { model: "模型", params: "参数" },
};
