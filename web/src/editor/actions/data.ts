import { dataOf, freeTitle, idOf, mapData, mapNodes, nodesOf, withGraph, withoutEdges } from "../content";
import type { NodeData } from "../spec";
import type { Operation } from "../store";
import { isRecord } from "../content";
import { text, type Raw } from "../raw";
import type { Shapes } from "../graph";

/** Handles edges may leave from, as the stored settings of a node say. */
export function waysOut(data: NodeData, type: string, shapes: Shapes): string[] {
  const ways = shapes.ways(data, type).map((way) => way.handle);
  return data["error_strategy"] === "fail-branch" ? [...ways, "fail-branch"] : ways;
}

/** Change the settings of a node. Edges of ways out that it has no more go with them. */
export function changeData(id: string, change: (data: NodeData) => NodeData): Operation {
  return (content, document, shapes) => {
    const type = document.nodes[id]?.type ?? "";
    const node = nodesOf(content.graph).find((one) => idOf(one) === id);
    if (!node) return content;
    const before = dataOf(node);
    const graph = mapData(content.graph, id, change);
    if (graph === content.graph) return content;
    const after = dataOf(nodesOf(graph).find((one) => idOf(one) === id) ?? {});
    const left = waysOut(after, type, shapes);
    const gone = waysOut(before, type, shapes).filter((way) => !left.includes(way));
    if (gone.length === 0) return withGraph(content, graph);
    return withGraph(
      content,
      withoutEdges(
        graph,
        (edge) => text(edge["source"]) === id && gone.includes(text(edge["sourceHandle"]) || "source"),
      ),
    );
  };
}

export function rename(id: string, title: string): Operation {
  return (content) => {
    const wanted = title.trim();
    if (wanted === "") return content;
    const free = freeTitle(content.graph, wanted, id);
    return withGraph(
      content,
      mapData(content.graph, id, (data) => (data["title"] === free ? data : { ...data, title: free })),
    );
  };
}

const escaped = (part: string): string => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** Rewrite every selector and template that names a variable, anywhere in the graph. */
export function renameVariable(from: readonly string[], to: readonly string[]): Operation {
  const pattern = new RegExp(`\\{\\{#${from.map(escaped).join("\\.")}((?:\\.[^{}#\\n]+)?)#\\}\\}`, "g");
  const deep = (value: unknown): unknown => {
    if (typeof value === "string") {
      return value.includes("{{#")
        ? value.replace(pattern, (_all, rest: string) => `{{#${to.join(".")}${rest}#}}`)
        : value;
    }
    if (Array.isArray(value)) {
      const list: unknown[] = value;
      if (list.length >= from.length && from.every((part, at) => list[at] === part)) {
        return [...to, ...list.slice(from.length)];
      }
      const next = list.map(deep);
      return next.every((one, at) => one === list[at]) ? value : next;
    }
    if (!isRecord(value)) return value;
    const next = Object.fromEntries(Object.entries(value).map(([key, one]) => [key, deep(one)]));
    return Object.entries(next).every(([key, one]) => one === value[key]) ? value : next;
  };
  return (content) =>
    withGraph(
      content,
      mapNodes(content.graph, (node) => swapped(node, deep)),
    );
}

function swapped(node: Raw, deep: (value: unknown) => unknown): Raw {
  const data = deep(node["data"]);
  return data === node["data"] ? node : { ...node, data };
}
