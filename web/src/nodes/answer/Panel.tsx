import { useState } from "react";
import { useTranslation } from "react-i18next";
import { usePanel } from "@/editor/panel/panel";
import { Section } from "@/editor/panel/parts";
import { useServices } from "@/editor/panel/services";
import { TextCard } from "@/editor/panel/text/TextField";
import { Segmented } from "@/ui/Tabs";

export function Panel() {
  const { t } = useTranslation("panels");
  const panel = usePanel();
  const { Markdown } = useServices();
  const [view, setView] = useState<"edit" | "preview">("edit");
  const value = panel.text("answer");
  const named = value.replace(/\{\{#([^{}#\n]+)#\}\}/g, (_, path: string) => {
    const one = panel.scope.describe(path.split("."));
    return `\`${[one.title, one.name].filter(Boolean).join(" / ")}\``;
  });
  return (
    <Section
      title={t("answer.text")}
      help={t("answer.help")}
      actions={
        <Segmented
          label={t("answer.view")}
          value={view}
          onValueChange={setView}
          options={[
            { value: "edit", label: t("answer.edit") },
            { value: "preview", label: t("answer.preview") },
          ]}
        />
      }
    >
      {view === "edit" ? (
        <TextCard
          label={t("answer.text")}
          title={t("answer.markdown")}
          placeholder={t("answer.placeholder")}
          minHeight={160}
          value={value}
          onChange={(next) => panel.set(["answer"], next)}
        />
      ) : (
        <div className="max-h-[480px] min-h-40 overflow-y-auto rounded-control border border-line px-3 py-2 text-read">
          <Markdown text={named} />
        </div>
      )}
    </Section>
  );
}
