import { useReactFlow } from "@xyflow/react";
import { useState, type PointerEvent } from "react";
import { useTranslation } from "react-i18next";
import { resize } from "../actions/nodes";
import { useEditor, useEditorStore } from "../context";

interface Size {
  width: number;
  height: number;
}

/** A corner that is pulled to make a container or a note larger or smaller; one step when it is let go. */
export function useSizing(id: string, least: Size) {
  const store = useEditorStore();
  const flow = useReactFlow();
  const readOnly = useEditor((state) => state.readOnly);
  const [size, setSize] = useState<Size | null>(null);
  const { t } = useTranslation("editor");
  const onPointerDown = (event: PointerEvent<HTMLElement>) => {
    const node = store.getState().document.nodes[id];
    if (!node || event.button !== 0) return;
    event.stopPropagation();
    const grip = event.currentTarget;
    const from = { x: event.clientX, y: event.clientY };
    const zoom = flow.getZoom();
    let now: Size = { width: node.width, height: node.height };
    grip.setPointerCapture(event.pointerId);
    const onMove = (moved: globalThis.PointerEvent) => {
      now = {
        width: Math.round(Math.max(least.width, node.width + (moved.clientX - from.x) / zoom)),
        height: Math.round(Math.max(least.height, node.height + (moved.clientY - from.y) / zoom)),
      };
      setSize(now);
    };
    const onUp = () => {
      grip.removeEventListener("pointermove", onMove);
      grip.removeEventListener("pointerup", onUp);
      const { x, y, title } = node;
      if (now.width !== node.width || now.height !== node.height) {
        store.getState().edit("resize", resize(id, { x, y, ...now }), { about: title });
      }
      setSize(null);
    };
    grip.addEventListener("pointermove", onMove);
    grip.addEventListener("pointerup", onUp);
  };
  const grip = readOnly ? null : (
    <span className="nd-grip nodrag nopan" title={t("resize")} onPointerDown={onPointerDown} />
  );
  return { size, grip };
}
