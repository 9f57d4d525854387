import { idOf, mapNode, mapNodes, nodesOf, withGraph, withoutEdges, withoutNodes } from "../content";
import type { GraphDocument } from "../graph";
import type { Placed } from "../layout";
import { text, type Raw } from "../raw";
import type { Operation } from "../store";
import { absolute } from "../walk";
import { withoutCrossing } from "./connect";
import { fitted, inParent, moved, resized, type Point } from "./shape";

/** Nodes that can be taken out: every one but starts. */
export function removable(document: GraphDocument, ids: readonly string[]): string[] {
  return ids.filter((id) => {
    const node = document.nodes[id];
    return node !== undefined && node.kind !== "start-chip" && node.type !== "start";
  });
}

/** The nodes and everything that stands in them. */
export function withInside(document: GraphDocument, ids: readonly string[]): Set<string> {
  const all = new Set(ids);
  for (const id of document.order) {
    const parent = document.nodes[id]?.parent ?? null;
    if (parent !== null && all.has(parent)) all.add(id);
  }
  return all;
}

export function remove(ids: readonly string[], edges: readonly string[] = []): Operation {
  return (content, document) => {
    const gone = withInside(document, removable(document, ids));
    const cut = new Set(edges.map((id) => document.edges[id]?.raw));
    const graph = withoutNodes(content.graph, (node) => gone.has(idOf(node)));
    return withGraph(
      content,
      withoutEdges(graph, (edge) => cut.has(edge) || gone.has(text(edge["source"])) || gone.has(text(edge["target"]))),
    );
  };
}

/** Put nodes elsewhere, relative to their parents. */
export function move(places: ReadonlyMap<string, Point>): Operation {
  return (content, document, shapes) => {
    const real = new Map([...places].filter(([id, at]) => differs(document, id, at)));
    if (real.size === 0) return content;
    return withGraph(content, fitted(moved(content.graph, real, document), shapes));
  };
}

const differs = (document: GraphDocument, id: string, at: Point): boolean => {
  const node = document.nodes[id];
  return node !== undefined && (node.x !== at.x || node.y !== at.y);
};

/** Take nodes into a container or out of it; `places` are relative to the new parent. Edges across the frame go. */
export function reparent(places: ReadonlyMap<string, Point>, parent: string | null): Operation {
  return (content, document, shapes) => {
    const corner = parent === null ? { x: 0, y: 0 } : absolute(document, parent);
    let graph = mapNodes(content.graph, (node) => {
      const at = places.get(idOf(node));
      if (!at) return node;
      const inside = inParent(node, parent, content.graph);
      return { ...inside, position: at, positionAbsolute: { x: corner.x + at.x, y: corner.y + at.y } };
    });
    graph = withoutCrossing(parentsBefore(graph), new Set(places.keys()));
    return withGraph(content, fitted(graph, shapes));
  };
}

/** A frame stands before what it holds, as the drawing library of the peer wants it. */
function parentsBefore(graph: Raw): Raw {
  const nodes = nodesOf(graph);
  const known = new Set(nodes.map(idOf));
  const out: Raw[] = [];
  const written = new Set<string>();
  const write = (node: Raw, depth: number): void => {
    if (written.has(idOf(node))) return;
    const parent = text(node["parentId"]);
    const frame = known.has(parent) ? nodes.find((one) => idOf(one) === parent) : undefined;
    if (frame && depth < 10) write(frame, depth + 1);
    if (written.has(idOf(node))) return;
    written.add(idOf(node));
    out.push(node);
  };
  for (const node of nodes) write(node, 0);
  return { ...graph, nodes: out };
}

export function resize(id: string, to: { x: number; y: number; width: number; height: number }): Operation {
  return (content, document, shapes) => {
    const at = new Map([[id, { x: to.x, y: to.y }]]);
    const graph = mapNode(moved(content.graph, at, document), id, (node) => resized(node, to.width, to.height));
    return withGraph(content, document.nodes[id]?.kind === "frame" ? fitted(graph, shapes) : graph);
  };
}

/** Put nodes where the layout says, sizes of frames included. */
export function organize(places: Record<string, Placed>): Operation {
  return (content, document) => {
    const at = new Map(Object.entries(places).map(([id, { x, y }]) => [id, { x, y }]));
    const graph = mapNodes(moved(content.graph, at, document), (node) => {
      const place = places[idOf(node)];
      return place && document.nodes[idOf(node)]?.kind === "frame" ? resized(node, place.width, place.height) : node;
    });
    return withGraph(content, graph);
  };
}
