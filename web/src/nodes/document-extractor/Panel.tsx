import { useTranslation } from "react-i18next";
import { VariableField } from "@/editor/panel/fields/VariableField";
import { usePanel } from "@/editor/panel/panel";
import { Section } from "@/editor/panel/parts";

export function Panel() {
  const { t } = useTranslation("panels");
  const panel = usePanel();
  return (
    <Section title={t("document.input")} required>
      <VariableField
        ariaLabel={t("document.input")}
        types={["file", "array[file]"]}
        value={panel.strings("variable_selector")}
        help={t("document.formats")}
        onChange={(selector, variable) =>
          panel.change((data) => ({
            ...data,
            variable_selector: selector,
            is_array_file: (variable?.type ?? panel.scope.typeOf(selector)).startsWith("array"),
          }))
        }
      />
      <p className="mt-2 text-small text-fg-3">{t("document.external")}</p>
    </Section>
  );
}
