import { langOf } from "@/nodes/registry";
import { addNote } from "./actions/note";
import { duplicate } from "./actions/clipboard";
import { move, organize, removable, remove } from "./actions/nodes";
import { changeable } from "./actions/retype";
import type { Point } from "./actions/shape";
import type { Spot } from "./actions/add";
import type { GraphDocument } from "./graph";
import { runsAlone } from "./inspect/alone";
import { placeAll } from "./place";
import type { EditorState, EditorStore } from "./store";
import { boundsOf } from "./walk";

/** What commands may ask of the canvas and of the page around it. */
export interface Reach {
  store: EditorStore;
  fit: (ids?: readonly string[]) => void;
  zoomBy: (steps: 1 | -1) => void;
  zoomTo: (zoom: number) => void;
  /** Where something new goes that has no other place: the pointer if it is over the canvas, else the middle. */
  here: () => Point;
  /** The place of a node or a point of the graph on the screen. */
  screen: (at: Point) => Point;
  toggleMinimap: () => void;
  language: string;
  author: string;
  /** Number of nodes in words. */
  count: (nodes: number) => string;
  told: (text: "startStays") => void;
  page: PageReach;
}

export interface PageReach {
  outline: () => void;
  run: () => void;
  publish: () => void;
  /** Run one node alone. */
  step: (node: string) => void;
  inspect: () => void;
  dock: () => void;
}

export const COMMANDS = [
  "add",
  "note",
  "undo",
  "redo",
  "copy",
  "cut",
  "paste",
  "duplicate",
  "remove",
  "rename",
  "retype",
  "selectAll",
  "escape",
  "organize",
  "fit",
  "zoomIn",
  "zoomOut",
  "zoom100",
  "zoom50",
  "zoomSelection",
  "pointer",
  "hand",
  "outline",
  "minimap",
  "dock",
  "run",
  "step",
  "inspect",
  "publish",
  "sheet",
] as const;
export type CommandId = (typeof COMMANDS)[number];

export interface Command {
  id: CommandId;
  group: "edit" | "view" | "go";
  /** The first one is shown; `Mod` is Ctrl, on a Mac the command key. */
  keys: readonly string[];
  /** Only while the graph has the focus: in a panel the key means something else. */
  local?: boolean;
  /** Changes the draft, so it is not offered to readers. */
  edits?: boolean;
  when?: (state: EditorState) => boolean;
  /** Absent: the browser's own events of the clipboard do it. */
  run?: (reach: Reach) => void;
}

const chosen = (state: EditorState): boolean => state.selection.length > 0;
const steps = (state: EditorState): boolean => runsAlone(state.document.nodes[state.selected ?? ""]?.type ?? "");
const retypes = (state: EditorState): boolean => changeable(state.document.nodes[state.selected ?? ""]);
const removing = (state: EditorState): boolean => state.edge !== null || chosen(state);

/** Names the nodes a change is about: one by its title, several by their number. */
export function aboutOf(document: GraphDocument, ids: readonly string[], count: (nodes: number) => string): string {
  return ids.length === 1 ? (document.nodes[ids[0] ?? ""]?.title ?? "") : count(ids.length);
}

export const commands: readonly Command[] = [
  { id: "add", group: "edit", keys: ["A"], edits: true, run: addAtSelection },
  { id: "note", group: "edit", keys: ["N"], edits: true, run: putNote },
  {
    id: "undo",
    group: "edit",
    keys: ["Mod+Z"],
    edits: true,
    when: (s) => s.past.length > 0,
    run: (r) => r.store.getState().undo(),
  },
  {
    id: "redo",
    group: "edit",
    keys: ["Mod+Y", "Mod+Shift+Z"],
    edits: true,
    when: (s) => s.future.length > 0,
    run: (r) => r.store.getState().redo(),
  },
  { id: "copy", group: "edit", keys: ["Mod+C"], when: chosen },
  { id: "cut", group: "edit", keys: ["Mod+X"], edits: true, when: chosen },
  { id: "paste", group: "edit", keys: ["Mod+V"], edits: true },
  { id: "duplicate", group: "edit", keys: ["Mod+D"], edits: true, when: chosen, run: duplicateSelection },
  {
    id: "remove",
    group: "edit",
    keys: ["Delete", "Backspace"],
    local: true,
    edits: true,
    when: removing,
    run: removeSelection,
  },
  { id: "rename", group: "edit", keys: ["F2"], edits: true, when: (s) => s.selected !== null, run: rename },
  { id: "retype", group: "edit", keys: [], edits: true, when: retypes, run: changeType },
  { id: "selectAll", group: "edit", keys: ["Mod+A"], local: true, run: selectAll },
  { id: "escape", group: "edit", keys: ["Escape"], local: true, run: escape },
  { id: "organize", group: "edit", keys: ["Mod+O"], edits: true, run: (r) => void organizeGraph(r) },
  { id: "fit", group: "view", keys: ["F", "Mod+1"], run: (r) => r.fit() },
  { id: "zoomIn", group: "view", keys: ["Mod+=", "Mod++"], run: (r) => r.zoomBy(1) },
  { id: "zoomOut", group: "view", keys: ["Mod+-"], run: (r) => r.zoomBy(-1) },
  { id: "zoom100", group: "view", keys: ["Shift+1"], run: (r) => r.zoomTo(1) },
  { id: "zoom50", group: "view", keys: ["Shift+5"], run: (r) => r.zoomTo(0.5) },
  {
    id: "zoomSelection",
    group: "view",
    keys: ["Shift+2"],
    when: chosen,
    run: (r) => r.fit(r.store.getState().selection),
  },
  { id: "pointer", group: "view", keys: ["V"], run: (r) => r.store.getState().setMode("pointer") },
  { id: "hand", group: "view", keys: ["H"], run: (r) => r.store.getState().setMode("hand") },
  { id: "outline", group: "view", keys: ["O"], run: (r) => r.page.outline() },
  { id: "minimap", group: "view", keys: ["M"], run: (r) => r.toggleMinimap() },
  { id: "dock", group: "view", keys: ["Mod+J"], run: (r) => r.page.dock() },
  { id: "run", group: "go", keys: ["Alt+R"], run: (r) => r.page.run() },
  { id: "inspect", group: "view", keys: ["Alt+I"], run: (r) => r.page.inspect() },
  { id: "step", group: "go", keys: ["Alt+Enter"], edits: true, when: steps, run: runStep },
  { id: "publish", group: "go", keys: ["Mod+Shift+P"], edits: true, run: (r) => r.page.publish() },
  { id: "sheet", group: "view", keys: ["?"], run: (r) => r.store.getState().setView({ sheet: true }) },
];

export const commandOf = (id: CommandId): Command => commands.find((one) => one.id === id) as Command;

/** Whether a command can be used now. */
export function usable(command: Command, state: EditorState): boolean {
  return !(command.edits === true && state.readOnly) && (command.when?.(state) ?? true);
}

/** The way out that the next node goes behind: the first free one, else the first. */
export function wayOnFrom(document: GraphDocument, id: string): string | null {
  const ways = document.nodes[id]?.handles.filter((one) => one.side === "out") ?? [];
  const used = new Set((document.outgoing[id] ?? []).map((edge) => document.edges[edge]?.sourceHandle));
  return (ways.find((way) => !used.has(way.id)) ?? ways[0])?.id ?? null;
}

function runStep(reach: Reach): void {
  const { selected } = reach.store.getState();
  if (selected !== null) reach.page.step(selected);
}

function addAtSelection(reach: Reach): void {
  const { document, selected, setView } = reach.store.getState();
  const node = selected === null ? undefined : document.nodes[selected];
  const handle = node ? wayOnFrom(document, node.id) : null;
  if (node && handle !== null) {
    const box = boundsOf(document, [node.id]);
    const at = reach.screen({ x: (box?.x ?? 0) + node.width + 12, y: box?.y ?? 0 });
    setView({ picker: { at, spot: { kind: "after", source: node.id, handle } } });
    return;
  }
  const here = reach.here();
  setView({ picker: { at: reach.screen(here), spot: spotAt(here) } });
}

const spotAt = (at: Point): Spot => ({ kind: "at", parent: null, x: at.x, y: at.y });

function putNote(reach: Reach): void {
  let made: string | null = null;
  reach.store.getState().edit(
    "note",
    addNote(reach.here(), reach.author, (id) => (made = id)),
  );
  if (made === null) return;
  reach.store.getState().select(made);
  reach.store.getState().setView({ renaming: made });
}

function duplicateSelection(reach: Reach): void {
  const { selection, document, edit } = reach.store.getState();
  let made: string[] = [];
  const about = aboutOf(document, selection, reach.count);
  if (
    edit(
      "duplicate",
      duplicate(selection, (ids) => (made = ids)),
      { about },
    )
  )
    reach.store.getState().selectAll(made);
}

export function removeSelection(reach: Pick<Reach, "store" | "count" | "told">): void {
  const { selection, edge, document, edit } = reach.store.getState();
  if (edge !== null) {
    edit("disconnect", remove([], [edge]));
    return;
  }
  const ids = removable(document, selection);
  if (ids.length < selection.length && selection.some((id) => document.nodes[id]?.type === "start"))
    reach.told("startStays");
  if (ids.length > 0) edit("remove", remove(ids), { about: aboutOf(document, ids, reach.count) });
}

function rename({ store }: Reach): void {
  const { selected, document, setView } = store.getState();
  if (selected !== null && document.nodes[selected]?.kind !== "start-chip") setView({ renaming: selected });
}

function changeType({ store, screen }: Reach): void {
  const { selected, document, setView } = store.getState();
  const node = selected === null ? undefined : document.nodes[selected];
  const box = node && boundsOf(document, [node.id]);
  if (!node || !box) return;
  const at = screen({ x: box.x + node.width + 12, y: box.y });
  const spot: Spot = { kind: "at", parent: node.parent, x: node.x, y: node.y };
  setView({ picker: { at, spot, replace: node.id } });
}

function selectAll({ store }: Reach): void {
  const { document, selectAll: choose } = store.getState();
  choose(document.order.filter((id) => document.nodes[id]?.kind !== "start-chip"));
}

function escape({ store }: Reach): void {
  const state = store.getState();
  if (state.view.picker !== null || state.view.menu !== null) state.setView({ picker: null, menu: null });
  else if (state.opened !== null) state.open(null);
  else if (state.edge !== null) state.selectEdge(null);
  else state.select(null);
}

/** Lay out the graph, or only what is selected; the rest stays where it is. */
export async function organizeGraph({ store }: Pick<Reach, "store">): Promise<void> {
  const before = store.getState();
  const { document, selection, content } = before;
  const some = selection.length > 1 ? new Set(selection) : null;
  const part = some === null ? document : partOf(document, some);
  const places = await placeAll(part);
  for (const id of Object.keys(places)) if (document.nodes[id]?.kind === "note") delete places[id];
  const from = boundsOf(
    part,
    part.order.filter((id) => part.nodes[id]?.parent === null && part.nodes[id]?.kind !== "note"),
  );
  if (some !== null && from)
    for (const place of Object.values(places)) Object.assign(place, { x: place.x + from.x, y: place.y + from.y });
  // Somebody went on editing meanwhile: that work is not moved about.
  if (store.getState().content !== content) return;
  store.getState().edit("organize", organize(places));
}

/** Some nodes of one level as a graph of their own. */
function partOf(document: GraphDocument, ids: ReadonlySet<string>): GraphDocument {
  const order = document.order.filter((id) => ids.has(id) && document.nodes[id]?.parent === null);
  const nodes = Object.fromEntries(
    order.map((id) => [id, document.nodes[id]]).filter(([, node]) => node !== undefined),
  );
  const edges = Object.fromEntries(
    Object.entries(document.edges).filter(([, edge]) => edge.source in nodes && edge.target in nodes),
  );
  return { ...document, order, nodes, edges } as GraphDocument;
}

/** Move the selection by arrow keys. */
export function nudge(store: EditorStore, key: string, far: boolean): boolean {
  const step = far ? 32 : 8;
  const by = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[key];
  const { selection, document, edit } = store.getState();
  if (!by || selection.length === 0) return false;
  const places = new Map(
    selection.flatMap((id) => {
      const node = document.nodes[id];
      const carried = node?.parent != null && selection.includes(node.parent);
      return node && !carried && node.kind !== "start-chip"
        ? [[id, { x: node.x + (by[0] ?? 0), y: node.y + (by[1] ?? 0) }] as const]
        : [];
    }),
  );
  edit("move", move(places), {
    about: document.nodes[selection[0] ?? ""]?.title ?? "",
    merge: `nudge ${selection.join(" ")}`,
  });
  return true;
}

/** Whether an event means a key of a command, as written in `keys`. */
export function pressed(key: string, event: KeyboardEvent): boolean {
  const parts = key.split("+").filter(Boolean);
  const last = key.endsWith("++") ? "+" : (parts.at(-1) ?? "");
  const mod = parts.includes("Mod");
  const shift = parts.includes("Shift");
  const alt = parts.includes("Alt");
  if ((event.ctrlKey || event.metaKey) !== mod || event.altKey !== alt) return false;
  if (/^[0-9]$/.test(last)) return event.shiftKey === shift && event.code === `Digit${last}`;
  if (/^[A-Z]$/.test(last))
    return event.shiftKey === shift && (event.key.toUpperCase() === last || (alt && event.code === `Key${last}`));
  return event.key === last && (last === "?" || last === "+" || event.shiftKey === shift);
}

export const langIn = (reach: Reach) => langOf(reach.language);
