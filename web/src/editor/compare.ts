import { dataOf, edgesOf, idOf, nodesOf, same, type Content } from "./content";
import { text, type Raw } from "./raw";

export interface NodeChange {
  id: string;
  title: string;
  type: string;
  kind: "added" | "removed" | "changed";
  /** Settings that differ; empty for nodes that came or went. */
  fields: { name: string; before: unknown; after: unknown }[];
}

export interface Comparison {
  nodes: NodeChange[];
  /** Edges that came or went. */
  edges: number;
  /** Features, environment and conversation variables that differ. */
  others: ("features" | "environment_variables" | "conversation_variables")[];
}

/** How nodes and edges of an `overlay` differ, by id. */
export type Marks = Readonly<Record<string, NodeChange["kind"]>>;
export const NO_MARKS: Marks = {};

/** Both states in one graph: the later one, with what went from the earlier one still in its place. */
export function overlay(before: Content, after: Content): { graph: Raw; marks: Marks } {
  const [old, now] = [nodesOf(before.graph), nodesOf(after.graph)];
  const here = new Set(now.map(idOf));
  const gone = old.filter((node) => !here.has(idOf(node)));
  const marks: Record<string, NodeChange["kind"]> = {};
  for (const one of compare(before, after).nodes) marks[one.id] = one.kind;
  const [oldEdges, newEdges] = [edgesOf(before.graph), edgesOf(after.graph)];
  const [oldKeys, newKeys] = [new Set(oldEdges.map(edgeKey)), new Set(newEdges.map(edgeKey))];
  const ids = new Set(newEdges.map(idOf));
  for (const edge of newEdges) if (!oldKeys.has(edgeKey(edge))) marks[idOf(edge)] = "added";
  const goneEdges = oldEdges
    .filter((edge) => !newKeys.has(edgeKey(edge)))
    .map((edge) => (ids.has(idOf(edge)) ? { ...edge, id: `before ${idOf(edge)}` } : edge));
  for (const edge of goneEdges) marks[idOf(edge)] = "removed";
  return { graph: { ...after.graph, nodes: [...now, ...gone], edges: [...newEdges, ...goneEdges] }, marks };
}

/** Members of `data` that are drawing only. */
const DRAWING = new Set(["selected", "width", "height"]);

/** What differs between two states of a workflow, positions apart. */
export function compare(before: Content, after: Content): Comparison {
  const old = byId(before.graph);
  const now = byId(after.graph);
  const nodes: NodeChange[] = [];
  for (const [id, node] of now) {
    const other = old.get(id);
    if (!other) nodes.push(entry(node, "added", []));
    else {
      const fields = fieldsOf(dataOf(other), dataOf(node));
      if (fields.length > 0) nodes.push(entry(node, "changed", fields));
    }
  }
  for (const [id, node] of old) if (!now.has(id)) nodes.push(entry(node, "removed", []));
  return {
    nodes,
    edges: edgeChanges(before.graph, after.graph),
    others: OTHERS.filter((key) => differs(before, after, key)),
  };
}

const OTHERS = ["features", "environment_variables", "conversation_variables"] as const;

export const isSame = ({ nodes, edges, others }: Comparison): boolean =>
  nodes.length === 0 && edges === 0 && others.length === 0;

const byId = (graph: Raw): Map<string, Raw> =>
  new Map(
    nodesOf(graph)
      .filter((node) => !text(dataOf(node)["type"]).endsWith("-start"))
      .map((node) => [idOf(node), node]),
  );

const entry = (node: Raw, kind: NodeChange["kind"], fields: NodeChange["fields"]): NodeChange => ({
  id: idOf(node),
  title: text(dataOf(node)["title"]),
  type: text(dataOf(node)["type"]),
  kind,
  fields,
});

function fieldsOf(before: Raw, after: Raw): NodeChange["fields"] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((name) => !DRAWING.has(name) && !same(before[name], after[name]))
    .map((name) => ({ name, before: before[name], after: after[name] }));
}

const edgeKey = (edge: Raw): string =>
  [edge["source"], text(edge["sourceHandle"]) || "source", edge["target"]].join(" ");

function edgeChanges(before: Raw, after: Raw): number {
  const old = new Set(edgesOf(before).map(edgeKey));
  const now = new Set(edgesOf(after).map(edgeKey));
  return [...now].filter((one) => !old.has(one)).length + [...old].filter((one) => !now.has(one)).length;
}

/** Ids of variables are made by the server and say nothing. */
function differs(before: Content, after: Content, key: (typeof OTHERS)[number]): boolean {
  if (key === "features") return !same(before.features, after.features);
  const plain = (all: readonly Raw[]) => all.map(({ id: _id, selector: _selector, ...rest }) => rest);
  return !same(plain(before[key]), plain(after[key]));
}
