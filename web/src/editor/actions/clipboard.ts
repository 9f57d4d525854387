import {
  dataOf,
  edgesOf,
  freeTitle,
  freshIds,
  idOf,
  isRecord,
  nodesOf,
  withEdges,
  withGraph,
  withNodes,
} from "../content";
import type { Content } from "../content";
import type { GraphDocument } from "../graph";
import { list, record, text, type Raw } from "../raw";
import type { Operation } from "../store";
import { absolute } from "../walk";
import { removable, withInside } from "./nodes";
import { fitted, inParent, placedInside, type Point } from "./shape";

/** Nodes on their way from one graph to another. */
export interface Clip {
  nodes: Raw[];
  edges: Raw[];
}

/** The chosen nodes with what stands in them and the edges between them. Starts are never copied. */
export function clipOf(content: Content, document: GraphDocument, ids: readonly string[]): Clip {
  const all = withInside(document, removable(document, ids));
  return {
    nodes: nodesOf(content.graph)
      .filter((node) => all.has(idOf(node)))
      .map((node) => ({ ...node, positionAbsolute: absolute(document, idOf(node)) })),
    edges: edgesOf(content.graph).filter((edge) => all.has(text(edge["source"])) && all.has(text(edge["target"]))),
  };
}

/** The text that the clipboard gets: a graph document of the DSL. */
export function clipText(clip: Clip): string {
  return JSON.stringify({ kind: "graph", version: "0.5.0", graph: { nodes: clip.nodes, edges: clip.edges } }, null, 2);
}

/** Read a graph, or the graph of an app file; null for any other text. */
export function readClip(value: unknown): Clip | null {
  const file = record(value);
  const graph = isRecord(file["graph"]) ? file["graph"] : record(record(file["workflow"])["graph"]);
  const nodes = nodesOf(graph).filter((node) => idOf(node) !== "" && text(dataOf(node)["type"]) !== "start");
  const usable = nodes.filter((node) => text(dataOf(node)["type"]) !== "" || node["type"] === "custom-note");
  if (usable.length === 0) return null;
  const ids = new Set(usable.map(idOf));
  const edges = edgesOf(graph).filter((edge) => ids.has(text(edge["source"])) && ids.has(text(edge["target"])));
  return { nodes: usable, edges };
}

export function parseClip(source: string): Clip | null {
  if (!source.trimStart().startsWith("{")) return null;
  try {
    return readClip(JSON.parse(source));
  } catch {
    return null;
  }
}

const corner = (nodes: readonly Raw[]): Point => {
  const points = nodes
    .filter((node) => !nodes.some((other) => idOf(other) === text(node["parentId"])))
    .map((node) => record(node["positionAbsolute"] ?? node["position"]));
  const least = (key: "x" | "y") =>
    Math.min(...points.map((point) => (typeof point[key] === "number" ? point[key] : 0)));
  return { x: least("x"), y: least("y") };
};

/** Put copies into the graph with their top left corner at a point; `made` is told the ids of the outermost. */
export function paste(clip: Clip, at: Point, made?: (ids: string[]) => void): Operation {
  return (content, _document, shapes) => {
    const fresh = freshIds(content.graph, clip.nodes.length);
    const names = new Map(clip.nodes.map((node, index) => [idOf(node), fresh[index] ?? ""]));
    // The start of a container is named after it.
    for (const node of clip.nodes) {
      const frame = names.get(text(node["parentId"]));
      if (frame !== undefined && idOf(node) === `${text(node["parentId"])}start`)
        names.set(idOf(node), `${frame}start`);
    }
    const from = corner(clip.nodes);
    const swap = renamed(names);
    let graph = content.graph;
    const outer: string[] = [];
    const nodes: Raw[] = [];
    for (const node of clip.nodes) {
      const id = names.get(idOf(node)) ?? "";
      const inside = names.has(text(node["parentId"]));
      const place = record(node["positionAbsolute"] ?? node["position"]);
      const moved = { x: num(place["x"]) - from.x + at.x, y: num(place["y"]) - from.y + at.y };
      const data: Raw = { ...record(swap(dataOf(node))), selected: false };
      if (text(data["title"]) !== "") {
        data["title"] = freeTitle({ nodes: [...list(graph["nodes"]), ...nodes] }, text(data["title"]));
      }
      const copy: Raw = { ...node, id, data, selected: false, positionAbsolute: moved };
      if (inside) copy["parentId"] = names.get(text(node["parentId"]));
      else outer.push(id);
      nodes.push(inside ? copy : { ...inParent({ ...copy, position: moved }, null, graph), positionAbsolute: moved });
    }
    graph = withNodes(graph, nodes);
    const edges = clip.edges.map((edge): Raw => {
      const source = names.get(text(edge["source"])) ?? "";
      const target = names.get(text(edge["target"])) ?? "";
      const handle = text(edge["sourceHandle"]) || "source";
      const parent = text(nodes.find((node) => idOf(node) === source)?.["parentId"]);
      const { iteration_id: _i, loop_id: _l, ...data } = record(edge["data"]);
      const place = placedInside(parent === "" ? null : parent, graph);
      return { ...edge, id: `${source}-${handle}-${target}-target`, source, target, data: { ...data, ...place } };
    });
    made?.(outer);
    return withGraph(content, fitted(withEdges(graph, edges), shapes));
  };
}

const num = (value: unknown): number => (typeof value === "number" ? value : 0);

/** Ids of copied nodes wherever they stand in settings: members, selectors and templates. */
function renamed(names: ReadonlyMap<string, string>): (value: unknown) => unknown {
  const deep = (value: unknown): unknown => {
    if (typeof value === "string") {
      const own = names.get(value);
      if (own !== undefined) return own;
      if (!value.includes("{{#")) return value;
      return value.replace(/\{\{#([^.{}#\n]+)\./g, (whole, id: string) => {
        const next = names.get(id);
        return next === undefined ? whole : `{{#${next}.`;
      });
    }
    if (Array.isArray(value)) return value.map(deep);
    return isRecord(value) ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, deep(one)])) : value;
  };
  return deep;
}

/** Copies beside the originals; those of nodes in a container stay in it. */
export function duplicate(ids: readonly string[], made?: (ids: string[]) => void): Operation {
  return (content, document, shapes) => {
    const clip = clipOf(content, document, ids);
    if (clip.nodes.length === 0) return content;
    const at = corner(clip.nodes);
    let outer: string[] = [];
    const pasted = paste(clip, { x: at.x + 40, y: at.y + 40 }, (all) => (outer = all))(content, document, shapes);
    made?.(outer);
    const parents = new Set(
      clip.nodes.filter((node) => ids.includes(idOf(node))).map((node) => text(node["parentId"])),
    );
    const [parent = ""] = parents;
    if (parents.size !== 1 || parent === "" || !(parent in document.nodes)) return pasted;
    const frame = absolute(document, parent);
    const graph = {
      ...pasted.graph,
      nodes: nodesOf(pasted.graph).map((node) => {
        if (!outer.includes(idOf(node))) return node;
        const place = record(node["positionAbsolute"]);
        const position = { x: num(place["x"]) - frame.x, y: num(place["y"]) - frame.y };
        return { ...inParent(node, parent, pasted.graph), position };
      }),
      edges: edgesOf(pasted.graph).map((edge) => {
        if (!outer.includes(text(edge["source"]))) return edge;
        return { ...edge, zIndex: 1002, data: { ...record(edge["data"]), ...placedInside(parent, pasted.graph) } };
      }),
    };
    return withGraph(content, fitted(graph, shapes));
  };
}
