import { Panel } from "@xyflow/react";
import { Hand, ListTree, MousePointer2, Plus, StickyNote } from "lucide-react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/ui/Button";
import { commandOf, type CommandId, type Reach } from "../commands";
import { useEditor } from "../context";
import { keyText } from "./keyText";

/** What the mouse does, and what can be put on the canvas. */
export function ToolStrip({ reach }: { reach: Reach }) {
  const readOnly = useEditor((state) => state.readOnly);
  const mode = useEditor((state) => state.mode);
  const { t } = useTranslation("editor");
  const tool = (id: CommandId, icon: React.ReactNode, pressed?: boolean) => (
    <IconButton
      size="compact"
      label={t(`command.${id}`)}
      shortcut={keyText(commandOf(id).keys[0] ?? "")}
      icon={icon}
      aria-pressed={pressed}
      className={pressed ? "bg-selected text-accent-text" : undefined}
      onClick={() => commandOf(id).run?.(reach)}
    />
  );
  return (
    <Panel position="top-left">
      <div
        role="toolbar"
        aria-label={t("strip.label")}
        aria-orientation="vertical"
        className="flex flex-col items-center gap-0.5 rounded-control border border-line bg-surface p-0.5"
      >
        {!readOnly && tool("add", <Plus size={16} />)}
        {tool("pointer", <MousePointer2 size={15} />, mode === "pointer")}
        {tool("hand", <Hand size={15} />, mode === "hand")}
        {!readOnly && tool("note", <StickyNote size={15} />)}
        {tool("outline", <ListTree size={15} />)}
      </div>
    </Panel>
  );
}
