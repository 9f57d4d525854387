import { list, record, text, type Raw } from "./raw";

/** A draft as it is stored. Members that are not known here travel along untouched. */
export interface Content {
  graph: Raw;
  features: Raw;
  environment_variables: readonly Raw[];
  conversation_variables: readonly Raw[];
}

export const isRecord = (value: unknown): value is Raw =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const nodesOf = (graph: Raw): Raw[] => list(graph["nodes"]).filter(isRecord);
export const edgesOf = (graph: Raw): Raw[] => list(graph["edges"]).filter(isRecord);
export const dataOf = (node: Raw): Raw => record(node["data"]);
export const idOf = (raw: Raw): string => text(raw["id"]);

export const withGraph = (content: Content, graph: Raw): Content =>
  graph === content.graph ? content : { ...content, graph };

/** Change some members of a list of a graph; those that stay the same keep their identity, and so does the graph. */
function mapped(graph: Raw, key: "nodes" | "edges", change: (one: Raw) => Raw): Raw {
  let changed = false;
  const next = list(graph[key]).map((one) => {
    if (!isRecord(one)) return one;
    const other = change(one);
    if (other !== one) changed = true;
    return other;
  });
  return changed ? { ...graph, [key]: next } : graph;
}

export const mapNodes = (graph: Raw, change: (node: Raw) => Raw): Raw => mapped(graph, "nodes", change);
export const mapEdges = (graph: Raw, change: (edge: Raw) => Raw): Raw => mapped(graph, "edges", change);

export function mapNode(graph: Raw, id: string, change: (node: Raw) => Raw): Raw {
  return mapNodes(graph, (node) => (idOf(node) === id ? change(node) : node));
}

export function mapData(graph: Raw, id: string, change: (data: Raw) => Raw): Raw {
  return mapNode(graph, id, (node) => {
    const data = dataOf(node);
    const next = change(data);
    return next === data ? node : { ...node, data: next };
  });
}

export const withNodes = (graph: Raw, nodes: readonly Raw[]): Raw =>
  nodes.length === 0 ? graph : { ...graph, nodes: [...list(graph["nodes"]), ...nodes] };
export const withEdges = (graph: Raw, edges: readonly Raw[]): Raw =>
  edges.length === 0 ? graph : { ...graph, edges: [...list(graph["edges"]), ...edges] };

function without(graph: Raw, key: "nodes" | "edges", gone: (one: Raw) => boolean): Raw {
  const before = list(graph[key]);
  const next = before.filter((one) => !isRecord(one) || !gone(one));
  return next.length === before.length ? graph : { ...graph, [key]: next };
}

export const withoutNodes = (graph: Raw, gone: (node: Raw) => boolean): Raw => without(graph, "nodes", gone);
export const withoutEdges = (graph: Raw, gone: (edge: Raw) => boolean): Raw => without(graph, "edges", gone);

/** Ids of new nodes: digits, like the time they were made, and not taken in the graph. */
export function freshIds(graph: Raw, count: number, now = Date.now()): string[] {
  const taken = new Set(nodesOf(graph).map(idOf));
  const found: string[] = [];
  for (let id = now; found.length < count; id += 1) {
    if (!taken.has(String(id)) && !taken.has(`${id}start`)) found.push(String(id));
  }
  return found;
}

/** A title nobody else has: the wanted one, or with the next free number. */
export function freeTitle(graph: Raw, wanted: string, except: string | null = null): string {
  const taken = new Set(
    nodesOf(graph)
      .filter((node) => idOf(node) !== except)
      .map((node) => text(dataOf(node)["title"])),
  );
  if (!taken.has(wanted)) return wanted;
  const [, stem = wanted] = /^(.*?)(?: \d+)?$/.exec(wanted) ?? [];
  for (let n = 2; ; n += 1) if (!taken.has(`${stem} ${n}`)) return `${stem} ${n}`;
}

/** Whether two values are the same whatever the order of their keys. */
export function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((one, at) => same(one, b[at]));
  if (!isRecord(a) || !isRecord(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => key in b && same(a[key], b[key]));
}
