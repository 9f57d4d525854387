import type { EdgeMouseHandler, NodeMouseHandler } from "@xyflow/react";
import { useMemo, type DragEvent, type MouseEvent } from "react";
import { useTranslation } from "react-i18next";
import { langOf } from "@/nodes/registry";
import { frameAt } from "../actions/shape";
import { insert } from "../actions/insert";
import { useEditorStore } from "../context";
import { isRecord } from "../content";
import { text, type Raw } from "../raw";
import type { EditorStore } from "../store";
import type { MenuTarget } from "../view";
import { absolute } from "../walk";
import type { FlowEdge, FlowNode } from "./flow";
import type { CanvasControl } from "./useControl";

/** What is being dragged out of the picker. */
export const DRAGGED = "application/x-tenon-node";

/** Clicks, double clicks, right clicks and drops on the graph. Nothing here ever changes identity. */
export function useGestures(control: CanvasControl) {
  const store = useEditorStore();
  const { i18n } = useTranslation();
  return useMemo(() => {
    const menu = (event: MouseEvent | globalThis.MouseEvent, target: MenuTarget): void => {
      event.preventDefault();
      store.getState().setView({ menu: { at: { x: event.clientX, y: event.clientY }, target } });
    };
    const leaving: { timer?: ReturnType<typeof setTimeout> } = {};
    const onNodeClick: NodeMouseHandler<FlowNode> = (event, node) => {
      const kind = store.getState().document.nodes[node.id]?.kind;
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      if ((event.target as Element).closest(".nd-pin")) return;
      if (kind === "card" || kind === "frame") store.getState().open(node.id);
      else store.getState().select(node.id);
    };
    const onNodeDoubleClick: NodeMouseHandler<FlowNode> = (event, node) => {
      const { document, readOnly, setView } = store.getState();
      const note = document.nodes[node.id]?.kind === "note";
      const title = (event.target as Element).closest(".nd-title") !== null;
      if (!readOnly && (note || title)) setView({ renaming: node.id });
    };
    const onNodeContextMenu: NodeMouseHandler<FlowNode> = (event, node) => {
      if (!store.getState().selection.includes(node.id)) store.getState().select(node.id);
      menu(event, { kind: "node", id: node.id });
    };
    const onEdgeClick: EdgeMouseHandler<FlowEdge> = (_event, edge) => store.getState().selectEdge(edge.id);
    const onEdgeMouseEnter: EdgeMouseHandler<FlowEdge> = (_event, edge) => {
      clearTimeout(leaving.timer);
      store.getState().setView({ hovered: edge.id });
    };
    const onEdgeMouseLeave: EdgeMouseHandler<FlowEdge> = (_event, edge) => {
      leaving.timer = setTimeout(() => {
        const tools = document.querySelector(".edge-tools:hover");
        if (store.getState().view.hovered === edge.id && !tools) store.getState().setView({ hovered: null });
      }, 250);
    };
    const onEdgeContextMenu: EdgeMouseHandler<FlowEdge> = (event, edge) => {
      store.getState().selectEdge(edge.id);
      menu(event, { kind: "edge", id: edge.id });
    };
    return {
      onNodeClick,
      onNodeDoubleClick,
      onNodeContextMenu,
      onEdgeClick,
      onEdgeMouseEnter,
      onEdgeMouseLeave,
      onEdgeContextMenu,
      onPaneContextMenu: (event: MouseEvent | globalThis.MouseEvent) =>
        menu(event, { kind: "pane", point: control.flow({ x: event.clientX, y: event.clientY }) }),
      onSelectionContextMenu: (event: MouseEvent) => {
        const id = store.getState().selection[0];
        if (id !== undefined) menu(event, { kind: "node", id });
      },
      onDragOver: (event: DragEvent) => {
        if (!event.dataTransfer.types.includes(DRAGGED)) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = "copy";
      },
      onDrop: (event: DragEvent) => {
        const dragged = event.dataTransfer.getData(DRAGGED);
        if (dragged === "") return;
        event.preventDefault();
        store.getState().setView({ picker: null });
        place(store, dragged, control.flow({ x: event.clientX, y: event.clientY }), i18n.language);
      },
    };
  }, [store, control, i18n]);
}

function place(store: EditorStore, dragged: string, point: { x: number; y: number }, language: string): void {
  const what: unknown = JSON.parse(dragged);
  if (!isRecord(what)) return;
  const { document } = store.getState();
  const frame = frameAt(document, point, new Set());
  const corner = frame ? absolute(document, frame.id) : { x: 0, y: 0 };
  const spot = { kind: "at" as const, parent: frame?.id ?? null, x: point.x - corner.x, y: point.y - corner.y };
  insert(store, text(what["type"]), spot, langOf(language), (isRecord(what["extra"]) ? what["extra"] : {}) as Raw);
}
