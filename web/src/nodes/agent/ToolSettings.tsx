import { useTranslation } from "react-i18next";
import { AreaInput } from "@/editor/panel/fields/inputs";
import { isRecord } from "@/editor/content";
import type { ToolInfo, ToolParameter } from "@/editor/panel/services";
import { setIn } from "@/editor/panel/write";
import { record, text, type Raw } from "@/editor/raw";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { ChoiceField } from "../model";
import { InputField } from "../tool/InputField";

interface Props {
  tool: Raw;
  info: ToolInfo | undefined;
  onChange: (tool: Raw) => void;
  onClose: () => void;
}

/** The value that is fixed, however the file wraps it; the model chooses it while it is on auto. */
function held(entry: unknown): { auto: boolean; value: unknown } {
  if (isRecord(entry) && "auto" in entry) {
    return { auto: ![0, false, "0", null].includes(entry["auto"] as never), value: entry["value"] };
  }
  if (isRecord(entry) && !("type" in entry) && "value" in entry) return { auto: false, value: entry["value"] };
  return { auto: entry === undefined || entry === null || entry === "", value: entry };
}

/** The entry with another value, wrapped as it was. */
function wrapped(entry: unknown, auto: boolean, value: unknown): unknown {
  if (isRecord(entry) && !("type" in entry)) return { ...entry, auto: auto ? 1 : 0, value };
  return { auto: auto ? 1 : 0, value };
}

/** What the model is told of a tool, and which of its parameters are fixed. */
export function ToolSettings({ tool, info, onChange, onClose }: Props) {
  const { t } = useTranslation(["panels", "common"]);
  const names = Object.keys({ ...record(tool["settings"]), ...record(tool["parameters"]) });
  const declared: readonly ToolParameter[] =
    info?.parameters ?? names.map((name) => ({ variable: name, type: "string", form: "llm" }));
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={info?.label ?? (text(tool["tool_label"]) || text(tool["tool_name"]))}
      description={info?.providerLabel}
      footer={<Button onClick={onClose}>{t("common:ui.close")}</Button>}
    >
      <div className="flex flex-col gap-5">
        <AreaInput
          label={t("agent.description")}
          optional
          help={t("agent.descriptionHelp")}
          placeholder={info?.description}
          value={text(record(tool["extra"])["description"])}
          onChange={(value) => onChange(setIn(tool, ["extra", "description"], value))}
        />
        {declared
          .filter((one) => one.form === "form")
          .map((one) => {
            const entry = record(tool["settings"])[one.variable];
            const bare = !isRecord(entry) || "type" in entry;
            return (
              <InputField
                key={one.variable}
                parameter={one}
                entry={bare ? entry : held(entry).value}
                onChange={(value) =>
                  onChange(setIn(tool, ["settings", one.variable], bare ? value : { ...entry, value }))
                }
              />
            );
          })}
        {declared
          .filter((one) => one.form !== "form")
          .map((one) => {
            const entry = record(tool["parameters"])[one.variable];
            const { auto, value } = held(entry);
            const set = (on: boolean, next: unknown) =>
              onChange(setIn(tool, ["parameters", one.variable], wrapped(entry, on, next)));
            return (
              <div key={one.variable} className="rounded-control border border-line p-3">
                <div className="mb-1 flex items-center gap-2">
                  <code className="min-w-0 flex-1 truncate text-small">{one.variable}</code>
                  <ChoiceField
                    label={t("agent.who", { name: one.variable })}
                    value={auto ? "auto" : "fixed"}
                    onChange={(who) => set(who === "auto", who === "auto" ? null : (one.default ?? ""))}
                    options={[
                      { value: "auto", label: t("agent.auto") },
                      { value: "fixed", label: t("agent.fixed") },
                    ]}
                  />
                </div>
                {!auto && <InputField parameter={one} entry={value} onChange={(next) => set(false, next)} />}
              </div>
            );
          })}
        {declared.length === 0 && <p className="text-base text-fg-3">{t("agent.noParameters")}</p>}
      </div>
    </Dialog>
  );
}
