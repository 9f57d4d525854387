import { Plus, Sparkles, Trash2 } from "lucide-react";
import { lazy, Suspense, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { withTexts } from "@/i18n";
import { Button, IconButton, Select, TextField } from "@/ui";
import { isExpert, listOf, modelOf, rawOf, textOf, type Raw } from "./config";
import { useEditing } from "./edit";
import { PromptEditor, type Insertable } from "./PromptEditor";
import { Section } from "./Section";
import { undeclared, variablesOf } from "./variables";

const Generator = lazy(
  withTexts(() => import("./Generator").then((module) => ({ default: module.Generator })), "generator", "models"),
);
const MOST = 10;

/** What can stand in a prompt: the app's variables, and in expert prompts the blocks that the server fills. */
function useInsertables(blocks: readonly string[]): Insertable[] {
  const { t } = useTranslation("basic");
  const { config } = useEditing();
  return useMemo(
    () => [
      ...variablesOf(config).map((one) => ({ name: one.name, hint: one.label })),
      ...blocks.map((block) => ({ name: `#${block}#`, hint: t(`prompt.block.${block as "context"}`) })),
    ],
    [config, blocks, t],
  );
}

export function PromptSection() {
  const { config } = useEditing();
  return isExpert(config) ? <ExpertPrompt /> : <SimplePrompt />;
}

const CONTEXT = ["context"];

function SimplePrompt() {
  const { t } = useTranslation("basic");
  const { mode, config, change, addVariable } = useEditing();
  const [generating, setGenerating] = useState(false);
  const insertables = useInsertables(CONTEXT);
  const value = textOf(config["pre_prompt"]);
  const set = (pre_prompt: string) => change((all) => ({ ...all, pre_prompt }));
  return (
    <Section
      title={mode === "agent-chat" ? t("prompt.instructions") : t("prompt.title")}
      help={t("prompt.help")}
      actions={
        <Button size="compact" variant="ghost" icon={<Sparkles size={14} />} onClick={() => setGenerating(true)}>
          {t("prompt.generate")}
        </Button>
      }
    >
      <PromptEditor
        label={mode === "agent-chat" ? t("prompt.instructions") : t("prompt.title")}
        value={value}
        onChange={set}
        insertables={insertables}
        onNew={addVariable}
        placeholder={t("prompt.placeholder")}
        rows={8}
      />
      <Undeclared />
      <footer className="flex justify-end border-t border-line px-4 py-1.5 text-meta text-fg-3 tabular">
        {t("prompt.characters", { count: [...value].length })}
      </footer>
      {generating && (
        <Suspense>
          <Generator current={value} onInsert={set} onClose={() => setGenerating(false)} />
        </Suspense>
      )}
    </Section>
  );
}

/** Names that the prompt uses and nothing declares, each with a way to declare it. */
function Undeclared() {
  const { t } = useTranslation("basic");
  const { config, addVariable } = useEditing();
  const names = undeclared(config);
  if (names.length === 0) return null;
  return (
    <p role="status" className="flex flex-wrap items-center gap-1.5 bg-warn-soft px-4 py-2 text-small text-fg-2">
      {t("prompt.undeclared")}
      {names.map((name) => (
        <Button key={name} size="inline" icon={<Plus size={12} />} onClick={() => addVariable(name)}>
          <span className="font-mono">{name}</span>
        </Button>
      ))}
    </p>
  );
}

const CHAT_BLOCKS = ["context", "query", "histories"];

/** Prompts of imported apps that were written message by message. */
function ExpertPrompt() {
  const { t } = useTranslation("basic");
  const { config } = useEditing();
  const asText = modelOf(config).mode === "completion";
  return (
    <Section title={t("prompt.expert")} help={t("prompt.expertHelp")}>
      {asText ? <OneText /> : <Messages />}
      <Undeclared />
    </Section>
  );
}

function Messages() {
  const { t } = useTranslation("basic");
  const { config, change, addVariable } = useEditing();
  const insertables = useInsertables(CHAT_BLOCKS);
  const messages = listOf(rawOf(config["chat_prompt_config"])["prompt"]);
  const set = (prompt: Raw[]) =>
    change((all) => ({ ...all, chat_prompt_config: { ...rawOf(all["chat_prompt_config"]), prompt } }));
  return (
    <div className="flex flex-col gap-3 px-4 pb-4">
      {messages.map((message, index) => (
        <div key={index} className="rounded-control border border-line">
          <div className="flex items-center gap-2 border-b border-line py-1 pr-1 pl-2">
            <Select
              compact
              className="w-32"
              ariaLabel={t("prompt.role")}
              value={textOf(message["role"])}
              onValueChange={(role) => set(messages.map((one, at) => (at === index ? { ...one, role } : one)))}
              options={["system", "user", "assistant"].map((role) => ({ value: role, label: role }))}
            />
            <span className="flex-1" />
            <IconButton
              size="compact"
              label={t("prompt.removeMessage", { number: index + 1 })}
              icon={<Trash2 size={14} />}
              onClick={() => set(messages.filter((_, at) => at !== index))}
            />
          </div>
          <PromptEditor
            label={t("prompt.message", { number: index + 1 })}
            value={textOf(message["text"])}
            rows={3}
            insertables={insertables}
            onNew={addVariable}
            onChange={(text) => set(messages.map((one, at) => (at === index ? { ...one, text } : one)))}
          />
        </div>
      ))}
      <Button
        className="self-start"
        icon={<Plus size={14} />}
        disabledReason={messages.length >= MOST ? t("prompt.mostMessages", { count: MOST }) : undefined}
        onClick={() => set([...messages, { role: messages.length === 0 ? "system" : "user", text: "" }])}
      >
        {t("prompt.addMessage")}
      </Button>
    </div>
  );
}

function OneText() {
  const { t } = useTranslation("basic");
  const { config, change, addVariable, mode } = useEditing();
  const insertables = useInsertables(CHAT_BLOCKS);
  const stored = rawOf(config["completion_prompt_config"]);
  const prefixes = rawOf(stored["conversation_histories_role"]);
  const set = (more: Raw) =>
    change((all) => ({
      ...all,
      completion_prompt_config: { ...rawOf(all["completion_prompt_config"]), ...more },
    }));
  const prefix = (key: "user_prefix" | "assistant_prefix") => (
    <TextField
      className="flex-1"
      label={t(`prompt.${key}`)}
      value={textOf(prefixes[key])}
      onChange={(event) => set({ conversation_histories_role: { ...prefixes, [key]: event.target.value } })}
    />
  );
  return (
    <>
      <PromptEditor
        label={t("prompt.expert")}
        value={textOf(rawOf(stored["prompt"])["text"])}
        insertables={insertables}
        onNew={addVariable}
        onChange={(text) => set({ prompt: { ...rawOf(stored["prompt"]), text } })}
      />
      {mode === "chat" && (
        <div className="flex flex-wrap gap-3 border-t border-line px-4 py-3">
          {prefix("user_prefix")}
          {prefix("assistant_prefix")}
        </div>
      )}
    </>
  );
}
