import { useTranslation } from "react-i18next";
import { Rows } from "@/editor/panel/fields/Rows";
import { VariableField } from "@/editor/panel/fields/VariableField";
import { TextInput } from "@/editor/panel/fields/inputs";
import { usePanel } from "@/editor/panel/panel";
import { Fold, Section } from "@/editor/panel/parts";
import { TextCard } from "@/editor/panel/text/TextField";
import { freshId, moved } from "@/editor/panel/write";
import { text, type Raw } from "@/editor/raw";
import { MemorySection, ModelSection, useModelAbilities, VisionSection } from "../model";

export function Panel() {
  const { t } = useTranslation("panels");
  const panel = usePanel();
  const abilities = useModelAbilities();
  const classes = panel.records("classes");
  const put = (next: Raw[]) => panel.set(["classes"], next);
  // Old files call it `instructions`.
  const member =
    panel.get("instruction") === undefined && panel.text("instructions") !== "" ? "instructions" : "instruction";
  const advanced = panel.text(member) !== "" || typeof panel.get("memory") === "object";
  const name = (index: number) => t("classifier.number", { number: index + 1 });
  return (
    <>
      <Section title={t("classifier.input")} required>
        <VariableField
          ariaLabel={t("classifier.input")}
          types={["string", "file", "array[file]"]}
          value={panel.strings("query_variable_selector")}
          onChange={(selector) => panel.set(["query_variable_selector"], selector)}
        />
      </Section>
      <ModelSection />
      <Section title={t("classifier.classes")} help={t("classifier.help")} required>
        <Rows
          items={classes}
          keyOf={(one, index) => text(one["id"]) || String(index)}
          label={(_, index) => name(index)}
          onMove={(from, to) => put(moved(classes, from, to))}
          onRemove={(index) => put(classes.toSpliced(index, 1))}
          keep={classes.length <= 2 ? t("classifier.least") : undefined}
          onAdd={() => put([...classes, { id: freshId(), name: "" }])}
          addLabel={t("classifier.add")}
          row={(one, index) => (
            <TextCard
              label={t("classifier.description", { number: index + 1 })}
              title={
                <TextInput
                  className="max-w-48"
                  controlSize="compact"
                  ariaLabel={t("classifier.title", { number: index + 1 })}
                  placeholder={name(index)}
                  value={text(one["label"])}
                  onChange={(value) => panel.set(["classes", index, "label"], value || undefined)}
                />
              }
              minHeight={36}
              placeholder={t("classifier.placeholder")}
              value={text(one["name"])}
              onChange={(value) => panel.set(["classes", index, "name"], value)}
            />
          )}
        />
      </Section>
      <VisionSection abilities={abilities} />
      <Fold title={t("advanced")} open={advanced}>
        <TextCard
          label={t("instruction")}
          title={t("instruction")}
          placeholder={t("classifier.instruction")}
          value={panel.text(member)}
          onChange={(value) => panel.set([member], value)}
        />
        <MemorySection />
      </Fold>
    </>
  );
}
