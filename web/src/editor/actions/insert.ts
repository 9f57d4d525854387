import { nodeText, paletteOf } from "@/nodes/registry";
import { freeTitle } from "../content";
import { record, text, type Raw } from "../raw";
import type { Lang, NodeData } from "../spec";
import type { EditorStore } from "../store";
import { add, type NewNode, type Spot } from "./add";
import { retype } from "./retype";

/** Add a node of a type and open it; `extra` are settings on top of what its type begins with. */
export function insert(
  store: EditorStore,
  type: string,
  spot: Spot,
  lang: Lang,
  extra: Raw & { title?: string } = {},
): string | null {
  const wanted = newNode(store, type, lang, extra);
  let made: string | null = null;
  const done = store.getState().edit(
    "add",
    add(wanted, spot, (id) => (made = id)),
    { about: freeTitle(store.getState().content.graph, wanted.title) },
  );
  if (!done || made === null) return null;
  store.getState().open(made);
  return made;
}

/** Make another type of a node; its edges stay. */
export function change(
  store: EditorStore,
  id: string,
  type: string,
  lang: Lang,
  extra: Raw & { title?: string } = {},
): void {
  const { document, edit } = store.getState();
  const node = document.nodes[id];
  if (!node) return;
  const wanted = newNode(store, type, lang, extra);
  if (edit("retype", retype(id, wanted, nodeText(node.type, lang).name), { about: node.title })) {
    store.getState().open(id);
  }
}

function newNode(store: EditorStore, type: string, lang: Lang, extra: Raw & { title?: string }): NewNode {
  const { model } = store.getState();
  const { title = nodeText(type, lang).name, ...more } = extra;
  const data: NodeData = { ...structuredClone(paletteOf[type]?.data ?? {}), ...more };
  if (model !== null && "model" in data && text(record(data["model"])["name"]) === "") data["model"] = model;
  return { type, title, data };
}
