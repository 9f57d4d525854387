import type { KeyboardEvent } from "react";
import { nudge } from "../commands";
import type { EditorStore } from "../store";
import { neighbours, walk } from "../walk";
import type { CanvasControl } from "./useControl";

/** Walk the graph: right and left follow edges, up and down go to siblings, Enter opens; with Alt the arrows move. */
export function walkKey(
  event: Pick<KeyboardEvent, "key" | "altKey" | "shiftKey">,
  store: EditorStore,
  control: CanvasControl,
): boolean {
  const { key } = event;
  const { document, selected } = store.getState();
  if (!["ArrowRight", "ArrowLeft", "ArrowUp", "ArrowDown", "Enter", "Home"].includes(key)) return false;
  if (event.altKey || (event.shiftKey && key.startsWith("Arrow"))) return nudge(store, key, event.shiftKey);
  if (selected === null || key === "Home") {
    const first = walk(document)[0]?.id;
    if (first !== undefined) control.locate(first);
    return true;
  }
  if (key === "Enter") {
    store.getState().open(selected);
    return true;
  }
  const next = step(key, store, selected);
  if (next !== undefined) control.locate(next);
  return true;
}

function step(key: string, store: EditorStore, id: string): string | undefined {
  const { document } = store.getState();
  if (key === "ArrowRight") {
    const inside = document.order.find(
      (other) => document.nodes[other]?.parent === id && document.nodes[other].kind === "start-chip",
    );
    return inside ?? neighbours(document, id, "out")[0];
  }
  if (key === "ArrowLeft") return neighbours(document, id, "in")[0] ?? document.nodes[id]?.parent ?? undefined;
  const before = neighbours(document, id, "in")[0];
  const siblings = before === undefined ? [] : neighbours(document, before, "out");
  return siblings[siblings.indexOf(id) + (key === "ArrowDown" ? 1 : -1)];
}
