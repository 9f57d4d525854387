import { useTranslation } from "react-i18next";
import { InputRows } from "@/editor/panel/fields/InputRows";
import { usePanel } from "@/editor/panel/panel";
import { Section } from "@/editor/panel/parts";
import { TextCard } from "@/editor/panel/text/TextField";
import { text } from "@/editor/raw";

export function Panel() {
  const { t } = useTranslation("panels");
  const panel = usePanel();
  const names = panel.records("variables").map((one) => text(one["variable"]));
  return (
    <>
      <Section title={t("code.inputs")} help={t("template.inputsHelp")}>
        <InputRows path={["variables"]} />
      </Section>
      <Section title={t("template.text")} help={t("template.help")} required>
        <TextCard
          plain
          language="jinja"
          names={names}
          label={t("template.text")}
          title="Jinja2"
          minHeight={160}
          value={panel.text("template")}
          onChange={(next) => panel.set(["template"], next)}
          footer={t("template.limit")}
        />
      </Section>
    </>
  );
}
