import { Settings2 } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { Badge, Button } from "@/ui";
import { featureOn, featuresOf, moderationOf, moderationProblem } from "../features/feature";
import { useEditing } from "./edit";
import { Nothing, Section } from "./Section";
import { variablesOf } from "./variables";

const FeaturesDialog = lazy(() =>
  import("../features/FeaturesDialog").then((module) => ({ default: module.FeaturesDialog })),
);

/** The parts of the toolkit that are on; the others are behind the button. */
export function FeaturesSection() {
  const { t } = useTranslation("basic");
  const { mode, config, change } = useEditing();
  const [open, setOpen] = useState(false);
  const on = featuresOf(mode).filter((one) => featureOn(config, one));
  const wrong = on.includes("moderation") && moderationProblem(moderationOf(config)) !== null;
  return (
    <Section
      title={t("features.title")}
      count={on.length}
      actions={
        <Button size="compact" variant="ghost" icon={<Settings2 size={14} />} onClick={() => setOpen(true)}>
          {t("features.manage")}
        </Button>
      }
    >
      {on.length === 0 && <Nothing>{t("features.none")}</Nothing>}
      <ul className="flex flex-wrap gap-1.5 px-4 pb-3.5 empty:hidden">
        {on.map((one) => (
          <li key={one}>
            <Badge tone={one === "moderation" && wrong ? "warn" : "accent"}>{t(`features.${one}.title`)}</Badge>
          </li>
        ))}
      </ul>
      {open && (
        <Suspense>
          <FeaturesDialog
            mode={mode}
            features={config}
            onChange={change}
            variables={variablesOf(config).map((one) => one.name)}
            onClose={() => setOpen(false)}
          />
        </Suspense>
      )}
    </Section>
  );
}
