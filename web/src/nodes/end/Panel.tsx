import { useTranslation } from "react-i18next";
import { InputRows } from "@/editor/panel/fields/InputRows";
import { Section } from "@/editor/panel/parts";

export function Panel() {
  const { t } = useTranslation("panels");
  return (
    <Section title={t("end.outputs")} help={t("end.help")}>
      <InputRows path={["outputs"]} freeNames addLabel={t("end.add")} />
    </Section>
  );
}
