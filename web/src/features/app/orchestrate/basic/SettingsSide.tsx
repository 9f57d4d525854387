import { useTranslation } from "react-i18next";
import { Callout } from "@/ui";
import type { abilities } from "@/models/choice";
import { isExpert } from "./config";
import { ContextSection } from "./ContextSection";
import { useEditing } from "./edit";
import { FeaturesSection } from "./FeaturesSection";
import { FilesSection } from "./FilesSection";
import { PromptSection } from "./PromptSection";
import { ToolsSection } from "./ToolsSection";
import { VariablesSection } from "./VariablesSection";

/** Everything an app is made of, from its prompt to its toolkit. */
export function SettingsSide({ can, edit }: { can: ReturnType<typeof abilities>; edit: (name: string) => void }) {
  const { t } = useTranslation("basic");
  const { mode, config } = useEditing();
  return (
    <div className="flex flex-col gap-3 p-4 max-sm:p-3">
      {isExpert(config) && <Callout>{t("prompt.expertNote")}</Callout>}
      <PromptSection />
      <VariablesSection edit={edit} />
      <ContextSection />
      {mode === "agent-chat" && <ToolsSection callsTools={can.tools} known={can.known} />}
      <FilesSection can={can} />
      <FeaturesSection />
    </div>
  );
}
