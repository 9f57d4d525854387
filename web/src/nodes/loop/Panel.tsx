import { useTranslation } from "react-i18next";
import { SliderInput, TextInput } from "@/editor/panel/fields/inputs";
import { Rows } from "@/editor/panel/fields/Rows";
import { TypedValue } from "@/editor/panel/fields/TypedValue";
import { VariableField } from "@/editor/panel/fields/VariableField";
import { usePanel } from "@/editor/panel/panel";
import { Section } from "@/editor/panel/parts";
import { emptyOf, VALUE_TYPES } from "@/editor/panel/types";
import { freeName, freshId, isName, moved, setIn } from "@/editor/panel/write";
import { number, strings, text, type Raw } from "@/editor/raw";
import { useRenameVariable } from "@/editor/useNode";
import { Select } from "@/ui/Select";
import { Conditions } from "../Conditions";
import { ChoiceField } from "../model";

export function Panel() {
  const { t } = useTranslation("panels");
  const panel = usePanel();
  const count = number(panel.get("loop_count")) ?? 10;
  return (
    <>
      <Section title={t("loop.variables")} help={t("loop.variablesHelp")}>
        <LoopVariables />
      </Section>
      <Section title={t("loop.until")} help={t("loop.untilHelp")}>
        <Conditions
          inside
          conditions={panel.records("break_conditions")}
          joint={panel.text("logical_operator")}
          onChange={(next) => panel.set(["break_conditions"], next)}
          onJoint={(joint) => panel.set(["logical_operator"], joint)}
        />
      </Section>
      <SliderInput
        label={t("loop.count")}
        help={t("loop.countHelp")}
        min={1}
        max={Math.max(100, count)}
        value={count}
        onChange={(next) => panel.set(["loop_count"], Math.round(next))}
      />
    </>
  );
}

function LoopVariables() {
  const { t } = useTranslation("panels");
  const panel = usePanel();
  const renameVariable = useRenameVariable();
  const path = ["loop_variables"];
  const rows = panel.records(...path);
  const names = rows.map((one) => text(one["label"]));
  const add = () =>
    panel.set(path, [
      ...rows,
      { id: freshId(), label: freeName(names, "value"), var_type: "string", value_type: "constant", value: "" },
    ]);
  const rename = (index: number, name: string) => {
    const before = names[index] ?? "";
    if (name === "" || names.includes(name)) return;
    panel.set([...path, index, "label"], name);
    if (before !== "") renameVariable([panel.id, before], [panel.id, name]);
  };
  return (
    <Rows
      cards
      items={rows}
      keyOf={(one, index) => text(one["id"]) || String(index)}
      label={(one, index) => text(one["label"]) || t("rows.number", { number: index + 1 })}
      onMove={(from, to) => panel.set(path, moved(rows, from, to))}
      onRemove={(index) => panel.set(path, rows.toSpliced(index, 1))}
      onAdd={add}
      addLabel={t("rows.addVariable")}
      row={(one, index) => (
        <LoopVariable
          one={one}
          taken={names.indexOf(text(one["label"])) !== index}
          onRename={(name) => rename(index, name)}
          onChange={(next) => panel.set([...path, index], next)}
        />
      )}
    />
  );
}

interface Props {
  one: Raw;
  taken: boolean;
  onRename: (name: string) => void;
  onChange: (next: Raw) => void;
}

function LoopVariable({ one, taken, onRename, onChange }: Props) {
  const { t } = useTranslation("panels");
  const { readOnly } = usePanel();
  const name = text(one["label"]);
  const type = text(one["var_type"]) || "string";
  const variable = one["value_type"] === "variable";
  return (
    <div className="flex flex-col gap-2">
      <div className="grid grid-cols-[minmax(0,3fr)_minmax(0,2fr)] gap-1.5">
        <TextInput
          ariaLabel={t("name.label")}
          value={name}
          error={taken ? t("name.taken") : !isName(name) ? t("name.signs") : undefined}
          onChange={onRename}
        />
        <Select
          ariaLabel={t("type")}
          disabled={readOnly}
          value={type}
          onValueChange={(next) =>
            onChange({ ...one, var_type: next, ...(variable ? { value: [] } : { value: emptyOf(next) }) })
          }
          options={[...((VALUE_TYPES as readonly string[]).includes(type) ? [] : [type]), ...VALUE_TYPES].map(
            (value) => ({
              value,
              label: value,
            }),
          )}
        />
      </div>
      <div className="flex flex-wrap items-start gap-1.5">
        <ChoiceField
          label={t("kind.label")}
          value={variable ? "variable" : "constant"}
          onChange={(kind) => onChange({ ...one, value_type: kind, value: kind === "variable" ? [] : emptyOf(type) })}
          options={[
            { value: "constant", label: t("kind.constant") },
            { value: "variable", label: t("kind.variable") },
          ]}
        />
        <div className="min-w-40 flex-1">
          {variable ? (
            <VariableField
              ariaLabel={t("loop.first", { name })}
              types={[type]}
              value={strings(one["value"])}
              onChange={(selector) => onChange(setIn(one, ["value"], selector))}
            />
          ) : (
            <TypedValue
              label={t("loop.first", { name })}
              type={type}
              value={one["value"]}
              asText={typeof one["value"] === "string" && type !== "string"}
              onChange={(value) => onChange(setIn(one, ["value"], value))}
            />
          )}
        </div>
      </div>
    </div>
  );
}
