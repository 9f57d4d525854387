import { Download, Pencil, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Rows } from "@/editor/panel/fields/Rows";
import { VariableField } from "@/editor/panel/fields/VariableField";
import { usePanel } from "@/editor/panel/panel";
import { Nothing, Section } from "@/editor/panel/parts";
import { useServices, type ToolInfo } from "@/editor/panel/services";
import { TextCard } from "@/editor/panel/text/TextField";
import { moved } from "@/editor/panel/write";
import { text, type Raw } from "@/editor/raw";
import { useRenameVariable } from "@/editor/useNode";
import { wordsIn } from "@/forms/schema";
import { Badge } from "@/ui/Badge";
import { Button, IconButton } from "@/ui/Button";
import { RadioCards } from "@/ui/Choice";
import { MemorySection, ModelSection, useModelAbilities, VisionSection } from "../model";
import { ToolMenu } from "../tool/ToolMenu";
import { ParameterDialog, PARAMETER_TYPES } from "./ParameterDialog";

type Mode = "function_call" | "prompt";

export function Panel() {
  const { t } = useTranslation("panels");
  const panel = usePanel();
  const abilities = useModelAbilities();
  const mode: Mode = panel.text("reasoning_mode") === "prompt" ? "prompt" : "function_call";
  return (
    <>
      <Section title={t("classifier.input")} required>
        <VariableField
          ariaLabel={t("classifier.input")}
          types={["string", "file", "array[file]"]}
          value={panel.strings("query")}
          onChange={(selector) => panel.set(["query"], selector)}
        />
      </Section>
      <ModelSection />
      <VisionSection abilities={abilities} />
      <Parameters />
      <TextCard
        label={t("instruction")}
        title={t("instruction")}
        placeholder={t("extractor.instruction")}
        value={panel.text("instruction")}
        onChange={(value) => panel.set(["instruction"], value)}
      />
      <div className={panel.readOnly ? "pointer-events-none" : ""}>
        <RadioCards<Mode>
          label={t("extractor.mode")}
          value={mode}
          onValueChange={(next) => panel.set(["reasoning_mode"], next)}
          options={[
            { value: "function_call", label: t("extractor.functionCall"), help: t("extractor.functionCallHelp") },
            { value: "prompt", label: t("extractor.prompt"), help: t("extractor.promptHelp") },
          ]}
        />
      </div>
      <MemorySection />
    </>
  );
}

function Parameters() {
  const { t, i18n } = useTranslation("panels");
  const panel = usePanel();
  const { useTools } = useServices();
  const tools = useTools();
  const renameVariable = useRenameVariable();
  const [editing, setEditing] = useState<number | "new" | null>(null);
  const rows = panel.records("parameters");
  const names = rows.map((one) => text(one["name"]));
  const put = (next: Raw[]) => panel.set(["parameters"], next);
  const save = (parameter: Raw) => {
    const before = typeof editing === "number" ? (names[editing] ?? "") : "";
    put(typeof editing === "number" ? rows.with(editing, parameter) : [...rows, parameter]);
    const after = text(parameter["name"]);
    if (before !== "" && before !== after) renameVariable([panel.id, before], [panel.id, after]);
  };
  const take = (tool: ToolInfo) => {
    const found = tool.parameters.filter((one) => one.form !== "form" && !names.includes(one.variable));
    put([
      ...rows,
      ...found.map((one) => ({
        name: one.variable,
        type: (PARAMETER_TYPES as readonly string[]).includes(one.type) ? one.type : "string",
        ...(one.options && one.options.length > 0 ? { type: "select", options: one.options.map((o) => o.value) } : {}),
        description: wordsIn(one.help, i18n.language) || wordsIn(one.label, i18n.language) || one.variable,
        required: one.required === true,
      })),
    ]);
  };
  return (
    <Section
      title={t("extractor.parameters")}
      required
      actions={
        !panel.readOnly && (
          <span className="flex items-center gap-1">
            <ToolMenu
              tools={tools}
              onChoose={take}
              trigger={
                <Button size="inline" variant="ghost" icon={<Download size={12} />}>
                  {t("extractor.fromTool")}
                </Button>
              }
            />
            <Button size="inline" variant="ghost" icon={<Plus size={12} />} onClick={() => setEditing("new")}>
              {t("add")}
            </Button>
          </span>
        )
      }
    >
      {rows.length === 0 && <Nothing>{t("extractor.none")}</Nothing>}
      <Rows
        items={rows}
        label={(one, index) => text(one["name"]) || t("rows.number", { number: index + 1 })}
        onMove={(from, to) => put(moved(rows, from, to))}
        onRemove={(index) => put(rows.toSpliced(index, 1))}
        row={(one, index) => (
          <div className="flex items-start gap-2 rounded-control border border-line px-2.5 py-1.5">
            <div className="min-w-0 flex-1">
              <p className="flex flex-wrap items-center gap-2">
                <span className="font-mono text-small">{text(one["name"])}</span>
                <span className="text-meta text-fg-3">{text(one["type"])}</span>
                {one["required"] === true && <Badge>{t("required")}</Badge>}
              </p>
              <p className="text-small break-words text-fg-3">{text(one["description"])}</p>
            </div>
            <IconButton
              size="inline"
              label={t("extractor.edit", { name: text(one["name"]) })}
              icon={<Pencil size={12} />}
              onClick={() => setEditing(index)}
            />
          </div>
        )}
      />
      {editing !== null && (
        <ParameterDialog
          parameter={typeof editing === "number" ? rows[editing] : undefined}
          others={names.filter((_, index) => index !== editing)}
          readOnly={panel.readOnly}
          onSave={save}
          onClose={() => setEditing(null)}
        />
      )}
    </Section>
  );
}
