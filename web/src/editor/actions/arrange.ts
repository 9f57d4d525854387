import type { DocNode, GraphDocument } from "../graph";
import type { Operation } from "../store";
import { absolute } from "../walk";
import { move } from "./nodes";
import type { Point } from "./shape";

export type Alignment = "left" | "center" | "right" | "top" | "middle" | "bottom";

interface Box extends Point {
  node: DocNode;
  width: number;
  height: number;
}

function boxes(document: GraphDocument, ids: readonly string[]): Box[] {
  return ids.flatMap((id) => {
    const node = document.nodes[id];
    // What stands in a chosen frame moves with it.
    if (!node || node.kind === "start-chip" || (node.parent !== null && ids.includes(node.parent))) return [];
    return { ...absolute(document, id), node, width: node.width, height: node.height };
  });
}

const places = (found: readonly { box: Box; to: Point }[]): Map<string, Point> =>
  new Map(
    found.map(({ box, to }) => [
      box.node.id,
      { x: Math.round(box.node.x + to.x - box.x), y: Math.round(box.node.y + to.y - box.y) },
    ]),
  );

/** Line the nodes up along one side or the middle of the rectangle around them. */
export function align(ids: readonly string[], how: Alignment): Operation {
  return (content, document, shapes) => {
    const all = boxes(document, ids);
    if (all.length < 2) return content;
    const left = Math.min(...all.map((box) => box.x));
    const right = Math.max(...all.map((box) => box.x + box.width));
    const top = Math.min(...all.map((box) => box.y));
    const bottom = Math.max(...all.map((box) => box.y + box.height));
    const to = (box: Box): Point => {
      switch (how) {
        case "left":
          return { x: left, y: box.y };
        case "center":
          return { x: (left + right - box.width) / 2, y: box.y };
        case "right":
          return { x: right - box.width, y: box.y };
        case "top":
          return { x: box.x, y: top };
        case "middle":
          return { x: box.x, y: (top + bottom - box.height) / 2 };
        case "bottom":
          return { x: box.x, y: bottom - box.height };
      }
    };
    return move(places(all.map((box) => ({ box, to: to(box) }))))(content, document, shapes);
  };
}

/** The same gap between neighbours; the outermost stay where they are. */
export function distribute(ids: readonly string[], axis: "x" | "y"): Operation {
  const size = axis === "x" ? "width" : "height";
  return (content, document, shapes) => {
    const all = boxes(document, ids).sort((a, b) => a[axis] - b[axis]);
    const first = all[0];
    const last = all.at(-1);
    if (!first || !last || all.length < 3) return content;
    const span = last[axis] + last[size] - first[axis];
    const gap = (span - all.reduce((sum, box) => sum + box[size], 0)) / (all.length - 1);
    let at = first[axis];
    const found = all.map((box) => {
      const to = axis === "x" ? { x: at, y: box.y } : { x: box.x, y: at };
      at += box[size] + gap;
      return { box, to };
    });
    return move(places(found))(content, document, shapes);
  };
}
