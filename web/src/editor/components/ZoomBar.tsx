import { Panel, useStore as useFlowStore } from "@xyflow/react";
import { ChevronDown, History, LayoutDashboard, Maximize, Minus, Plus, Redo2, Undo2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/ui/Button";
import { Menu } from "@/ui/Menu";
import { commandOf, usable, type CommandId, type Reach } from "../commands";
import { useEditor } from "../context";
import { keyText } from "./keyText";

/** Zoom, layout and history, at the lower left. */
export function ZoomBar({ reach }: { reach: Reach }) {
  const percent = useFlowStore((state) => Math.round(state.transform[2] * 100));
  const readOnly = useEditor((state) => state.readOnly);
  const chosen = useEditor((state) => state.selection.length > 0);
  const { t } = useTranslation("canvas");
  const { t: word } = useTranslation("editor");
  const entry = (id: CommandId) => ({
    label: word(`command.${id}`),
    hint: keyText(commandOf(id).keys[0] ?? ""),
    onSelect: () => commandOf(id).run?.(reach),
  });
  return (
    <Panel position="bottom-left">
      <div
        role="toolbar"
        aria-label={t("zoom")}
        className="flex items-center rounded-control border border-line bg-surface p-0.5"
      >
        <IconButton
          size="compact"
          label={t("zoomOut")}
          shortcut={keyText("Mod+-")}
          icon={<Minus size={14} />}
          onClick={() => reach.zoomBy(-1)}
        />
        <Menu
          align="start"
          side="top"
          trigger={
            <button
              type="button"
              aria-label={t("zoom")}
              className="flex h-7 items-center gap-0.5 rounded-chip px-1.5 text-small text-fg-2 tabular hover:bg-hover"
            >
              <span className="w-9 text-right">{percent}%</span>
              <ChevronDown size={12} aria-hidden />
            </button>
          }
          entries={[
            entry("fit"),
            ...(chosen ? [entry("zoomSelection")] : []),
            entry("zoom50"),
            entry("zoom100"),
            entry("minimap"),
          ]}
        />
        <IconButton
          size="compact"
          label={t("zoomIn")}
          shortcut={keyText("Mod+=")}
          icon={<Plus size={14} />}
          onClick={() => reach.zoomBy(1)}
        />
        <IconButton
          size="compact"
          label={t("fit")}
          shortcut="F"
          icon={<Maximize size={14} />}
          onClick={() => reach.fit()}
        />
        {!readOnly && (
          <>
            <span className="mx-0.5 h-4 w-px bg-line" />
            <Tool id="organize" icon={<LayoutDashboard size={14} />} reach={reach} />
            <Tool id="undo" icon={<Undo2 size={14} />} reach={reach} />
            <Tool id="redo" icon={<Redo2 size={14} />} reach={reach} />
            <Tool id="dock" icon={<History size={14} />} reach={reach} />
          </>
        )}
      </div>
    </Panel>
  );
}

function Tool({ id, icon, reach }: { id: CommandId; icon: React.ReactNode; reach: Reach }) {
  const { t } = useTranslation("editor");
  const command = commandOf(id);
  const on = useEditor((state) => usable(command, state));
  return (
    <IconButton
      size="compact"
      label={t(`command.${id}`)}
      shortcut={keyText(command.keys[0] ?? "")}
      icon={icon}
      disabled={!on}
      onClick={() => command.run?.(reach)}
    />
  );
}
