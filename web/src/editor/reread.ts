import { readGraph, type DocEdge, type DocHandle, type DocNode, type GraphDocument, type Shapes } from "./graph";
import type { Raw } from "./raw";

/** Read a changed graph; nodes and edges that say the same keep their identity, so their cards do not render again. */
export function reread(graph: Raw, shapes: Shapes, before: GraphDocument): GraphDocument {
  const next = readGraph(graph, shapes);
  for (const id of next.order) {
    const old = before.nodes[id];
    const node = next.nodes[id];
    if (old && node && sameNode(old, node)) next.nodes[id] = old;
  }
  for (const id of next.edgeOrder) {
    const old = before.edges[id];
    const edge = next.edges[id];
    if (old && edge && sameEdge(old, edge)) next.edges[id] = old;
  }
  keepLists(next.outgoing, before.outgoing);
  keepLists(next.incoming, before.incoming);
  return next;
}

const PLAIN = ["kind", "type", "title", "parent", "x", "y", "width", "height", "data"] as const;

function sameNode(a: DocNode, b: DocNode): boolean {
  return (
    PLAIN.every((key) => a[key] === b[key]) &&
    a.handles.length === b.handles.length &&
    a.handles.every((handle, at) => sameHandle(handle, b.handles[at]))
  );
}

function sameHandle(a: DocHandle, b: DocHandle | undefined): boolean {
  return (
    b !== undefined &&
    a.id === b.id &&
    a.side === b.side &&
    a.x === b.x &&
    a.y === b.y &&
    a.label === b.label &&
    a.kind === b.kind
  );
}

function sameEdge(a: DocEdge, b: DocEdge): boolean {
  return a.source === b.source && a.target === b.target && a.sourceHandle === b.sourceHandle && a.parent === b.parent;
}

function keepLists(next: Record<string, string[]>, before: Record<string, string[]>): void {
  for (const [id, list] of Object.entries(next)) {
    const old = before[id];
    if (old && old.length === list.length && old.every((one, at) => one === list[at])) next[id] = old;
  }
}
