import type { DocNode, GraphDocument } from "./graph";
import { list, record, text, type Raw } from "./raw";

/** Where a node stands on the canvas. */
export function absolute(document: GraphDocument, id: string): { x: number; y: number } {
  let x = 0;
  let y = 0;
  let at: DocNode | undefined = document.nodes[id];
  for (let depth = 0; at && depth < 10; depth += 1) {
    x += at.x;
    y += at.y;
    at = at.parent === null ? undefined : document.nodes[at.parent];
  }
  return { x, y };
}

/** Nodes after (`out`) or before (`in`) a node, in the order of its handles. */
export function neighbours(document: GraphDocument, id: string, way: "out" | "in"): string[] {
  const edges = (way === "out" ? document.outgoing : document.incoming)[id] ?? [];
  const found = edges.map((edge) => document.edges[edge]).filter((edge) => edge !== undefined);
  const ids = found.map((edge) => (way === "out" ? edge.target : edge.source));
  return [...new Set(ids)].sort((a, b) => absolute(document, a).y - absolute(document, b).y);
}

/** Every node once, roots first, each followed by what comes after it: the outline of a graph. */
export function walk(document: GraphDocument, parent: string | null = null): { id: string; depth: number }[] {
  const inside = document.order.filter((id) => {
    const node = document.nodes[id];
    return node?.parent === parent && node.kind !== "note";
  });
  const members = new Set(inside);
  const seen = new Set<string>();
  const found: { id: string; depth: number }[] = [];
  const visit = (id: string, depth: number): void => {
    if (seen.has(id) || !members.has(id)) return;
    seen.add(id);
    found.push({ id, depth });
    for (const child of walk(document, id)) found.push({ id: child.id, depth: depth + 1 + child.depth });
    for (const next of neighbours(document, id, "out")) visit(next, depth);
  };
  const roots = inside.filter((id) => (document.incoming[id] ?? []).length === 0);
  for (const id of [...roots, ...inside]) visit(id, 0);
  return found;
}

/** The way a finished node took, from its outputs; null when every way out counts. */
export function takenWay(type: string, status: string, outputs: Raw | null): string | null {
  if (status === "exception") return "fail-branch";
  if (type === "if-else") return text(outputs?.["selected_case_id"]) || null;
  if (type === "question-classifier") return text(outputs?.["class_id"]) || null;
  return null;
}

/** Start node of a graph, the one whose form a run asks for. */
export function startNode(document: GraphDocument): DocNode | null {
  return document.order.map((id) => document.nodes[id]).find((node) => node?.type === "start") ?? null;
}

/** Names of the variables a start node asks for, as raw declarations. */
export function startFields(document: GraphDocument): Raw[] {
  return list(startNode(document)?.data["variables"])
    .map(record)
    .filter((field) => text(field["variable"]) !== "");
}

/** The rectangle around some nodes or all of them; null for an empty graph. */
export function boundsOf(
  document: GraphDocument,
  ids: readonly string[] = document.order,
): { x: number; y: number; width: number; height: number } | null {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const id of ids) {
    const node = document.nodes[id];
    if (!node) continue;
    const at = absolute(document, id);
    left = Math.min(left, at.x);
    top = Math.min(top, at.y);
    right = Math.max(right, at.x + node.width);
    bottom = Math.max(bottom, at.y + node.height);
  }
  return left === Infinity ? null : { x: left, y: top, width: right - left, height: bottom - top };
}

/** The topmost node at a point of the canvas: cards before the frame they stand in. */
export function nodeAt(document: GraphDocument, point: { x: number; y: number }): string | null {
  const hit = document.order.filter((id) => {
    const node = document.nodes[id];
    if (!node || node.kind === "start-chip" || node.kind === "note") return false;
    const at = absolute(document, id);
    return point.x >= at.x && point.x <= at.x + node.width && point.y >= at.y && point.y <= at.y + node.height;
  });
  return hit.at(-1) ?? null;
}
