import { useTranslation } from "react-i18next";
import { NumberInput } from "@/editor/panel/fields/inputs";
import { TypedValue } from "@/editor/panel/fields/TypedValue";
import { VariableField } from "@/editor/panel/fields/VariableField";
import { usePanel } from "@/editor/panel/panel";
import { Help } from "@/editor/panel/parts";
import type { ToolParameter } from "@/editor/panel/services";
import { TemplateField } from "@/editor/panel/text/TextField";
import { wordsIn } from "@/forms/schema";
import { Select } from "@/ui/Select";
import {
  firstKind,
  isFile,
  isText,
  readInput,
  selectorOf,
  textOf,
  variableTypes,
  writeInput,
  type InputKind,
} from "./inputs";

interface Props {
  parameter: ToolParameter;
  entry: unknown;
  onChange: (entry: unknown) => void;
}

const JSON_TYPES = new Set(["object", "array", "any", "json"]);

/** One input of a tool: a text with variables, a variable, or a typed constant. */
export function InputField({ parameter, entry, onChange }: Props) {
  const { t, i18n } = useTranslation("panels");
  const { readOnly } = usePanel();
  const { variable: name, type } = parameter;
  const label = wordsIn(parameter.label, i18n.language) || name;
  const help = wordsIn(parameter.help, i18n.language);
  const stored = readInput(entry);
  const kind = stored?.kind ?? firstKind(type);
  const value = stored ? stored.value : parameter.default;
  const set = (next: unknown, as: InputKind = kind) => onChange(writeInput(entry, as, next));
  const kinds = kindsOf(type, kind);
  const empty = value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0);
  return (
    <div>
      <div className="mb-1 flex min-h-6 items-center gap-1.5">
        <span className="min-w-0 truncate text-base font-medium" title={name}>
          {label}
          {parameter.required && <span className="ml-0.5 text-bad">*</span>}
        </span>
        <span className="text-meta text-fg-3">{type}</span>
        {help && <Help text={help} />}
        <span className="flex-1" />
        {kinds.length > 1 && (
          <Select
            compact
            className="w-28"
            ariaLabel={t("tool.kindOf", { name: label })}
            disabled={readOnly}
            value={kind}
            onValueChange={(next) =>
              onChange(writeInput(undefined, next, next === "variable" ? [] : (parameter.default ?? "")))
            }
            options={kinds.map((one) => ({ value: one, label: t(`kind.${one}`) }))}
          />
        )}
      </div>
      <Control {...{ parameter, label, kind, value, set }} />
      {parameter.required && empty && <p className="mt-1 text-small text-warn">{t("tool.needed")}</p>}
    </div>
  );
}

function kindsOf(type: string, now: InputKind): InputKind[] {
  const own: InputKind[] = isText(type) ? ["mixed"] : isFile(type) ? ["variable"] : ["constant", "variable"];
  return own.includes(now) ? own : [now, ...own];
}

function Control({
  parameter,
  label,
  kind,
  value,
  set,
}: {
  parameter: ToolParameter;
  label: string;
  kind: InputKind;
  value: unknown;
  set: (value: unknown) => void;
}) {
  const { i18n } = useTranslation("panels");
  const { readOnly } = usePanel();
  const { type } = parameter;
  const placeholder = wordsIn(parameter.placeholder, i18n.language);
  if (kind === "variable") {
    return (
      <VariableField
        ariaLabel={label}
        types={variableTypes(type)}
        value={selectorOf(value)}
        onChange={(next) => set(next)}
      />
    );
  }
  if (kind === "mixed") {
    return (
      <TemplateField
        multiline={type !== "text-input"}
        label={label}
        placeholder={placeholder}
        value={textOf(value)}
        onChange={set}
      />
    );
  }
  const options = parameter.options ?? [];
  if (options.length > 0) {
    return (
      <Select
        ariaLabel={label}
        disabled={readOnly}
        placeholder={placeholder}
        value={textOf(value) || undefined}
        onValueChange={set}
        options={options.map((one) => ({ value: one.value, label: wordsIn(one.label, i18n.language) || one.value }))}
      />
    );
  }
  if (type === "number" || type === "int" || type === "float") {
    const number = value === "" || value === undefined || value === null ? null : Number(value);
    return (
      <NumberInput
        ariaLabel={label}
        placeholder={placeholder}
        step="any"
        {...(typeof parameter.min === "number" ? { min: parameter.min } : {})}
        {...(typeof parameter.max === "number" ? { max: parameter.max } : {})}
        value={number !== null && Number.isNaN(number) ? null : number}
        onChange={(next) => set(next ?? "")}
      />
    );
  }
  const typed = type === "boolean" || type === "checkbox" || type === "switch" ? "boolean" : type;
  if (typed === "boolean") return <TypedValue label={label} type="boolean" value={value} onChange={set} />;
  if (JSON_TYPES.has(type) || (typeof value === "object" && value !== null)) {
    return (
      <TypedValue
        label={label}
        type={Array.isArray(value) || type === "array" ? "array" : type === "object" ? "object" : "any"}
        value={value}
        asText={typeof value === "string"}
        onChange={set}
      />
    );
  }
  return <TemplateField label={label} placeholder={placeholder} value={textOf(value)} onChange={set} />;
}
