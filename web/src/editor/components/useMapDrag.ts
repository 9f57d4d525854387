import { useCallback, useRef, type PointerEvent as ReactPointerEvent } from "react";
import { useTranslation } from "react-i18next";
import { move } from "../actions/nodes";
import { GRID } from "../actions/snap";
import { aboutOf } from "../commands";
import { useEditorStore } from "../context";
import type { EditorStore } from "../store";
import { absolute, nodeAt } from "../walk";
import type { CanvasControl } from "./useControl";

interface Point {
  x: number;
  y: number;
}

const CLICK = 4;

/** On the overview map no cards are mounted: nodes are dragged and boxes drawn here. */
export function useMapDrag(control: CanvasControl, overview: boolean) {
  const store = useEditorStore();
  const { t } = useTranslation("editor");
  /** A click follows every drag; that one opens nothing. */
  const dragged = useRef(false);
  const onPointerDown = useCallback(
    (event: ReactPointerEvent): boolean => {
      const pane = (event.target as Element).classList.contains("react-flow__pane");
      if (!overview || !pane || event.button !== 0 || store.getState().mode === "hand") return false;
      event.stopPropagation();
      dragged.current = false;
      const from = { x: event.clientX, y: event.clientY };
      const { document, selection, readOnly } = store.getState();
      const hit = nodeAt(document, control.flow(from));
      const ids = hit === null || readOnly ? null : selection.includes(hit) ? selection : [hit];
      const onMove = (moved: PointerEvent) => {
        const to = { x: moved.clientX, y: moved.clientY };
        if (!dragged.current && Math.hypot(to.x - from.x, to.y - from.y) < CLICK) return;
        dragged.current = true;
        if (ids === null) store.getState().setView({ box: { from, to } });
        else store.getState().setView({ offset: { ids, by: difference(control, from, to) } });
      };
      const onUp = (up: PointerEvent) => {
        removeEventListener("pointermove", onMove);
        removeEventListener("pointerup", onUp);
        if (!dragged.current) return;
        const to = { x: up.clientX, y: up.clientY };
        if (ids === null) store.getState().selectAll(inside(store, control.flow(from), control.flow(to)));
        else drop(store, ids, difference(control, from, to), (count) => t("nodes", { count }));
        store.getState().setView({ box: null, offset: null });
      };
      addEventListener("pointermove", onMove);
      addEventListener("pointerup", onUp);
      return true;
    },
    [store, control, overview, t],
  );
  return { onPointerDown, dragged };
}

function difference(control: CanvasControl, from: Point, to: Point): Point {
  const [a, b] = [control.flow(from), control.flow(to)];
  return { x: Math.round((b.x - a.x) / GRID) * GRID, y: Math.round((b.y - a.y) / GRID) * GRID };
}

function inside(store: EditorStore, a: Point, b: Point): string[] {
  const { document } = store.getState();
  const [left, right] = [Math.min(a.x, b.x), Math.max(a.x, b.x)];
  const [top, bottom] = [Math.min(a.y, b.y), Math.max(a.y, b.y)];
  return document.order.filter((id) => {
    const node = document.nodes[id];
    if (!node || node.kind === "start-chip") return false;
    const at = absolute(document, id);
    return at.x < right && at.x + node.width > left && at.y < bottom && at.y + node.height > top;
  });
}

function drop(store: EditorStore, ids: readonly string[], by: Point, count: (nodes: number) => string): void {
  const { document, edit } = store.getState();
  const places = new Map<string, Point>();
  for (const id of ids) {
    const node = document.nodes[id];
    if (!node || node.kind === "start-chip" || (node.parent !== null && ids.includes(node.parent))) continue;
    places.set(id, { x: node.x + by.x, y: node.y + by.y });
  }
  edit("move", move(places), { about: aboutOf(document, ids, count) });
}
