import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ToolItem, ToolProvider } from "@/api/tools";
import { SchemaField } from "@/forms/SchemaField";
import { wordsIn, type FieldSchema, type Words } from "@/forms/schema";
import { Button, Dialog, Segmented, TextArea } from "@/ui";
import type { AgentTool } from "./agent";
import type { Raw } from "./config";

interface Parameter {
  name: string;
  label?: Words | null;
  type: string;
  form: string;
  required: boolean;
  default?: unknown;
  options?: FieldSchema["options"];
  min?: number | null;
  max?: number | null;
  human_description?: Words | null;
  placeholder?: Words | null;
}

const asField = (one: Parameter): FieldSchema => ({
  variable: one.name,
  type: one.type,
  required: one.required,
  label: one.label ?? null,
  help: one.human_description ?? null,
  placeholder: one.placeholder ?? null,
  options: one.options ?? null,
  default: one.default,
  min: one.min ?? null,
  max: one.max ?? null,
});

/** A tool of an agent: what the model is told of it, and which of its parameters are fixed. */
export function ToolDialog({
  tool,
  item,
  provider,
  onSave,
  onClose,
}: {
  tool: AgentTool;
  item: ToolItem | undefined;
  provider: ToolProvider | undefined;
  onSave: (change: Partial<AgentTool>) => void;
  onClose: () => void;
}) {
  const { t, i18n } = useTranslation(["basic", "common"]);
  const [fixed, setFixed] = useState<Raw>(tool.fixed);
  const [description, setDescription] = useState(tool.description);
  const parameters = (item?.parameters ?? []) as unknown as Parameter[];
  const presets = parameters.filter((one) => one.form === "form");
  const asked = parameters.filter((one) => one.form !== "form");
  const set = (name: string, value: unknown) => setFixed((all) => ({ ...all, [name]: value }));
  const free = (name: string) => setFixed(({ [name]: _, ...rest }) => rest);
  const save = () => {
    onSave({ fixed, description: description.trim() });
    onClose();
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={item ? wordsIn(item.label, i18n.language) || tool.label : tool.label}
      description={provider ? wordsIn(provider.label, i18n.language) : undefined}
      onSubmit={save}
      footer={
        <>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button type="submit" variant="primary">
            {t("common:save")}
          </Button>
        </>
      }
    >
      <div className="space-y-5">
        <TextArea
          label={t("tools.description")}
          optional
          help={t("tools.descriptionHelp")}
          placeholder={item ? wordsIn(item.description, i18n.language) : ""}
          value={description}
          onChange={(event) => setDescription(event.target.value)}
        />
        {presets.length > 0 && (
          <section className="space-y-4">
            <h3 className="text-base font-semibold">{t("tools.presets")}</h3>
            {presets.map((one) => (
              <SchemaField
                key={one.name}
                field={asField(one)}
                label={wordsIn(one.label, i18n.language) || one.name}
                value={fixed[one.name]}
                masked={undefined}
                disabled={false}
                error={undefined}
                onChange={(value) => set(one.name, value)}
              />
            ))}
          </section>
        )}
        {asked.length > 0 && (
          <section className="space-y-3">
            <h3 className="text-base font-semibold">{t("tools.parameters")}</h3>
            <p className="text-small text-fg-3">{t("tools.parametersHelp")}</p>
            {asked.map((one) => {
              const label = wordsIn(one.label, i18n.language) || one.name;
              const isFixed = fixed[one.name] !== undefined && fixed[one.name] !== "";
              const held = one.name in fixed;
              return (
                <div key={one.name} className="rounded-control border border-line p-3">
                  <div className="flex flex-wrap items-center gap-2">
                    <span className="min-w-32 flex-1">
                      <span className="block text-base font-medium">{label}</span>
                      <span className="block text-small text-fg-3">
                        {wordsIn(one.human_description, i18n.language)}
                      </span>
                    </span>
                    <Segmented
                      label={t("tools.who", { name: label })}
                      value={held ? "fixed" : "auto"}
                      onValueChange={(who) => (who === "fixed" ? set(one.name, one.default ?? "") : free(one.name))}
                      options={[
                        { value: "auto", label: t("tools.auto") },
                        { value: "fixed", label: t("tools.fixed") },
                      ]}
                    />
                  </div>
                  {held && (
                    <div className="mt-2">
                      <SchemaField
                        field={{ ...asField(one), label: null, help: null }}
                        label={t("tools.value", { name: label })}
                        value={fixed[one.name]}
                        masked={undefined}
                        disabled={false}
                        error={isFixed || one.type === "boolean" ? undefined : t("tools.emptyFixed")}
                        onChange={(value) => set(one.name, value)}
                      />
                    </div>
                  )}
                </div>
              );
            })}
          </section>
        )}
        {parameters.length === 0 && <p className="text-base text-fg-3">{t("tools.noParameters")}</p>}
      </div>
    </Dialog>
  );
}
