import dagre from "@dagrejs/dagre";
import { FRAME_HEADER } from "./shape";

export interface LayoutNode {
  id: string;
  parent: string | null;
  width: number;
  height: number;
  /** Frames are laid out from the inside and take the size that needs. */
  frame: boolean;
}

export interface LayoutInput {
  nodes: LayoutNode[];
  edges: { source: string; target: string }[];
}

export interface Placed {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Place nodes from left to right, the inside of frames first. Positions are relative to the parent. */
export function layout(input: LayoutInput): Record<string, Placed> {
  const placed: Record<string, Placed> = {};
  const sizes = new Map(input.nodes.map((node) => [node.id, { width: node.width, height: node.height }]));
  const children = new Map<string | null, LayoutNode[]>();
  for (const node of input.nodes) children.set(node.parent, [...(children.get(node.parent) ?? []), node]);

  const arrange = (parent: string | null): { width: number; height: number } => {
    const inside = children.get(parent) ?? [];
    for (const node of inside) {
      if (!node.frame) continue;
      const need = arrange(node.id);
      sizes.set(node.id, { width: Math.max(need.width, 320), height: Math.max(need.height, 140) });
    }
    return layer(inside, input.edges, sizes, placed, parent !== null);
  };
  arrange(null);
  return placed;
}

function layer(
  nodes: LayoutNode[],
  edges: LayoutInput["edges"],
  sizes: Map<string, { width: number; height: number }>,
  placed: Record<string, Placed>,
  framed: boolean,
): { width: number; height: number } {
  const graph = new dagre.graphlib.Graph();
  graph.setGraph({ rankdir: "LR", nodesep: 32, ranksep: 64, marginx: framed ? 20 : 0, marginy: framed ? 20 : 0 });
  graph.setDefaultEdgeLabel(() => ({}));
  const members = new Set(nodes.map((node) => node.id));
  for (const node of nodes) graph.setNode(node.id, { ...(sizes.get(node.id) ?? node) });
  for (const edge of edges) {
    if (members.has(edge.source) && members.has(edge.target)) graph.setEdge(edge.source, edge.target);
  }
  dagre.layout(graph);
  let width = 0;
  let height = 0;
  const top = framed ? FRAME_HEADER : 0;
  for (const node of nodes) {
    const at = graph.node(node.id) as { x: number; y: number; width: number; height: number };
    placed[node.id] = {
      x: Math.round(at.x - at.width / 2),
      y: Math.round(at.y - at.height / 2) + top,
      width: at.width,
      height: at.height,
    };
    width = Math.max(width, at.x + at.width / 2 + 20);
    height = Math.max(height, at.y + at.height / 2 + top + 20);
  }
  return { width: Math.round(width), height: Math.round(height) };
}
