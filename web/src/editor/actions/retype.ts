import { dataOf, freeTitle, idOf, mapEdges, mapNode, nodesOf, withGraph, withoutEdges } from "../content";
import type { DocNode, GraphDocument } from "../graph";
import { text, type Raw } from "../raw";
import type { Operation } from "../store";
import type { NewNode } from "./add";
import { waysOut } from "./data";

/** Settings that mean the same wherever they stand. */
const SHARED = ["desc", "selected", "retry_config", "isInIteration", "iteration_id", "isInLoop", "loop_id"] as const;

/** Whether a node can become one of another type: containers hold nodes, and a start is what all begins with. */
export const changeable = (node: DocNode | undefined): boolean => node?.kind === "card" && node.type !== "start";

/**
 * Make another type of a node: its place, its edges and what both types know stay. Ways out that the new type does not
 * have go on from its first one. `former` is the name of its type: a title like it gives way to that of the new type.
 */
export function retype(id: string, wanted: NewNode, former: string): Operation {
  return (content, document, shapes) => {
    const node = document.nodes[id];
    if (!node || !changeable(node) || node.type === wanted.type) return content;
    const named = node.title.replace(/ \d+$/, "") !== former && node.title !== "";
    let graph = mapNode(content.graph, id, (old) => {
      const title = named ? node.title : freeTitle(content.graph, wanted.title, id);
      return { ...old, data: { ...kept(dataOf(old), wanted.data), type: wanted.type, title } };
    });
    const raw = nodesOf(graph).find((one) => idOf(one) === id);
    const ways = waysOut(dataOf(raw ?? {}), wanted.type, shapes);
    const entry = shapes.entry(wanted.type);
    const [first] = ways;
    graph = withoutEdges(
      graph,
      (edge) => (text(edge["source"]) === id && first === undefined) || (text(edge["target"]) === id && !entry),
    );
    graph = mapEdges(graph, (edge) => led(edge, document, { id, type: wanted.type, ways, first: first ?? "source" }));
    return withGraph(content, withoutTwins(graph, id));
  };
}

/** What the new type begins with, filled from what was there under the same name and of the same kind. */
function kept(before: Raw, begins: Raw): Raw {
  const data: Raw = { ...begins };
  for (const name of SHARED) if (name in before) data[name] = before[name];
  for (const name of Object.keys(begins)) if (alike(begins[name], before[name])) data[name] = before[name];
  return data;
}

const kindOf = (value: unknown): string => (Array.isArray(value) ? "array" : value === null ? "null" : typeof value);
/** A value that was set; an empty one says nothing. */
const alike = (one: unknown, other: unknown): boolean =>
  kindOf(one) === kindOf(other) && other !== "" && !(Array.isArray(other) && other.length === 0);

function led(edge: Raw, document: GraphDocument, to: { id: string; type: string; ways: string[]; first: string }): Raw {
  const data = dataOf(edge);
  if (text(edge["target"]) === to.id) return { ...edge, data: { ...data, targetType: to.type } };
  if (text(edge["source"]) !== to.id) return edge;
  const old = Object.values(document.edges).find((one) => one.raw === edge)?.sourceHandle ?? "source";
  const handle = to.ways.includes(old) ? old : to.first;
  return { ...edge, sourceHandle: handle, data: { ...data, sourceType: to.type } };
}

/** Two edges between the same handles, after ways were led together, are one. */
function withoutTwins(graph: Raw, id: string): Raw {
  const seen = new Set<string>();
  return withoutEdges(graph, (edge) => {
    if (text(edge["source"]) !== id) return false;
    const key = `${text(edge["sourceHandle"])} ${text(edge["target"])}`;
    const twin = seen.has(key);
    seen.add(key);
    return twin;
  });
}
