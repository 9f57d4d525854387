import { useTranslation } from "react-i18next";
import { SliderInput } from "@/editor/panel/fields/inputs";
import { VariableField } from "@/editor/panel/fields/VariableField";
import { usePanel } from "@/editor/panel/panel";
import { Section, SwitchSection } from "@/editor/panel/parts";
import { number } from "@/editor/raw";
import { Callout } from "@/ui/Feedback";
import { Select } from "@/ui/Select";
import { Switch } from "@/ui/Choice";

const MODES = ["terminated", "continue-on-error", "remove-abnormal-output"] as const;
const RISKY = new Set(["answer", "assigner", "tool"]);

export function Panel() {
  const { t } = useTranslation("panels");
  const panel = usePanel();
  const { index } = panel.scope;
  const inside = index.document.order.filter((id) => index.within(panel.id, id));
  const risky = inside.flatMap((id) => {
    const node = index.document.nodes[id];
    return node && RISKY.has(node.type) ? [node.title || node.type] : [];
  });
  const output = panel.strings("output_selector");
  const parallel = panel.on("is_parallel");
  const most = number(panel.get("parallel_nums")) ?? 10;
  const mode = MODES.find((one) => one === panel.text("error_handle_mode")) ?? "terminated";
  return (
    <>
      <Section title={t("iteration.input")} help={t("iteration.inputHelp")} required>
        <VariableField
          ariaLabel={t("iteration.input")}
          types={["array"]}
          value={panel.strings("iterator_selector")}
          onChange={(selector, variable) =>
            panel.change((data) => ({
              ...data,
              iterator_selector: selector,
              ...(variable && variable.type !== "" ? { iterator_input_type: variable.type } : {}),
            }))
          }
        />
      </Section>
      <Section title={t("iteration.output")} help={t("iteration.outputHelp")} required>
        <VariableField
          inside
          only={(selector) => inside.includes(selector[0] ?? "")}
          ariaLabel={t("iteration.output")}
          value={output}
          onChange={(selector, variable) =>
            panel.change((data) => {
              const type = variable?.type ?? "";
              const joined = data["flatten_output"] !== false && type.startsWith("array[");
              return {
                ...data,
                output_selector: selector,
                output_type: type === "" ? "array[any]" : joined ? type : `array[${type}]`,
              };
            })
          }
        />
      </Section>
      <SwitchSection
        title={t("iteration.parallel")}
        help={t("iteration.parallelHelp")}
        checked={parallel}
        onChange={(on) => panel.set(["is_parallel"], on)}
      >
        <SliderInput
          label={t("iteration.most")}
          min={1}
          max={10}
          value={most}
          onChange={(next) => panel.set(["parallel_nums"], Math.round(next))}
        />
        {risky.length > 0 && <Callout tone="warn">{t("iteration.risky", { names: risky.join(", ") })}</Callout>}
      </SwitchSection>
      <Select
        label={t("iteration.errors")}
        disabled={panel.readOnly}
        value={mode}
        onValueChange={(next) => panel.set(["error_handle_mode"], next)}
        options={MODES.map((value) => ({ value, label: t(`iteration.mode.${value}`) }))}
      />
      <Switch
        label={t("iteration.flatten")}
        help={t("iteration.flattenHelp")}
        disabled={panel.readOnly}
        checked={panel.get("flatten_output") !== false}
        onCheckedChange={(on) => panel.set(["flatten_output"], on)}
      />
    </>
  );
}
