import { edgesOf, idOf, nodesOf, withEdges, withGraph, withoutEdges } from "../content";
import { readGraph } from "../graph";
import { text } from "../raw";
import type { NodeData } from "../spec";
import type { Operation } from "../store";
import { boundsOf } from "../walk";
import { add } from "./add";
import { rawEdge } from "./connect";
import { removable, reparent, resize } from "./nodes";
import type { Point } from "./shape";

/** Put nodes of one level into a new container; the edges that led to them and from them lead to the container. */
export function wrap(
  ids: readonly string[],
  frame: { type: "iteration" | "loop"; title: string; data: NodeData },
  made?: (id: string) => void,
): Operation {
  return (content, document, shapes) => {
    const inside = removable(document, ids).filter((id) => document.nodes[id]?.kind !== "note");
    const parent = document.nodes[inside[0] ?? ""]?.parent ?? null;
    const bounds = boundsOf(document, inside);
    if (inside.length === 0 || !bounds || inside.some((id) => document.nodes[id]?.parent !== parent)) return content;
    const xs = inside.map((id) => document.nodes[id]?.x ?? 0);
    const ys = inside.map((id) => document.nodes[id]?.y ?? 0);
    const corner = { x: Math.min(...xs) - 104, y: Math.min(...ys) - 60 };
    let id = "";
    let next = add(frame, { kind: "at", parent, ...corner }, (one) => (id = one))(content, document, shapes);
    let doc = readGraph(next.graph, shapes);
    const size = { width: bounds.width + 128, height: bounds.height + 84 };
    next = resize(id, { ...corner, ...size })(next, doc, shapes);
    const members = new Set(inside);
    const crossing = edgesOf(content.graph).filter(
      (edge) => members.has(text(edge["source"])) !== members.has(text(edge["target"])),
    );
    const places = new Map<string, Point>(
      inside.map((one) => {
        const node = document.nodes[one];
        return [one, { x: (node?.x ?? 0) - corner.x, y: (node?.y ?? 0) - corner.y }];
      }),
    );
    next = reparent(places, id)(next, readGraph(next.graph, shapes), shapes);
    doc = readGraph(next.graph, shapes);
    const chip = doc.nodes[`${id}start`];
    const box = doc.nodes[id];
    let graph = withoutEdges(next.graph, (edge) => crossing.some((one) => idOf(one) === idOf(edge)));
    for (const edge of crossing) {
      const into = members.has(text(edge["target"]));
      const outer = doc.nodes[text(edge[into ? "source" : "target"])];
      if (!outer || !box) continue;
      const handle = text(edge["sourceHandle"]) || "source";
      const wire = into ? rawEdge(outer, handle, box, graph) : rawEdge(box, "source", outer, graph);
      const known = edgesOf(graph).some(
        (one) =>
          one["source"] === wire["source"] &&
          one["target"] === wire["target"] &&
          one["sourceHandle"] === wire["sourceHandle"],
      );
      if (!known) graph = withEdges(graph, [wire]);
    }
    const firsts = inside.filter((one) => !edgesOf(graph).some((edge) => edge["target"] === one));
    for (const one of firsts) {
      const target = doc.nodes[one];
      if (chip && target && nodesOf(graph).length > 0)
        graph = withEdges(graph, [rawEdge(chip, "source", target, graph)]);
    }
    made?.(id);
    return withGraph(content, graph);
  };
}
