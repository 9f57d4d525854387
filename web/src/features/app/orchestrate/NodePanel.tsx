import { Crosshair } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { FamilyIcon } from "@/editor/components/Card";
import { Glyph } from "@/run/Glyph";
import { useEditor, useEditorStore, useRun } from "@/editor/context";
import { isKnown, langOf, specOf } from "@/nodes/registry";
import { IconButton } from "@/ui/Button";
import { EmptyState } from "@/ui/Feedback";
import { formatDuration, formatNumber } from "@/ui/format";
import { SidePanel } from "@/ui/SidePanel";
import { Tabs } from "@/ui/Tabs";
import { Settings } from "./PanelSlot";
import { StepDetail } from "./StepDetail";

type Tab = "settings" | "lastRun";

/** A node's settings to read, and what it did in the run on the canvas. */
export function NodePanel({ locate }: { locate: (node: string) => void }) {
  const store = useEditorStore();
  const { t, i18n } = useTranslation("canvas");
  const node = useEditor((state) => (state.opened === null ? undefined : state.document.nodes[state.opened]));
  const [tab, setTab] = useState<Tab>("settings");
  if (!node) return null;
  const lang = langOf(i18n.language);
  const name = specOf(node.type).text[lang].name;
  return (
    <SidePanel
      key="node"
      name="node"
      label={node.title || name}
      title={
        <span className="flex items-center gap-2">
          <FamilyIcon type={node.type} />
          <span className="min-w-0 truncate">{node.title || name}</span>
          <span className="shrink-0 text-small font-normal text-fg-3">{isKnown(node.type) ? name : node.type}</span>
        </span>
      }
      actions={
        <IconButton size="compact" label={t("locate")} icon={<Crosshair size={14} />} onClick={() => locate(node.id)} />
      }
      onClose={() => store.getState().open(null)}
      initial={400}
    >
      <Tabs<Tab>
        label={node.title || name}
        value={tab}
        onValueChange={setTab}
        listClassName="sticky top-0 z-10 bg-surface px-4"
        tabs={[
          { value: "settings", label: t("settings"), content: <Settings key={node.id} id={node.id} locate={locate} /> },
          { value: "lastRun", label: t("lastRun"), content: <LastRun id={node.id} /> },
        ]}
      />
    </SidePanel>
  );
}

function LastRun({ id }: { id: string }) {
  const { t } = useTranslation("canvas");
  const step = useRun((state) => state.trace.steps[state.trace.latest[id] ?? ""]);
  if (!step) return <EmptyState title={t("noRun")} text={t("noRunHelp")} />;
  const facts = [
    t(`status.${step.status}`),
    step.elapsed === null ? "" : formatDuration(step.elapsed),
    step.tokens > 0 ? `${formatNumber(step.tokens)} tok` : "",
  ];
  return (
    <div className="flex flex-col gap-3 p-4">
      <p className="flex items-center gap-2 text-base text-fg">
        <Glyph status={step.status} />
        {facts.filter(Boolean).join(" · ")}
      </p>
      <StepDetail step={step} />
    </div>
  );
}
