import type { GraphDocument } from "../graph";
import { absolute } from "../walk";
import type { Point } from "./shape";

export const GRID = 8;
const NEAR = 6;

export interface Snapped {
  /** Where the node goes, relative to its parent. */
  at: Point;
  /** Lines on the canvas it was drawn to. */
  x: number | null;
  y: number | null;
}

/** Draw a dragged node to the sides and middles of others of its level, else to the grid. */
export function snapped(document: GraphDocument, id: string, at: Point, moving: ReadonlySet<string>): Snapped {
  const node = document.nodes[id];
  if (!node) return { at, x: null, y: null };
  const corner = node.parent === null ? { x: 0, y: 0 } : absolute(document, node.parent);
  const others = document.order
    .map((one) => document.nodes[one])
    .filter((one) => one !== undefined)
    .filter((one) => one.parent === node.parent && !moving.has(one.id) && one.kind !== "note" && nearby(one, at));
  const x = nearest(
    at.x,
    node.width,
    others.map((one) => [one.x, one.width] as const),
  );
  const y = nearest(
    at.y,
    node.height,
    others.map((one) => [one.y, one.height] as const),
  );
  return {
    at: { x: x?.at ?? Math.round(at.x / GRID) * GRID, y: y?.at ?? Math.round(at.y / GRID) * GRID },
    x: x === null ? null : corner.x + x.line,
    y: y === null ? null : corner.y + y.line,
  };
}

/** Far nodes are out of sight; drawing to them would look like a jump. */
const nearby = (one: Point, at: Point): boolean => Math.abs(one.x - at.x) < 1600 && Math.abs(one.y - at.y) < 1000;

function nearest(
  from: number,
  size: number,
  others: readonly (readonly [number, number])[],
): { at: number; line: number } | null {
  let best: { at: number; line: number; gap: number } | null = null;
  for (const [start, length] of others) {
    for (const [line, offset] of [
      [start, 0],
      [start + length / 2, size / 2],
      [start + length, size],
    ] as const) {
      const gap = Math.abs(from + offset - line);
      if (gap <= NEAR && (best === null || gap < best.gap)) best = { at: line - offset, line, gap };
    }
  }
  return best;
}
