import { Crosshair, Ellipsis, Play } from "lucide-react";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { FamilyIcon } from "@/editor/components/Card";
import { useEditor, useEditorStore } from "@/editor/context";
import { runsAlone } from "@/editor/inspect/alone";
import { useReadOnly } from "@/editor/useNode";
import { withTexts } from "@/i18n";
import { isKnown, langOf, specOf } from "@/nodes/registry";
import { IconButton } from "@/ui/Button";
import { Skeleton } from "@/ui/Feedback";
import { SidePanel } from "@/ui/SidePanel";
import { Tabs } from "@/ui/Tabs";
import { Settings } from "./PanelSlot";
import type { NodeTab, Trying } from "./inspect/useTrying";

const StepTab = lazy(
  withTexts(() => import("./inspect/StepTab").then((module) => ({ default: module.StepTab })), "panels"),
);

interface Props {
  appId: string;
  trying: Trying;
  locate: (node: string) => void;
}

/** A node's settings, what it did last, and its run alone. */
export function NodePanel({ appId, trying, locate }: Props) {
  const { step, tab, setTab, runStep } = trying;
  const store = useEditorStore();
  const { t, i18n } = useTranslation("canvas");
  const node = useEditor((state) => (state.opened === null ? undefined : state.document.nodes[state.opened]));
  const readOnly = useReadOnly();
  if (!node) return null;
  const lang = langOf(i18n.language);
  const lastRun = (
    <Suspense fallback={<Skeleton className="m-4 h-24" />}>
      <StepTab key={node.id} appId={appId} id={node.id} type={node.type} step={step} />
    </Suspense>
  );
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
        <>
          {runsAlone(node.type) && node.kind !== "note" && !readOnly && (
            <IconButton
              size="compact"
              label={t("runStep")}
              icon={<Play size={14} />}
              loading={step.state.node === node.id && (step.state.phase === "running" || step.state.phase === "asking")}
              onClick={() => runStep(node.id)}
            />
          )}
          <IconButton
            size="compact"
            label={t("locate")}
            icon={<Crosshair size={14} />}
            onClick={() => locate(node.id)}
          />
          <IconButton
            size="compact"
            label={t("moreOfNode")}
            aria-haspopup="menu"
            icon={<Ellipsis size={14} />}
            onClick={(event) => {
              const box = event.currentTarget.getBoundingClientRect();
              const { select, setView } = store.getState();
              select(node.id);
              setView({ menu: { at: { x: box.left, y: box.bottom + 4 }, target: { kind: "node", id: node.id } } });
            }}
          />
        </>
      }
      onClose={() => store.getState().open(null)}
      initial={400}
    >
      <Tabs<NodeTab>
        label={node.title || name}
        value={tab}
        onValueChange={setTab}
        listClassName="sticky top-0 z-10 bg-surface px-4"
        tabs={[
          { value: "settings", label: t("settings"), content: <Settings key={node.id} id={node.id} locate={locate} /> },
          { value: "lastRun", label: t("lastRun"), content: lastRun },
        ]}
      />
    </SidePanel>
  );
}
