import { useTranslation } from "react-i18next";
import { InputRows } from "@/editor/panel/fields/InputRows";
import { Rows } from "@/editor/panel/fields/Rows";
import { usePanel } from "@/editor/panel/panel";
import { Section, Wrong } from "@/editor/panel/parts";
import { Generate } from "@/editor/panel/text/Generate";
import { TextCard } from "@/editor/panel/text/TextField";
import { freshId, moved, setIn, type Path } from "@/editor/panel/write";
import { text, type Raw } from "@/editor/raw";
import { Switch } from "@/ui/Choice";
import { Select } from "@/ui/Select";
import { modelOf } from "../model";

const ROLES = ["system", "user", "assistant"] as const;
const isJinja = (message: Raw): boolean => message["edition_type"] === "jinja2";

/** The messages of a chat model, or the one text of a completion model. */
export function Prompt({ completion }: { completion: boolean }) {
  const { t } = useTranslation("panels");
  const panel = usePanel();
  const messages = completion ? [panel.record("prompt_template")] : panel.records("prompt_template");
  const put = (next: Raw[]) => panel.set(["prompt_template"], next);
  const empty = messages.every((one) => text(one["text"]).trim() === "" && text(one["jinja2_text"]).trim() === "");
  const next = messages.at(-1)?.["role"] === "user" ? "assistant" : "user";
  return (
    <>
      <Section title={t("llm.prompt")} help={completion ? t("llm.promptHelpOne") : t("llm.promptHelp")} required>
        {completion ? (
          <Message path={["prompt_template"]} message={messages[0] ?? {}} title={t("llm.prompt")} completion />
        ) : (
          <Rows
            items={messages}
            label={(one, index) => t("llm.message", { number: index + 1, role: roleName(one) })}
            keyOf={(one, index) => text(one["id"]) || String(index)}
            onMove={(from, to) => put(moved(messages, from, to))}
            onRemove={(index) => put(messages.toSpliced(index, 1))}
            keep={messages.length === 1 ? t("llm.lastMessage") : undefined}
            onAdd={() => put([...messages, { id: freshId(), role: next, text: "" }])}
            addLabel={t("llm.addMessage")}
            row={(one, index) => (
              <Message
                path={["prompt_template", index]}
                message={one}
                title={
                  <Select
                    compact
                    className="w-28"
                    ariaLabel={t("llm.role")}
                    disabled={panel.readOnly}
                    value={text(one["role"]) || "user"}
                    onValueChange={(role) => panel.set(["prompt_template", index, "role"], role)}
                    options={ROLES.map((role) => ({ value: role, label: t(`role.${role}`) }))}
                  />
                }
              />
            )}
          />
        )}
        {empty && messages.length > 0 && <Wrong>{t("llm.noPrompt")}</Wrong>}
      </Section>
      {messages.some(isJinja) && (
        <Section title={t("llm.jinjaInputs")} help={t("llm.jinjaHelp")}>
          <InputRows path={["prompt_config", "jinja2_variables"]} />
        </Section>
      )}
    </>
  );

  function roleName(one: Raw): string {
    const role = text(one["role"]);
    return ROLES.includes(role as "user") ? t(`role.${role as "user"}`) : role;
  }
}

function Message({
  path,
  message,
  title,
  completion = false,
}: {
  path: Path;
  message: Raw;
  title: React.ReactNode;
  completion?: boolean;
}) {
  const { t } = useTranslation("panels");
  const panel = usePanel();
  const jinja = isJinja(message);
  const names = panel.records("prompt_config", "jinja2_variables").map((one) => text(one["variable"]));
  const context = panel.on("context", "enabled");
  const specials = [
    ...(context ? ["context"] : []),
    ...(completion && panel.mode === "advanced-chat" ? ["histories"] : []),
  ];
  const value = text(message[jinja ? "jinja2_text" : "text"]);
  const write = (next: string) => panel.set([...path, jinja ? "jinja2_text" : "text"], next);
  const toggle = (on: boolean) =>
    panel.change((data) => {
      const next = setIn(data, [...path, "edition_type"], on ? "jinja2" : "basic");
      const unwritten = on && text(message["jinja2_text"]) === "";
      return unwritten ? setIn(next, [...path, "jinja2_text"], text(message["text"])) : next;
    });
  return (
    <TextCard
      title={title}
      label={t("llm.promptOf", { role: completion ? t("llm.prompt") : text(message["role"]) })}
      value={value}
      placeholder={t("llm.placeholder")}
      specials={specials}
      names={[...names, ...(context ? ["context"] : [])]}
      {...(jinja ? { language: "jinja" as const, plain: true } : {})}
      onChange={write}
      footer={t("characters", { count: [...value].length })}
      actions={
        <>
          <span className="mr-1">
            <Switch label="Jinja" checked={jinja} disabled={panel.readOnly} onCheckedChange={toggle} />
          </span>
          <Generate
            kind="prompt"
            current={value}
            model={modelOf(panel.record("model"))}
            {...(jinja ? { inputs: names.map((name) => ({ name: `{{ ${name} }}`, type: "" })) } : { references: true })}
            onApply={write}
          />
        </>
      }
    />
  );
}
