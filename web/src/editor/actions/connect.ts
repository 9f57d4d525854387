import { edgesOf, idOf, nodesOf, withEdges, withGraph, withNodes, withoutEdges } from "../content";
import type { DocEdge, DocNode, GraphDocument } from "../graph";
import { text, type Raw } from "../raw";
import type { Operation } from "../store";
import { placedInside, startChip } from "./shape";

/** Why two nodes cannot be connected; texts under `refused` of the canvas. */
export type Refusal = "self" | "noWayOut" | "noEntry" | "exists" | "otherContainer" | "cycle" | "tooMany";

/** Most nodes that start together behind one way out. */
export const MOST_BRANCHES = 10;

/** Whether `to` can be reached from `from` along edges. */
export function reaches(document: GraphDocument, from: string, to: string): boolean {
  const seen = new Set([from]);
  const queue = [from];
  for (const id of queue) {
    if (id === to) return true;
    for (const edge of document.outgoing[id] ?? []) {
      const next = document.edges[edge]?.target;
      if (next !== undefined && !seen.has(next)) {
        seen.add(next);
        queue.push(next);
      }
    }
  }
  return false;
}

const outOf = (document: GraphDocument, source: string, handle: string): DocEdge[] =>
  (document.outgoing[source] ?? [])
    .map((id) => document.edges[id])
    .filter((edge): edge is DocEdge => edge?.sourceHandle === handle);

/** Why an edge cannot be drawn; `instead` is an edge that would be gone by then. */
export function refusal(
  document: GraphDocument,
  source: string,
  handle: string,
  target: string,
  instead: string | null = null,
): Refusal | null {
  const from = document.nodes[source];
  const to = document.nodes[target];
  if (source === target) return "self";
  if (!from?.handles.some((one) => one.side === "out" && one.id === handle)) return "noWayOut";
  if (!to?.handles.some((one) => one.side === "in")) return "noEntry";
  if (from.parent !== to.parent) return "otherContainer";
  const others = outOf(document, source, handle).filter((edge) => edge.id !== instead);
  if (others.some((edge) => edge.target === target)) return "exists";
  if (reaches(document, target, source)) return "cycle";
  return others.length >= MOST_BRANCHES ? "tooMany" : null;
}

/** An edge as it is stored. */
export function rawEdge(source: DocNode, handle: string, target: Pick<DocNode, "id" | "type">, graph: Raw): Raw {
  const taken = new Set(edgesOf(graph).map(idOf));
  const base = `${source.id}-${handle}-${target.id}-target`;
  let id = base;
  for (let n = 2; taken.has(id); n += 1) id = `${base}-${n}`;
  return {
    id,
    type: "custom",
    source: source.id,
    sourceHandle: handle,
    target: target.id,
    targetHandle: "target",
    zIndex: source.parent === null ? 0 : 1002,
    data: { sourceType: source.type, targetType: target.type, ...placedInside(source.parent, graph) },
  };
}

/** Starts of old iterations are only drawn; they are written before something begins at them. */
export function stored(graph: Raw, node: DocNode | undefined): Raw {
  if (node?.kind !== "start-chip" || node.parent === null) return graph;
  if (nodesOf(graph).some((one) => idOf(one) === node.id)) return graph;
  return withNodes(graph, [startChip(node.id, node.parent, node.type, { x: node.x, y: node.y }, graph)]);
}

export function connect(source: string, handle: string, target: string): Operation {
  return (content, document) => {
    const from = document.nodes[source];
    const to = document.nodes[target];
    if (!from || !to || refusal(document, source, handle, target) !== null) return content;
    const graph = stored(content.graph, from);
    return withGraph(content, withEdges(graph, [rawEdge(from, handle, to, graph)]));
  };
}

export function disconnect(ids: readonly string[]): Operation {
  return (content, document) => {
    const gone = new Set(ids.map((id) => document.edges[id]?.raw));
    return withGraph(
      content,
      withoutEdges(content.graph, (edge) => gone.has(edge)),
    );
  };
}

/** Move one end of an edge to another handle or node. */
export function reconnect(id: string, source: string, handle: string, target: string): Operation {
  return (content, document) => {
    const from = document.nodes[source];
    const to = document.nodes[target];
    const old = document.edges[id];
    if (!old || !from || !to || refusal(document, source, handle, target, id) !== null) return content;
    if (old.source === source && old.sourceHandle === handle && old.target === target) return content;
    const graph = withoutEdges(stored(content.graph, from), (edge) => edge === old.raw);
    return withGraph(content, withEdges(graph, [rawEdge(from, handle, to, graph)]));
  };
}

/** Edges whose ends stand in different containers cannot run; they go when a node changes its place. */
export function withoutCrossing(graph: Raw, moved: ReadonlySet<string>): Raw {
  const parents = new Map(nodesOf(graph).map((node) => [idOf(node), text(node["parentId"])]));
  return withoutEdges(graph, (edge) => {
    const [source, target] = [text(edge["source"]), text(edge["target"])];
    if (!moved.has(source) && !moved.has(target)) return false;
    return parents.has(source) && parents.has(target) && parents.get(source) !== parents.get(target);
  });
}
