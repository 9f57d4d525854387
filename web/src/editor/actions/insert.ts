import { nodeText, paletteOf } from "@/nodes/registry";
import { freeTitle } from "../content";
import { record, text, type Raw } from "../raw";
import type { Lang, NodeData } from "../spec";
import type { EditorStore } from "../store";
import { add, type Spot } from "./add";

/** Add a node of a type and open it; `extra` are settings on top of what its type begins with. */
export function insert(
  store: EditorStore,
  type: string,
  spot: Spot,
  lang: Lang,
  extra: Raw & { title?: string } = {},
): string | null {
  const { model } = store.getState();
  const { title = nodeText(type, lang).name, ...more } = extra;
  const data: NodeData = { ...structuredClone(paletteOf[type]?.data ?? {}), ...more };
  if (model !== null && "model" in data && text(record(data["model"])["name"]) === "") data["model"] = model;
  let made: string | null = null;
  const done = store.getState().edit(
    "add",
    add({ type, title, data }, spot, (id) => (made = id)),
    { about: freeTitle(store.getState().content.graph, title) },
  );
  if (!done || made === null) return null;
  store.getState().open(made);
  return made;
}
