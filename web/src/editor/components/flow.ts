import { Position, type Edge, type Node } from "@xyflow/react";
import type { GraphDocument } from "../graph";

/** Diameter of a handle; the style sheet uses the same. */
export const HANDLE = 10;

export type FlowNode = Node<{ type: string }>;
export type FlowEdge = Edge<{ fail: boolean }>;

/**
 * The thin arrays the drawing library gets. Sizes and handles are given up front, so that nothing has to be mounted to
 * be measured: opening time does not depend on the number of nodes.
 */
export function flowNodes(document: GraphDocument): FlowNode[] {
  return document.order.flatMap((id) => {
    const node = document.nodes[id];
    if (!node) return [];
    const framed = node.kind === "frame" || node.kind === "note";
    return {
      id,
      type: node.kind,
      position: { x: node.x, y: node.y },
      ...(node.parent === null ? {} : { parentId: node.parent }),
      ...(framed ? { width: node.width, height: node.height } : {}),
      ...(node.kind === "note" ? { zIndex: -1 } : {}),
      initialWidth: node.width,
      initialHeight: node.height,
      handles: node.handles.map((handle) => ({
        id: handle.id,
        type: handle.side === "in" ? ("target" as const) : ("source" as const),
        position: handle.side === "in" ? Position.Left : Position.Right,
        x: handle.x - HANDLE / 2,
        y: handle.y - HANDLE / 2,
        width: HANDLE,
        height: HANDLE,
      })),
      data: { type: node.type },
    };
  });
}

export function flowEdges(document: GraphDocument): FlowEdge[] {
  return document.edgeOrder.flatMap((id) => {
    const edge = document.edges[id];
    if (!edge) return [];
    return {
      id,
      type: "wire",
      source: edge.source,
      target: edge.target,
      sourceHandle: edge.sourceHandle,
      targetHandle: "target",
      data: { fail: edge.sourceHandle === "fail-branch" || edge.sourceHandle === "__timeout" },
    };
  });
}
