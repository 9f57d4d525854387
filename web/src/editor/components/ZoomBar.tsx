import { Panel, useReactFlow, useStore as useFlowStore } from "@xyflow/react";
import { Maximize, Minus, Plus } from "lucide-react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/ui/Button";
import type { CanvasControl } from "./Canvas";

export function ZoomBar({ control }: { control: CanvasControl }) {
  const flow = useReactFlow();
  const percent = useFlowStore((state) => Math.round(state.transform[2] * 100));
  const { t } = useTranslation("canvas");
  return (
    <Panel position="bottom-left">
      <div
        role="group"
        aria-label={t("zoom")}
        className="flex items-center rounded-control border border-line bg-surface p-0.5"
      >
        <IconButton
          size="compact"
          label={t("zoomOut")}
          icon={<Minus size={14} />}
          onClick={() => void flow.zoomOut()}
        />
        <button
          type="button"
          className="h-7 w-12 rounded-chip text-small text-fg-2 tabular hover:bg-hover"
          title={t("zoomReset")}
          onClick={() => void flow.zoomTo(1)}
        >
          {percent}%
        </button>
        <IconButton size="compact" label={t("zoomIn")} icon={<Plus size={14} />} onClick={() => void flow.zoomIn()} />
        <IconButton size="compact" label={t("fit")} shortcut="F" icon={<Maximize size={14} />} onClick={control.fit} />
      </div>
    </Panel>
  );
}
