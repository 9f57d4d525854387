import { RotateCcw, SlidersHorizontal, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useParameterRules, type ParameterRule } from "@/api/providers";
import { wordsIn } from "@/forms/schema";
import { Button, cn, IconButton, Popover, Skeleton, TextArea } from "@/ui";
import { outOfRange, PRESETS, presetOf, takesPresets, withPreset } from "./choice";
import { Rule } from "./ParameterRule";

type Params = Record<string, unknown>;

interface Props {
  provider: string;
  model: string;
  params: Params;
  onChange: (params: Params) => void;
}

/** The parameters of a model, behind a button. */
export function ModelParameters(props: Props) {
  const { provider, model, params } = props;
  const { t } = useTranslation("models");
  const rules = useParameterRules(provider, model);
  const wrong = (rules.data?.data ?? []).some((rule) => outOfRange(rule, params[rule.name]));
  const set = Object.keys(params).length;
  return (
    <Popover
      align="end"
      label={t("parameters.title")}
      className="w-[min(420px,92vw)]"
      trigger={
        <IconButton
          variant="secondary"
          label={t("parameters.title")}
          disabled={model === ""}
          className={cn(set > 0 && "text-accent-text")}
          icon={<SlidersHorizontal size={14} className={wrong ? "text-bad" : ""} />}
        />
      }
    >
      <ParameterPanel {...props} />
    </Popover>
  );
}

/** Presets and one row for each parameter; what the model does not name is kept and can be taken out. */
export function ParameterPanel({ provider, model, params, onChange }: Props) {
  const { t, i18n } = useTranslation(["models", "common"]);
  const rules = useParameterRules(provider, model);
  const known = rules.data?.data ?? [];
  const names = new Set([...known.map((rule) => rule.name), "stop"]);
  const others = rules.data ? Object.keys(params).filter((name) => !names.has(name)) : [];
  const current = presetOf(params, known);
  const without = (name: string) => Object.fromEntries(Object.entries(params).filter(([key]) => key !== name));
  const set = (name: string, value: unknown) =>
    onChange(value === undefined ? without(name) : { ...params, [name]: value });
  const shown = (rule: ParameterRule) =>
    rule.name !== "json_schema" || params["response_format"] === "json_schema" || params["json_schema"] !== undefined;
  return (
    <>
      <div className="sticky top-0 z-10 flex flex-wrap items-center gap-1.5 border-b border-line bg-surface px-4 py-2.5">
        <h2 className="text-base font-semibold whitespace-nowrap">{t("parameters.title")}</h2>
        <IconButton
          size="inline"
          label={t("parameters.reset")}
          icon={<RotateCcw size={12} />}
          disabled={Object.keys(params).length === 0}
          onClick={() => onChange({})}
        />
        <span className="flex-1" />
        <div role="group" aria-label={t("parameters.presets")} className="flex gap-1">
          {PRESETS.map((preset) => (
            <Button
              key={preset}
              size="inline"
              aria-pressed={preset === current}
              className="aria-pressed:border-accent aria-pressed:bg-selected aria-pressed:text-accent-text"
              disabledReason={rules.data && !takesPresets(known) ? t("parameters.noPresets") : undefined}
              onClick={() => onChange(withPreset(params, known, preset))}
            >
              {t(`parameters.preset.${preset}`)}
            </Button>
          ))}
        </div>
      </div>
      <div className="flex flex-col gap-4 p-4">
        {rules.isPending && <Skeleton className="h-40" />}
        {rules.error && <p className="text-base text-bad">{t("parameters.noRules")}</p>}
        {rules.data && known.length === 0 && <p className="text-base text-fg-2">{t("parameters.none")}</p>}
        {known.filter(shown).map((rule) => (
          <Rule
            key={rule.name}
            rule={rule}
            label={wordsIn(rule.label, i18n.language) || rule.name}
            value={params[rule.name]}
            onChange={(value) => set(rule.name, value)}
          />
        ))}
        {rules.data && !known.some((rule) => rule.name === "stop") && (
          <Stops value={params["stop"]} onChange={(stop) => set("stop", stop.length > 0 ? stop : undefined)} />
        )}
        {others.length > 0 && (
          <section className="border-t pt-3">
            <h3 className="text-small text-fg-3">{t("parameters.others")}</h3>
            <ul className="mt-1 space-y-1">
              {others.map((name) => (
                <li key={name} className="flex items-center gap-2 font-mono text-small">
                  <span className="min-w-0 flex-1 truncate">
                    {name} = {JSON.stringify(params[name])}
                  </span>
                  <IconButton
                    size="inline"
                    label={t("parameters.removeOther", { name })}
                    icon={<X size={12} />}
                    onClick={() => onChange(without(name))}
                  />
                </li>
              ))}
            </ul>
          </section>
        )}
      </div>
    </>
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
