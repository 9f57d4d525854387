import { useTranslation } from "react-i18next";
import type { ParameterRule } from "@/api/providers";
import { wordsIn } from "@/forms/schema";
import { NumberField, Select, Switch, TextArea, TextField } from "@/ui";
import { outOfRange } from "./choice";

/** One parameter: off means that the model's own default counts. */
export function Rule({
  rule,
  label,
  value,
  onChange,
}: {
  rule: ParameterRule;
  label: string;
  value: unknown;
  onChange: (value: unknown) => void;
}) {
  const { t, i18n } = useTranslation("models");
  const help = wordsIn(rule.help, i18n.language);
  const on = value !== undefined && value !== null;
  const numeric = rule.type === "int" || rule.type === "float";
  const initial = rule.default ?? (numeric ? (rule.min ?? 0) : rule.type === "boolean" ? true : "");
  return (
    <div>
      <Switch label={label} help={help} checked={on} onCheckedChange={(next) => onChange(next ? initial : undefined)} />
      {on && <div className="mt-2 pl-[42px]">{control()}</div>}
    </div>
  );

  function control() {
    if (numeric) return <Numeric {...{ rule, label }} value={Number(value)} onChange={onChange} />;
    if (rule.type === "boolean")
      return <Switch label={t("parameters.on")} checked={value === true} onCheckedChange={onChange} />;
    if (rule.options.length > 0) {
      return (
        <Select
          ariaLabel={label}
          value={String(value)}
          onValueChange={onChange}
          options={rule.options.map((option) => ({ value: option, label: option }))}
        />
      );
    }
    const field = { ariaLabel: label, value: Array.isArray(value) ? value.join("\n") : String(value) };
    return rule.type === "text" ? (
      <TextArea {...field} onChange={(event) => onChange(event.target.value)} />
    ) : (
      <TextField {...field} onChange={(event) => onChange(event.target.value)} />
    );
  }
}

function Numeric({
  rule,
  label,
  value,
  onChange,
}: {
  rule: ParameterRule;
  label: string;
  value: number;
  onChange: (value: number) => void;
}) {
  const { t } = useTranslation("models");
  const step = rule.type === "int" ? 1 : 10 ** -(rule.precision ?? 2);
  const { min, max } = rule;
  const bounded = typeof min === "number" && typeof max === "number";
  return (
    <div className="flex items-start gap-3">
      {bounded && (
        <input
          type="range"
          aria-label={label}
          className="mt-2 h-4 min-w-0 flex-1 accent-accent"
          {...{ min, max, step, value }}
          onChange={(event) => onChange(Number(event.target.value))}
        />
      )}
      <NumberField
        className="w-28"
        ariaLabel={label}
        value={value}
        step={step}
        error={outOfRange(rule, value) ? t("parameters.range", { min: min ?? "−∞", max: max ?? "∞" }) : undefined}
        onValueChange={(next) => next !== null && onChange(next)}
      />
    </div>
  );
}
