import { useTranslation } from "react-i18next";
import { SliderInput } from "@/editor/panel/fields/inputs";
import { usePanel } from "@/editor/panel/panel";
import { Section } from "@/editor/panel/parts";
import { useServices } from "@/editor/panel/services";
import { TextCard } from "@/editor/panel/text/TextField";
import { setIn } from "@/editor/panel/write";
import { record } from "@/editor/raw";
import { RadioCards } from "@/ui/Choice";
import { Callout } from "@/ui/Feedback";
import { MemorySection, modelOf, withModel } from "../model";
import { Inputs } from "../tool/Inputs";
import { InputField } from "../tool/InputField";
import { readInput, textOf, writeInput } from "../tool/inputs";
import { MOST_ROUNDS, PROVIDER, roundsName, STRATEGIES, strategyOf } from "./strategies";
import { Toolbox } from "./Toolbox";

const PATH = ["agent_parameters"] as const;

export function Panel() {
  const { t } = useTranslation("panels");
  const panel = usePanel();
  const { ModelField, useAbilities } = useServices();
  const strategy = strategyOf(panel.data);
  const parameters = panel.record(...PATH);
  const model = record(readInput(parameters["model"])?.value);
  const choice = modelOf(model);
  const abilities = useAbilities(choice.provider, choice.name);
  const rounds = roundsName(parameters);
  const stored = Number(textOf(readInput(parameters[rounds])?.value) || 10);
  const put = (name: string, kind: "constant" | "mixed", value: unknown) =>
    panel.change((data) => setIn(data, [...PATH, name], writeInput(parameters[name], kind, value)), {
      field: `agent_parameters.${name}`,
    });
  const known = ["model", "tools", "instruction", "query", rounds];
  return (
    <>
      <Section title={t("agent.strategy")} help={t("agent.strategyHelp")} required>
        {strategy === null ? (
          <Callout tone="warn">
            {t("agent.plugin", { name: panel.text("agent_strategy_label") || panel.text("agent_strategy_name") })}
          </Callout>
        ) : (
          <div className={panel.readOnly ? "pointer-events-none" : ""}>
            <RadioCards
              hideLabel
              label={t("agent.strategy")}
              value={strategy === "" ? undefined : strategy}
              onValueChange={(name) =>
                panel.change((data) => ({
                  ...data,
                  agent_strategy_provider_name: panel.text("agent_strategy_provider_name") || PROVIDER,
                  agent_strategy_name: name,
                  agent_strategy_label: STRATEGIES.find((one) => one.name === name)?.label ?? name,
                }))
              }
              options={STRATEGIES.map((one) => ({
                value: one.name as string,
                label: t(`agent.name.${one.name}`),
                help: t(`agent.about.${one.name}`),
              }))}
            />
          </div>
        )}
      </Section>
      <Section title={t("model.title")} required>
        <ModelField
          label={t("model.title")}
          disabled={panel.readOnly}
          value={choice}
          onChange={(next) =>
            put("model", "constant", withModel({ model_type: "llm", type: "model-selector", ...model }, next, "model"))
          }
        />
        {strategy === "function_calling" && abilities.known && !abilities.tools && (
          <Callout tone="warn" className="mt-2">
            {t("agent.noCalls")}
          </Callout>
        )}
      </Section>
      <Toolbox />
      <Template name="instruction" label={t("instruction")} placeholder={t("agent.instruction")} put={put} />
      <Template name="query" label={t("agent.query")} placeholder={t("agent.queryHelp")} put={put} required />
      <SliderInput
        label={t("agent.rounds")}
        help={t("agent.roundsHelp")}
        min={1}
        max={MOST_ROUNDS}
        value={Number.isNaN(stored) ? 10 : stored}
        onChange={(next) => put(rounds, "constant", Math.round(next))}
      />
      <Inputs title={t("agent.more")} path={PATH} declared={[]} elsewhere={known} />
      <MemorySection />
    </>
  );
}

/** Instruction or query: a text with variables, or the one variable that an older file names. */
function Template({
  name,
  label,
  placeholder,
  required = false,
  put,
}: {
  name: string;
  label: string;
  placeholder: string;
  required?: boolean;
  put: (name: string, kind: "constant" | "mixed", value: unknown) => void;
}) {
  const panel = usePanel();
  const entry = panel.get(...PATH, name);
  const input = readInput(entry);
  if (input?.kind === "variable") {
    return (
      <InputField
        parameter={{ variable: name, type: "string", form: "llm", label: { en_US: label, zh_Hans: label }, required }}
        entry={entry}
        onChange={(next) => panel.set([...PATH, name], next)}
      />
    );
  }
  return (
    <TextCard
      label={label}
      title={
        <>
          {label}
          {required && <span className="text-bad">*</span>}
        </>
      }
      placeholder={placeholder}
      value={textOf(input?.value)}
      onChange={(value) => put(name, input?.kind === "mixed" ? "mixed" : "constant", value)}
    />
  );
}
