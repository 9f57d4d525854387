import type { NodeChange, OnNodeDrag } from "@xyflow/react";
import { useCallback, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { toast } from "@/ui/toast";
import { move, reparent, withInside } from "../actions/nodes";
import { frameAt, type Point } from "../actions/shape";
import { snapped } from "../actions/snap";
import { aboutOf } from "../commands";
import { useEditor, useEditorStore } from "../context";
import type { GraphDocument } from "../graph";
import type { EditorStore } from "../store";
import { absolute } from "../walk";
import { flowNodes, type FlowNode, type Places } from "./flow";

/** Types that stay on the level they are on. */
const HOME = new Set(["start", "end", "loop-end", ""]);

interface Drag {
  /** The node the pointer holds; the others follow it. */
  held: string;
  moving: ReadonlySet<string>;
  free: boolean;
}

/** Drags live in the thin array and reach the document when they end, as one step. */
export function useDragging(shown: boolean) {
  const store = useEditorStore();
  const document = useEditor((state) => state.document);
  const selection = useEditor((state) => state.selection);
  const { t } = useTranslation("editor");
  const drag = useRef<Drag | null>(null);
  const [places, setPlaces] = useState<Places | null>(null);
  const latest = useRef<Places | null>(null);
  const nodes = useMemo(
    () => (shown ? flowNodes(document, new Set(selection), places) : NO_NODES),
    [shown, document, selection, places],
  );

  const onNodesChange = useCallback(
    (changes: NodeChange<FlowNode>[]) => {
      select(store, changes);
      const moved = changes.flatMap((change) =>
        change.type === "position" && change.dragging === true && change.position ? [change] : [],
      );
      if (moved.length === 0 || !drag.current) return;
      const next = new Map(moved.map((change) => [change.id, change.position as Point]));
      latest.current = drawn(store, drag.current, next);
      setPlaces(latest.current);
    },
    [store],
  );
  const onNodeDragStart = useCallback<OnNodeDrag<FlowNode>>((event, node, all) => {
    drag.current = { held: node.id, moving: new Set(all.map((one) => one.id)), free: event.altKey };
  }, []);
  const onNodeDrag = useCallback<OnNodeDrag<FlowNode>>(
    (event, node) => {
      if (!drag.current) return;
      drag.current.free = event.altKey;
      const frame = frameFor(store.getState().document, drag.current, node.id, latest.current);
      const parent = store.getState().document.nodes[node.id]?.parent ?? null;
      store.getState().setView({ frame: frame === null || frame === parent ? null : frame });
    },
    [store],
  );
  const onNodeDragStop = useCallback<OnNodeDrag<FlowNode>>(
    (_event, node) => {
      const held = drag.current;
      const end = latest.current;
      drag.current = null;
      latest.current = null;
      store.getState().setView({ frame: null, guides: null });
      if (held && end) {
        const cut = drop(store, node.id, held, end, (count) => t("nodes", { count }));
        if (cut > 0) toast.info(t("cutAcross", { count: cut }));
      }
      setPlaces(null);
    },
    [store, t],
  );
  return { nodes, onNodesChange, onNodeDragStart, onNodeDrag, onNodeDragStop };
}

const NO_NODES: FlowNode[] = [];

function select(store: EditorStore, changes: NodeChange<FlowNode>[]): void {
  const picks = changes.filter((change) => change.type === "select");
  if (picks.length === 0) return;
  const chosen = new Set(store.getState().selection);
  for (const pick of picks) {
    if (pick.selected) chosen.add(pick.id);
    else chosen.delete(pick.id);
  }
  store.getState().selectAll([...chosen]);
}

/** Where everything that moves is drawn: the held node snaps, the others keep their distance to it. */
function drawn(store: EditorStore, drag: Drag, next: ReadonlyMap<string, Point>): Places {
  const held = next.get(drag.held);
  const { document, setView, view } = store.getState();
  if (!held || drag.free) {
    if (view.guides !== null) setView({ guides: null });
    return next;
  }
  const to = snapped(document, drag.held, held, drag.moving);
  const lines = to.x !== null || to.y !== null;
  if (lines || view.guides !== null) setView({ guides: lines ? { x: to.x, y: to.y } : null });
  const [dx, dy] = [to.at.x - held.x, to.at.y - held.y];
  return new Map([...next].map(([id, at]) => [id, { x: at.x + dx, y: at.y + dy }]));
}

/** The container under the middle of the held node; its own one while it stays inside. */
function frameFor(document: GraphDocument, drag: Drag, id: string, places: Places | null): string | null {
  const node = document.nodes[id];
  const at = places?.get(id);
  if (!node || !at || HOME.has(node.type)) return node?.parent ?? null;
  const corner = node.parent === null ? { x: 0, y: 0 } : absolute(document, node.parent);
  const middle = { x: corner.x + at.x + node.width / 2, y: corner.y + at.y + Math.min(node.height, 80) / 2 };
  return frameAt(document, middle, withInside(document, [...drag.moving]))?.id ?? null;
}

/** Ends a drag; tells how many edges across a frame went. */
function drop(store: EditorStore, id: string, drag: Drag, places: Places, count: (nodes: number) => string): number {
  const { document, edit } = store.getState();
  const parent = document.nodes[id]?.parent ?? null;
  const frame = frameFor(document, drag, id, places);
  const ids = [...places.keys()];
  const about = aboutOf(document, ids, count);
  if (frame === parent) {
    edit("move", move(places), { about });
    return 0;
  }
  const corner = frame === null ? { x: 0, y: 0 } : absolute(document, frame);
  const inside = new Map<string, Point>();
  for (const [one, at] of places) {
    const node = document.nodes[one];
    if (!node || HOME.has(node.type) || node.kind === "note" || (node.parent !== null && places.has(node.parent)))
      continue;
    const own = node.parent === null ? { x: 0, y: 0 } : absolute(document, node.parent);
    inside.set(one, { x: Math.round(own.x + at.x - corner.x), y: Math.round(own.y + at.y - corner.y) });
  }
  const before = document.edgeOrder.length;
  edit("move", reparent(inside, frame), { about });
  return before - store.getState().document.edgeOrder.length;
}
