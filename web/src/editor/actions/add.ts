import { freeTitle, freshIds, mapNode, withEdges, withGraph, withNodes, withoutEdges } from "../content";
import { readGraph, type DocNode, type GraphDocument, type Shapes } from "../graph";
import type { Raw } from "../raw";
import type { NodeData } from "../spec";
import type { Operation } from "../store";
import { absolute } from "../walk";
import { rawEdge, reaches, refusal, stored } from "./connect";
import { COLUMN_GAP, fitted, freeSpot, inParent, moved, rawNode, sizeOfNew, startChip, type Point } from "./shape";

/** Where a new node goes. */
export type Spot =
  | { kind: "at"; parent: string | null; x: number; y: number }
  /** Behind a way out; with a point (on the canvas) when it was dropped there. */
  | { kind: "after"; source: string; handle: string; point?: Point }
  | { kind: "on"; edge: string };

export interface NewNode {
  type: string;
  title: string;
  data: NodeData;
}

/** The container a new node would stand in. */
export function parentOfSpot(document: GraphDocument, spot: Spot): string | null {
  if (spot.kind === "at") return spot.parent;
  if (spot.kind === "after") return document.nodes[spot.source]?.parent ?? null;
  const edge = document.edges[spot.edge];
  return edge ? (document.nodes[edge.source]?.parent ?? null) : null;
}

/** Put a new node into the graph and connect it. `made` is told its id. */
export function add(wanted: NewNode, spot: Spot, made?: (id: string) => void): Operation {
  return (content, document, shapes) => {
    const [id = ""] = freshIds(content.graph, 1);
    const parent = parentOfSpot(document, spot);
    const data: NodeData = {
      desc: "",
      selected: false,
      ...wanted.data,
      type: wanted.type,
      title: freeTitle(content.graph, wanted.title),
    };
    const size = sizeOfNew(wanted.type, data, shapes);
    const at = pointOf(document, spot, parent, size);
    let graph = stored(content.graph, spot.kind === "after" ? document.nodes[spot.source] : undefined);
    graph = withNodes(graph, [placed(rawNode(id, data, at, size), parent, document, at, graph)]);
    if (wanted.type === "iteration" || wanted.type === "loop") graph = withStart(graph, id, wanted.type);
    graph = wired(graph, id, spot, document, shapes);
    graph = parent === null ? graph : fitted(graph, shapes);
    made?.(id);
    return withGraph(content, graph);
  };
}

function placed(node: Raw, parent: string | null, document: GraphDocument, at: Point, graph: Raw): Raw {
  if (parent === null) return inParent(node, null, graph);
  const corner = absolute(document, parent);
  return { ...inParent(node, parent, graph), positionAbsolute: { x: corner.x + at.x, y: corner.y + at.y } };
}

function withStart(graph: Raw, frame: string, type: string): Raw {
  const chip = `${frame}start`;
  const next = withNodes(graph, [startChip(chip, frame, `${type}-start`, { x: 24, y: 68 }, graph)]);
  return mapNode(next, frame, (node) => ({ ...node, data: { ...(node["data"] as Raw), start_node_id: chip } }));
}

function pointOf(
  document: GraphDocument,
  spot: Spot,
  parent: string | null,
  size: { width: number; height: number },
): Point {
  if (spot.kind === "at") return { x: Math.round(spot.x), y: Math.round(spot.y) };
  if (spot.kind === "on") {
    const edge = document.edges[spot.edge];
    const source = edge && document.nodes[edge.source];
    const target = edge && document.nodes[edge.target];
    if (!source || !target) return { x: 0, y: 0 };
    const least = source.x + source.width + COLUMN_GAP;
    const room = target.x - least - COLUMN_GAP - size.width;
    return { x: Math.round(room > 0 ? least + room / 2 : least), y: target.y };
  }
  const source = document.nodes[spot.source];
  if (spot.point) {
    const corner = parent === null ? { x: 0, y: 0 } : absolute(document, parent);
    return { x: Math.round(spot.point.x - corner.x), y: Math.round(spot.point.y - corner.y - 20) };
  }
  if (!source) return { x: 0, y: 0 };
  const siblings = (document.outgoing[spot.source] ?? [])
    .map((id) => document.edges[id])
    .filter((edge) => edge?.sourceHandle === spot.handle)
    .map((edge) => document.nodes[edge?.target ?? ""])
    .filter((node): node is DocNode => node !== undefined);
  const last = siblings.sort((a, b) => a.y - b.y).at(-1);
  const way = source.handles.find((one) => one.side === "out" && one.id === spot.handle);
  const start = source.kind === "start-chip" ? source.y : source.y + Math.max(0, (way?.y ?? 20) - 20);
  return freeSpot(document, parent, { x: last?.x ?? source.x + source.width + COLUMN_GAP, y: last?.y ?? start }, size);
}

function wired(graph: Raw, id: string, spot: Spot, document: GraphDocument, shapes: Shapes): Raw {
  if (spot.kind === "at") return graph;
  const next = readGraph(graph, shapes);
  const node = next.nodes[id];
  if (!node) return graph;
  if (spot.kind === "after") {
    const source = next.nodes[spot.source];
    const fine = source && refusal(next, spot.source, spot.handle, id) === null;
    return fine ? withEdges(graph, [rawEdge(source, spot.handle, node, graph)]) : graph;
  }
  const edge = document.edges[spot.edge];
  const source = next.nodes[edge?.source ?? ""];
  const target = next.nodes[edge?.target ?? ""];
  if (!edge || !source || !target) return graph;
  const out = node.handles.find((one) => one.side === "out");
  const cut = withoutEdges(graph, (one) => one === edge.raw);
  const first = rawEdge(source, edge.sourceHandle, node, cut);
  const wires = out ? [first, rawEdge(node, out.id, target, cut)] : [first];
  return shifted(withEdges(cut, wires), document, node, target);
}

/** What follows moves right by as much as the new node needs, if it would stand in the way. */
function shifted(graph: Raw, document: GraphDocument, node: DocNode, target: DocNode): Raw {
  const need = node.x + node.width + COLUMN_GAP - target.x;
  if (need <= 0) return graph;
  const places = new Map<string, Point>();
  for (const id of document.order) {
    const one = document.nodes[id];
    if (one && one.parent === target.parent && one.kind !== "note" && reaches(document, target.id, id)) {
      places.set(id, { x: one.x + need, y: one.y });
    }
  }
  return moved(graph, places, document);
}
