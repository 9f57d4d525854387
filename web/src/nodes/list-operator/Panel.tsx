import { useTranslation } from "react-i18next";
import { NumberInput, SliderInput } from "@/editor/panel/fields/inputs";
import { VariableField } from "@/editor/panel/fields/VariableField";
import { usePanel } from "@/editor/panel/panel";
import { Section, SwitchSection } from "@/editor/panel/parts";
import { TemplateField } from "@/editor/panel/text/TextField";
import { number, text, type Raw } from "@/editor/raw";
import { elementType, FILE_KEYS } from "@/editor/variables";
import { Select } from "@/ui/Select";
import { Comparison, FileCondition } from "../Comparison";
import { operatorsFor } from "../comparisons";
import { ChoiceField } from "../model";

const LISTS = ["array[string]", "array[number]", "array[boolean]", "array[file]"];

/** A first condition for items of a type. */
function firstCondition(item: string): Raw {
  if (item === "file") return { key: "name", comparison_operator: "contains", value: "" };
  return { key: "", comparison_operator: operatorsFor(item)[0], value: item === "boolean" ? true : "" };
}

export function Panel() {
  const { t } = useTranslation("panels");
  const panel = usePanel();
  const selector = panel.strings("variable");
  const stored = panel.text("var_type");
  const item = panel.text("item_var_type") || elementType(stored || panel.scope.typeOf(selector));
  const conditions = panel.records("filter_by", "conditions");
  const switched = (member: string, on: boolean, first: Raw) =>
    panel.set([member], { ...first, ...panel.record(member), enabled: on });
  return (
    <>
      <Section title={t("list.input")} required>
        <VariableField
          ariaLabel={t("list.input")}
          types={LISTS}
          value={selector}
          onChange={(chosen, variable) =>
            panel.change((data) => {
              const type = variable?.type ?? "";
              const next = { ...data, variable: chosen, var_type: type, item_var_type: elementType(type) };
              if (elementType(type) === item || conditions.length === 0) return next;
              return {
                ...next,
                filter_by: { ...panel.record("filter_by"), conditions: [firstCondition(elementType(type))] },
              };
            })
          }
        />
      </Section>
      <SwitchSection
        title={t("list.filter")}
        help={t("list.filterHelp")}
        checked={panel.on("filter_by", "enabled")}
        onChange={(on) => switched("filter_by", on, { conditions: [firstCondition(item)] })}
      >
        {conditions.map((condition, index) => {
          const set = (next: Raw) => panel.set(["filter_by", "conditions", index], next);
          return item === "file" ? (
            <FileCondition key={index} condition={condition} onChange={set} />
          ) : (
            <Comparison key={index} condition={condition} type={item} onChange={set} />
          );
        })}
      </SwitchSection>
      <SwitchSection
        title={t("list.extract")}
        help={t("list.extractHelp")}
        checked={panel.on("extract_by", "enabled")}
        onChange={(on) => switched("extract_by", on, { serial: "1" })}
      >
        <TemplateField
          label={t("list.serial")}
          types={["number", "string"]}
          value={panel.text("extract_by", "serial")}
          onChange={(value) => panel.set(["extract_by", "serial"], value)}
        />
      </SwitchSection>
      <SwitchSection
        title={t("list.order")}
        checked={panel.on("order_by", "enabled")}
        onChange={(on) => switched("order_by", on, { key: item === "file" ? "name" : "", value: "asc" })}
      >
        <div className="flex flex-wrap items-center gap-2">
          {item === "file" && (
            <Select
              className="min-w-32 flex-1"
              ariaLabel={t("file.attribute")}
              disabled={panel.readOnly}
              value={panel.text("order_by", "key") || undefined}
              onValueChange={(key) => panel.set(["order_by", "key"], key)}
              options={FILE_KEYS.map((value) => ({ value, label: t(`file.key.${value as "name"}`) }))}
            />
          )}
          <ChoiceField
            label={t("list.order")}
            value={panel.text("order_by", "value") === "desc" ? "desc" : "asc"}
            onChange={(value) => panel.set(["order_by", "value"], value)}
            options={[
              { value: "asc", label: t("list.asc") },
              { value: "desc", label: t("list.desc") },
            ]}
          />
        </div>
      </SwitchSection>
      <SwitchSection
        title={t("list.limit")}
        checked={panel.on("limit", "enabled")}
        onChange={(on) => switched("limit", on, { size: 10 })}
      >
        <Limit />
      </SwitchSection>
    </>
  );
}

function Limit() {
  const { t } = useTranslation("panels");
  const panel = usePanel();
  const size = number(panel.get("limit", "size")) ?? Number(text(panel.get("limit", "size")) || 10);
  const set = (next: number) => panel.set(["limit", "size"], Math.round(next));
  // A number outside what can be set here is shown as it is.
  if (size < 1 || size > 20) {
    return (
      <NumberInput
        ariaLabel={t("list.size")}
        value={size}
        error={t("range", { min: 1, max: 20 })}
        onChange={(next) => next !== null && set(next)}
      />
    );
  }
  return <SliderInput ariaLabel={t("list.size")} min={1} max={20} value={size} onChange={set} />;
}
