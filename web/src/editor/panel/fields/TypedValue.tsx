import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Segmented } from "@/ui/Tabs";
import { same } from "../../content";
import { text } from "../../raw";
import { usePanel } from "../panel";
import { TextBox } from "../text/TextBox";
import { emptyOf, jsonProblem } from "../types";
import { AreaInput, NumberInput } from "./inputs";

interface Props {
  label: string;
  type: string;
  value: unknown;
  onChange: (value: unknown) => void;
  /** JSON values are stored as text. */
  asText?: boolean;
}

/** A constant of a type: text, number, yes or no, or JSON. */
export function TypedValue({ label, type, value, onChange, asText = false }: Props) {
  const { t } = useTranslation("panels");
  const { readOnly } = usePanel();
  if (type === "string" || type === "secret" || type === "") {
    const stored = typeof value === "object" && value !== null ? JSON.stringify(value) : text(value);
    return <AreaInput ariaLabel={label} rows={1} value={stored} onChange={onChange} />;
  }
  if (type === "number" || type === "integer" || type === "float") {
    const number = value === "" || value === null || value === undefined ? null : Number(value);
    return (
      <NumberInput
        ariaLabel={label}
        step="any"
        value={number !== null && Number.isNaN(number) ? null : number}
        onChange={(next) => onChange(next)}
      />
    );
  }
  if (type === "boolean") {
    return (
      <div className={readOnly ? "pointer-events-none" : ""}>
        <Segmented
          label={label}
          value={String(value === true || value === "true" || value === 1)}
          onValueChange={(next) => onChange(next === "true")}
          options={[
            { value: "true", label: t("yes") },
            { value: "false", label: t("no") },
          ]}
        />
      </div>
    );
  }
  return <JsonValue {...{ label, type, value, onChange, asText }} />;
}

function read(typed: string): unknown {
  try {
    return JSON.parse(typed) as unknown;
  } catch {
    return typed;
  }
}

/** JSON is stored when it can be read; what cannot be read stays in the field with its reason. */
function JsonValue({ label, type, value, onChange, asText }: Required<Props>) {
  const { t } = useTranslation("panels");
  const written = (one: unknown) => (typeof one === "string" ? one : JSON.stringify(one ?? emptyOf(type), null, 2));
  const [typed, setTyped] = useState<string | null>(null);
  // What was typed stands as long as it is not JSON yet, or means what is stored.
  const own = typed !== null && (jsonProblem(type, typed) !== null || same(read(typed), read(written(value))));
  const shown = own ? typed : written(value);
  const problem = jsonProblem(type, shown);
  return (
    <div>
      <TextBox
        plain
        language="json"
        label={label}
        value={shown}
        invalid={problem !== null}
        className="[&_.cm-content]:min-h-10 [&_.cm-scroller]:max-h-60"
        onType={setTyped}
        onChange={(next) => {
          setTyped(next);
          if (asText) onChange(next);
          else if (next.trim() === "") onChange(emptyOf(type));
          else if (jsonProblem(type, next) === null) onChange(JSON.parse(next) as unknown);
        }}
      />
      {problem !== null && (
        <p role="alert" className="mt-1 text-small text-bad">
          {t(`json.${problem}`, { type })}
        </p>
      )}
    </div>
  );
}
