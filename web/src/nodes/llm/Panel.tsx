import { useTranslation } from "react-i18next";
import { Outputs } from "@/editor/panel/Outputs";
import { VariableField } from "@/editor/panel/fields/VariableField";
import { TextInput } from "@/editor/panel/fields/inputs";
import { usePanel } from "@/editor/panel/panel";
import { Section } from "@/editor/panel/parts";
import { useServices } from "@/editor/panel/services";
import { setIn } from "@/editor/panel/write";
import { list, record, records, text } from "@/editor/raw";
import type { NodeData } from "@/editor/spec";
import { Switch } from "@/ui/Choice";
import { Callout } from "@/ui/Feedback";
import { MemorySection, modelOf, useModelAbilities, VisionSection, withModel } from "../model";
import { Prompt } from "./Prompt";
import { StructuredOutput } from "./StructuredOutput";

/** A model of the other kind takes its prompt in another shape: messages, or one text. */
function withPromptFor(data: NodeData, mode: string): NodeData {
  const stored = data["prompt_template"];
  if (mode === "completion" && Array.isArray(stored)) {
    const joined = records(stored).map((one) => text(one["text"]));
    return { ...data, prompt_template: { text: joined.filter(Boolean).join("\n\n"), edition_type: "basic" } };
  }
  if (mode !== "completion" && !Array.isArray(stored)) {
    return { ...data, prompt_template: [{ role: "system", text: text(record(stored)["text"]) }] };
  }
  return data;
}

export function Panel() {
  const { t } = useTranslation("panels");
  const panel = usePanel();
  const { ModelField } = useServices();
  const abilities = useModelAbilities();
  const model = panel.record("model");
  const completion = !Array.isArray(panel.get("prompt_template")) && panel.get("prompt_template") !== undefined;
  return (
    <>
      <Section title={t("model.title")} required>
        <ModelField
          label={t("model.title")}
          disabled={panel.readOnly}
          value={modelOf(model)}
          onChange={(choice) =>
            panel.change(
              (data) => {
                const next = { ...data, model: withModel(record(data["model"]), choice) };
                return choice.mode === (text(model["mode"]) || "chat") ? next : withPromptFor(next, choice.mode);
              },
              { field: "model" },
            )
          }
        />
      </Section>
      <ContextField />
      <Prompt completion={completion} />
      <MemorySection query={!completion} />
      {completion && panel.mode === "advanced-chat" && <Speakers />}
      <VisionSection abilities={abilities} />
      <Switch
        label={t("llm.reasoning")}
        help={t("llm.reasoningHelp")}
        disabled={panel.readOnly}
        checked={panel.text("reasoning_format") === "separated"}
        onCheckedChange={(on) => panel.set(["reasoning_format"], on ? "separated" : "tagged")}
      />
      <Outputs variables={panel.scope.index.outputs(panel.id)} actions={<StructuredOutput />} />
    </>
  );
}

/** Knowledge or a text that `context` stands for in the prompt. */
function ContextField() {
  const { t } = useTranslation("panels");
  const panel = usePanel();
  const selector = panel.strings("context", "variable_selector");
  const on = panel.on("context", "enabled") && selector.length > 0;
  const prompts =
    list(panel.get("prompt_template")).length > 0
      ? panel.records("prompt_template")
      : [panel.record("prompt_template")];
  const used = prompts.some((one) =>
    `${text(one["text"])}${text(one["jinja2_text"])}`.match(/\{\{#context#\}\}|\bcontext\b/),
  );
  return (
    <Section title={t("llm.context")} help={t("llm.contextHelp")}>
      <VariableField
        clearable
        ariaLabel={t("llm.context")}
        types={["string", "array"]}
        value={selector}
        onChange={(chosen) =>
          panel.change((data) => {
            const next = setIn(data, ["context", "variable_selector"], chosen);
            return setIn(next, ["context", "enabled"], chosen.length > 0);
          })
        }
      />
      {on && !used && (
        <Callout tone="warn" className="mt-2">
          {t("llm.contextUnused")}
        </Callout>
      )}
    </Section>
  );
}

/** How the history of a completion model calls the two who speak. */
function Speakers() {
  const { t } = useTranslation("panels");
  const panel = usePanel();
  return (
    <Section title={t("llm.speakers")} help={t("llm.speakersHelp")}>
      <div className="grid grid-cols-2 gap-3">
        {(["user", "assistant"] as const).map((who) => (
          <TextInput
            key={who}
            label={t(`role.${who}`)}
            placeholder={who === "user" ? "Human" : "Assistant"}
            value={panel.text("memory", "role_prefix", who)}
            onChange={(value) => panel.set(["memory", "role_prefix", who], value)}
          />
        ))}
      </div>
    </Section>
  );
}
