import { number, record, records, text, type Raw } from "./raw";
import { cardHeight, CARD_WIDTH, FRAME_HEADER, HEADER_HEIGHT, rowMiddle, START_CHIP } from "./shape";
import type { NodeData, Way } from "./spec";

export type DocKind = "card" | "note" | "frame" | "start-chip";

/** A place where edges touch a node, relative to its top left corner. */
export interface DocHandle {
  id: string;
  side: "in" | "out";
  x: number;
  y: number;
  label: string;
  kind: Way["kind"] | "target";
}

export interface DocNode {
  id: string;
  kind: DocKind;
  type: string;
  title: string;
  parent: string | null;
  /** Relative to the parent's corner. */
  x: number;
  y: number;
  width: number;
  height: number;
  handles: DocHandle[];
  data: NodeData;
}

export interface DocEdge {
  id: string;
  source: string;
  target: string;
  sourceHandle: string;
  parent: string | null;
  /** As it is stored; null for one that was derived. */
  raw: Raw | null;
}

export interface GraphDocument {
  nodes: Record<string, DocNode>;
  order: string[];
  edges: Record<string, DocEdge>;
  edgeOrder: string[];
  /** Edge ids by node. */
  outgoing: Record<string, string[]>;
  incoming: Record<string, string[]>;
  viewport: { x: number; y: number; zoom: number } | null;
  /** True when some node has no position, so that the graph has to be laid out first. */
  unplaced: boolean;
}

/** What reading a graph needs to know of node types; unknown types get the plain answer. */
export interface Shapes {
  rows: (data: NodeData, type: string) => number;
  ways: (data: NodeData, type: string) => Way[];
  entry: (type: string) => boolean;
}

const CONTAINERS = new Set(["iteration", "loop"]);
const START_CHIPS = new Set(["iteration-start", "loop-start"]);

/** The type names of old files and their names of today. */
const OLD_TYPES: Record<string, string> = { "variable-assigner": "variable-aggregator" };

/** Read the `graph` of a draft, a version or a run. Nothing in it can make this fail; what cannot be used is left out. */
export function readGraph(graph: unknown, shapes: Shapes): GraphDocument {
  const raw = record(graph);
  const rawNodes = records(raw["nodes"]).filter((node) => text(node["id"]) !== "");
  const document: GraphDocument = {
    nodes: {},
    order: [],
    edges: {},
    edgeOrder: [],
    outgoing: {},
    incoming: {},
    viewport: readViewport(raw["viewport"]),
    unplaced: false,
  };
  const known = new Map(rawNodes.map((node) => [text(node["id"]), node]));
  for (const node of rawNodes) {
    const read = readNode(node, known, shapes);
    if (!read.placed) document.unplaced = true;
    if (!(read.node.id in document.nodes)) document.order.push(read.node.id);
    document.nodes[read.node.id] = read.node;
  }
  addMissingStarts(document, shapes);
  readEdges(document, raw);
  parentsFirst(document);
  fitFrames(document);
  return document;
}

function readViewport(value: unknown): GraphDocument["viewport"] {
  const raw = record(value);
  const x = number(raw["x"]);
  const y = number(raw["y"]);
  const zoom = number(raw["zoom"]);
  return x === null || y === null || zoom === null || zoom <= 0 ? null : { x, y, zoom };
}

function parentId(node: Raw, known: Map<string, Raw>): string | null {
  const data = record(node["data"]);
  const own = text(node["id"]);
  for (const value of [node["parentId"], data["iteration_id"], data["loop_id"]]) {
    const id = text(value);
    if (id !== "" && id !== own && known.has(id)) return id;
  }
  return null;
}

function readNode(raw: Raw, known: Map<string, Raw>, shapes: Shapes): { node: DocNode; placed: boolean } {
  const data = record(raw["data"]);
  const stored = text(data["type"]) || typeOfWrapper(text(raw["type"]));
  const type = OLD_TYPES[stored] ?? stored;
  const kind = kindOf(type, text(raw["type"]));
  const parent = parentId(raw, known);
  const at = position(raw, parent, known);
  const node: DocNode = {
    id: text(raw["id"]),
    kind,
    type,
    title: text(data["title"]),
    parent,
    x: at?.x ?? 0,
    y: at?.y ?? 0,
    ...sizeOf(kind, type, raw, data, shapes),
    handles: [],
    data,
  };
  node.handles = handlesOf(node, shapes);
  return { node, placed: at !== null };
}

function typeOfWrapper(wrapper: string): string {
  return wrapper.startsWith("custom-") && wrapper !== "custom-note" ? wrapper.slice("custom-".length) : "";
}

function kindOf(type: string, wrapper: string): DocKind {
  if (wrapper === "custom-note") return "note";
  if (START_CHIPS.has(type)) return "start-chip";
  return CONTAINERS.has(type) ? "frame" : "card";
}

function point(value: unknown): { x: number; y: number } | null {
  const raw = record(value);
  const x = number(raw["x"]);
  const y = number(raw["y"]);
  return x === null || y === null ? null : { x, y };
}

function position(raw: Raw, parent: string | null, known: Map<string, Raw>): { x: number; y: number } | null {
  const own = point(raw["position"]);
  if (parent === null || text(raw["parentId"]) !== "") return own;
  const absolute = point(raw["positionAbsolute"]) ?? own;
  const frame = known.get(parent);
  const corner = frame ? (point(frame["positionAbsolute"]) ?? point(frame["position"])) : null;
  return absolute && corner ? { x: absolute.x - corner.x, y: absolute.y - corner.y } : own;
}

function sizeOf(kind: DocKind, type: string, raw: Raw, data: NodeData, shapes: Shapes) {
  if (kind === "start-chip") return { width: START_CHIP, height: START_CHIP };
  if (kind === "card") {
    return { width: CARD_WIDTH, height: cardHeight(shapes.rows(data, type), data["error_strategy"] === "fail-branch") };
  }
  const least = kind === "note" ? { width: 160, height: 88 } : { width: 360, height: 180 };
  const width = number(raw["width"]) ?? number(data["width"]) ?? least.width;
  const height = number(raw["height"]) ?? number(data["height"]) ?? least.height;
  return { width: Math.max(width, least.width), height: Math.max(height, least.height) };
}

function handlesOf(node: DocNode, shapes: Shapes): DocHandle[] {
  if (node.kind === "note") return [];
  const header = node.kind === "start-chip" ? START_CHIP / 2 : HEADER_HEIGHT / 2;
  const handles: DocHandle[] = [];
  if (node.kind !== "start-chip" && shapes.entry(node.type)) {
    handles.push({ id: "target", side: "in", x: 0, y: header, label: "", kind: "target" });
  }
  for (const way of shapes.ways(node.data, node.type)) {
    const y = way.row === undefined ? header : rowMiddle(way.row);
    handles.push({ id: way.handle, side: "out", x: node.width, y, label: way.label, kind: way.kind });
  }
  if (node.data["error_strategy"] === "fail-branch" && node.kind === "card") {
    const y = node.height - 12;
    handles.push({ id: "fail-branch", side: "out", x: node.width, y, label: "fail-branch", kind: "fail" });
  }
  return handles;
}

/** Files from before 0.1.2 have no start node inside iterations: the frame names its first node. */
function addMissingStarts(document: GraphDocument, shapes: Shapes): void {
  for (const id of [...document.order]) {
    const frame = document.nodes[id];
    if (frame?.kind !== "frame") continue;
    const first = document.nodes[text(frame.data["start_node_id"])];
    if (!first || first.kind === "start-chip" || first.parent !== id) continue;
    const chip: DocNode = {
      ...frame,
      id: `${id}start`,
      kind: "start-chip",
      type: `${frame.type}-start`,
      title: "",
      parent: id,
      x: Math.max(8, first.x - START_CHIP - 32),
      y: first.y,
      width: START_CHIP,
      height: START_CHIP,
      data: { type: `${frame.type}-start` },
    };
    if (chip.id in document.nodes) continue;
    chip.handles = handlesOf(chip, shapes);
    document.nodes[chip.id] = chip;
    document.order.push(chip.id);
    addEdge(document, {
      id: `${chip.id}-${first.id}`,
      source: chip.id,
      target: first.id,
      sourceHandle: "source",
      parent: id,
      raw: null,
    });
  }
}

function readEdges(document: GraphDocument, raw: Raw): void {
  for (const edge of records(raw["edges"])) {
    const source = document.nodes[text(edge["source"])];
    const target = document.nodes[text(edge["target"])];
    if (!source || !target) continue;
    const handle = wayOut(source, text(edge["sourceHandle"]));
    const base = text(edge["id"]) || `${source.id}-${handle}-${target.id}`;
    let id = base;
    for (let n = 2; id in document.edges; n += 1) id = `${base}~${n}`;
    const parent = source.parent !== null && source.parent === target.parent ? source.parent : null;
    addEdge(document, { id, source: source.id, target: target.id, sourceHandle: handle, parent, raw: edge });
  }
}

/** The handle an edge leaves from. A way out that the node no longer has is drawn at the plain one or the first. */
function wayOut(source: DocNode, stored: string): string {
  const out = source.handles.filter((handle) => handle.side === "out");
  if (out.length === 0) {
    const y = source.kind === "start-chip" ? START_CHIP / 2 : HEADER_HEIGHT / 2;
    source.handles = [...source.handles, { id: "source", side: "out", x: source.width, y, label: "", kind: "plain" }];
  }
  const wanted = stored === "" || stored === "success-branch" ? "source" : stored;
  if (out.some((handle) => handle.id === wanted)) return wanted;
  return (out.find((handle) => handle.id === "source") ?? out[0])?.id ?? "source";
}

function addEdge(document: GraphDocument, edge: DocEdge): void {
  document.edges[edge.id] = edge;
  document.edgeOrder.push(edge.id);
  (document.outgoing[edge.source] ??= []).push(edge.id);
  (document.incoming[edge.target] ??= []).push(edge.id);
}

/** The drawing library wants a frame before what stands in it. */
function parentsFirst(document: GraphDocument): void {
  const depth = (id: string, seen = 0): number => {
    const parent = document.nodes[id]?.parent;
    return parent && seen < 10 ? 1 + depth(parent, seen + 1) : 0;
  };
  const depths = new Map(document.order.map((id) => [id, depth(id)]));
  document.order.sort((a, b) => (depths.get(a) ?? 0) - (depths.get(b) ?? 0));
}

/** Frames grow until everything in them fits; they never shrink below their stored size. */
export function fitFrames(document: GraphDocument): void {
  const frames = document.order.filter((id) => document.nodes[id]?.kind === "frame").reverse();
  for (const id of frames) {
    const frame = document.nodes[id];
    if (!frame) continue;
    for (const other of Object.values(document.nodes)) {
      if (other.parent !== id) continue;
      frame.width = Math.max(frame.width, other.x + other.width + 16);
      frame.height = Math.max(frame.height, other.y + other.height + 16);
      if (other.y < FRAME_HEADER + 4) other.y = FRAME_HEADER + 4;
    }
    for (const handle of frame.handles) if (handle.side === "out") handle.x = frame.width;
  }
}
