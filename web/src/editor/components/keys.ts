import type { EditorStore } from "../store";
import { neighbours, walk } from "../walk";
import type { CanvasControl } from "./Canvas";

/** Walk the graph: right and left follow edges, up and down go to siblings, Enter opens, Esc leaves. */
export function walkKey(key: string, store: EditorStore, control: CanvasControl): boolean {
  const { document, selected, opened } = store.getState();
  if (key === "Escape") {
    if (opened !== null) store.getState().open(null);
    else store.getState().select(null);
    return true;
  }
  if (!["ArrowRight", "ArrowLeft", "ArrowUp", "ArrowDown", "Enter", "Home"].includes(key)) return false;
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
