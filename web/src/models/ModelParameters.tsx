import { SlidersHorizontal } from "lucide-react";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { useParameterRules, type ParameterRule } from "@/api/providers";
import { wordsIn } from "@/forms/schema";
import { Button, IconButton, NumberField, Popover, Select, Skeleton, Switch, TextArea, TextField } from "@/ui";
import { outOfRange, PRESETS, withPreset } from "./choice";

type Params = Record<string, unknown>;

interface Props {
  provider: string;
  model: string;
  params: Params;
  onChange: (params: Params) => void;
}

/** The parameters of a model, behind a button. */
export function ModelParameters({ provider, model, params, onChange }: Props) {
  const { t } = useTranslation("models");
  const rules = useParameterRules(provider, model);
  const known = rules.data?.data ?? [];
  const wrong = known.some((rule) => outOfRange(rule, params[rule.name]));
  return (
    <Popover
      align="end"
      label={t("parameters.title")}
      className="w-[min(400px,92vw)]"
      trigger={
        <IconButton
          variant="secondary"
          label={t("parameters.title")}
          disabled={model === ""}
          icon={<SlidersHorizontal size={14} className={wrong ? "text-bad" : ""} />}
        />
      }
    >
      <div className="flex flex-wrap items-center gap-1.5 border-b border-line px-4 py-2.5">
        <h2 className="min-w-20 flex-1 text-base font-semibold">{t("parameters.title")}</h2>
        {PRESETS.map((preset) => (
          <Button key={preset} size="inline" onClick={() => onChange(withPreset(params, known, preset))}>
            {t(`parameters.preset.${preset}`)}
          </Button>
        ))}
      </div>
      <div className="flex flex-col gap-4 p-4">
        {rules.isPending && <Skeleton className="h-40" />}
        {rules.error && <p className="text-base text-bad">{t("parameters.noRules")}</p>}
        {known.map((rule) => (
          <Rule
            key={rule.name}
            rule={rule}
            value={params[rule.name]}
            onChange={(value) => {
              const { [rule.name]: _, ...rest } = params;
              onChange(value === undefined ? rest : { ...rest, [rule.name]: value });
            }}
          />
        ))}
        {!known.some((rule) => rule.name === "stop") && rules.data && (
          <Stops
            value={params["stop"]}
            onChange={(stop) => {
              const { stop: _, ...rest } = params;
              onChange(stop.length > 0 ? { ...rest, stop } : rest);
            }}
          />
        )}
      </div>
    </Popover>
  );
}

/** One parameter: off means that the model's own default counts. */
function Rule({ rule, value, onChange }: { rule: ParameterRule; value: unknown; onChange: (value: unknown) => void }) {
  const { t, i18n } = useTranslation("models");
  const label = wordsIn(rule.label, i18n.language) || rule.name;
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
  const id = useId();
  const step = rule.type === "int" ? 1 : 10 ** -(rule.precision ?? 2);
  const { min, max } = rule;
  const bounded = typeof min === "number" && typeof max === "number";
  return (
    <div className="flex items-start gap-3">
      {bounded && (
        <input
          id={id}
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

/** Up to four texts at which the model ends. */
function Stops({ value, onChange }: { value: unknown; onChange: (stop: string[]) => void }) {
  const { t } = useTranslation("models");
  const stops = Array.isArray(value) ? value.map(String) : [];
  return (
    <TextArea
      label={t("parameters.stop")}
      optional
      help={t("parameters.stopHelp")}
      rows={1}
      mono
      defaultValue={stops.join("\n")}
      onChange={(event) => onChange(event.target.value.split("\n").filter(Boolean).slice(0, 4))}
    />
  );
}
