import { dataOf, idOf, mapNodes, nodesOf } from "../content";
import { readGraph, type DocNode, type GraphDocument, type Shapes } from "../graph";
import { record, text, type Raw } from "../raw";
import { CARD_WIDTH, cardHeight, FRAME_HEADER, START_CHIP } from "../shape";
import { absolute } from "../walk";

export interface Point {
  x: number;
  y: number;
}

/** Distance between two columns of cards. */
export const COLUMN_GAP = 64;
export const ROW_SPACE = 24;

const inner = (type: string): "iteration" | "loop" => (type === "loop" ? "loop" : "iteration");

/** The members of `data` that tell which container a node or an edge stands in. */
export function placedInside(parent: string | null, graph: Raw): Raw {
  if (parent === null) return { isInIteration: false, isInLoop: false };
  const frame = nodesOf(graph).find((node) => idOf(node) === parent);
  const kind = inner(text(dataOf(frame ?? {})["type"]));
  return kind === "loop"
    ? { isInIteration: false, isInLoop: true, loop_id: parent }
    : { isInIteration: true, isInLoop: false, iteration_id: parent };
}

/** A node as it is stored. */
export function rawNode(id: string, data: Raw, at: Point, size: { width: number; height: number }): Raw {
  return {
    id,
    type: "custom",
    data,
    position: at,
    positionAbsolute: at,
    sourcePosition: "right",
    targetPosition: "left",
    width: size.width,
    height: size.height,
    selected: false,
  };
}

export function startChip(id: string, frame: string, type: string, at: Point, graph: Raw): Raw {
  const data = { type, title: "", desc: "", ...placedInside(frame, graph) };
  const chip = rawNode(id, data, at, { width: START_CHIP, height: START_CHIP });
  return { ...inParent(chip, frame, graph), type: `custom-${type}`, draggable: false, selectable: false };
}

/** The node in another container, or in none. */
export function inParent(node: Raw, parent: string | null, graph: Raw): Raw {
  const { parentId: _p, extent: _e, zIndex: _z, ...rest } = node;
  const { iteration_id: _i, loop_id: _l, isInIteration: _ii, isInLoop: _il, ...data } = dataOf(node);
  const place = placedInside(parent, graph);
  if (parent === null) return { ...rest, data: { ...data, ...place } };
  return { ...rest, parentId: parent, extent: "parent", zIndex: 1002, data: { ...data, ...place } };
}

/** Put nodes at points relative to their parents, and write where that is on the canvas. */
export function moved(graph: Raw, places: ReadonlyMap<string, Point>, document: GraphDocument): Raw {
  const corner = (parent: string | null): Point => {
    if (parent === null) return { x: 0, y: 0 };
    const frame = document.nodes[parent];
    const at = places.get(parent) ?? { x: frame?.x ?? 0, y: frame?.y ?? 0 };
    const outer = corner(frame?.parent ?? null);
    return { x: outer.x + at.x, y: outer.y + at.y };
  };
  return mapNodes(graph, (node) => {
    const id = idOf(node);
    const parent = text(node["parentId"]) || (document.nodes[id]?.parent ?? null);
    const own = places.get(id);
    if (own === undefined && (parent === null || !carried(parent, places, document))) return node;
    const at = own ?? { x: document.nodes[id]?.x ?? 0, y: document.nodes[id]?.y ?? 0 };
    const outer = corner(parent);
    const place = parent === null || node["parentId"] !== undefined ? {} : { parentId: parent, extent: "parent" };
    const position = { ...record(node["position"]), ...at };
    return { ...node, ...place, position, positionAbsolute: { x: outer.x + at.x, y: outer.y + at.y } };
  });
}

/** Whether a container or one around it moves. */
function carried(parent: string, places: ReadonlyMap<string, Point>, document: GraphDocument): boolean {
  const outer = document.nodes[parent]?.parent ?? null;
  return places.has(parent) || (outer !== null && carried(outer, places, document));
}

export function sizeOfNew(type: string, data: Raw, shapes: Shapes): { width: number; height: number } {
  if (type === "iteration" || type === "loop") return { width: 404, height: 204 };
  return { width: CARD_WIDTH, height: cardHeight(shapes.rows(data, type), data["error_strategy"] === "fail-branch") };
}

/** Write the size of containers that grew around what stands in them. */
export function fitted(graph: Raw, shapes: Shapes): Raw {
  const document = readGraph(graph, shapes);
  return mapNodes(graph, (node) => {
    const doc = document.nodes[idOf(node)];
    if (doc?.kind !== "frame" || (node["width"] === doc.width && node["height"] === doc.height)) return node;
    return resized(node, doc.width, doc.height);
  });
}

export function resized(node: Raw, width: number, height: number): Raw {
  return { ...node, width, height, data: { ...dataOf(node), width, height } };
}

/** The nearest place at or below a point where a node of that size covers no other. */
export function freeSpot(
  document: GraphDocument,
  parent: string | null,
  at: Point,
  size: { width: number; height: number },
  except: ReadonlySet<string> = new Set(),
): Point {
  const others = document.order
    .map((id) => document.nodes[id])
    .filter((node): node is DocNode => node !== undefined && node.parent === parent && node.kind !== "note")
    .filter((node) => !except.has(node.id));
  const spot = { ...at };
  for (let tries = 0; tries < 200; tries += 1) {
    const hit = others.find(
      (one) =>
        spot.x < one.x + one.width + 8 &&
        spot.x + size.width + 8 > one.x &&
        spot.y < one.y + one.height + 8 &&
        spot.y + size.height + 8 > one.y,
    );
    if (!hit) break;
    spot.y = hit.y + hit.height + ROW_SPACE;
  }
  return spot;
}

/** The innermost container at a point of the canvas that is not one of `except`. */
export function frameAt(document: GraphDocument, point: Point, except: ReadonlySet<string>): DocNode | null {
  let found: DocNode | null = null;
  for (const id of document.order) {
    const node = document.nodes[id];
    if (node?.kind !== "frame" || within(document, id, except)) continue;
    const at = absolute(document, id);
    const inside =
      point.x >= at.x &&
      point.x <= at.x + node.width &&
      point.y >= at.y + FRAME_HEADER / 2 &&
      point.y <= at.y + node.height;
    if (inside) found = node;
  }
  return found;
}

function within(document: GraphDocument, id: string, frames: ReadonlySet<string>): boolean {
  for (let at: string | null = id; at !== null; at = document.nodes[at]?.parent ?? null)
    if (frames.has(at)) return true;
  return false;
}
