import { Position, type Edge, type Node } from "@xyflow/react";
import type { DocEdge, DocNode, GraphDocument } from "../graph";

/** Diameter of a handle; the style sheet uses the same. */
export const HANDLE = 10;

export type FlowNode = Node<{ type: string }>;
export type FlowEdge = Edge<{ fail: boolean }>;
export type Places = ReadonlyMap<string, { x: number; y: number }>;

/** Drawn nodes by what they are drawn from, so that the drawing library sees at a glance what stayed the same. */
const drawn = { plain: new WeakMap<DocNode, FlowNode>(), selected: new WeakMap<DocNode, FlowNode>() };
const drawnEdges = new WeakMap<DocEdge, FlowEdge>();

/**
 * The thin arrays the drawing library gets. Sizes and handles are given up front, so that nothing has to be mounted to
 * be measured: opening time does not depend on the number of nodes. `places` are those of nodes being dragged.
 */
export function flowNodes(
  document: GraphDocument,
  selection: ReadonlySet<string> = new Set(),
  places: Places | null = null,
): FlowNode[] {
  return document.order.flatMap((id) => {
    const node = document.nodes[id];
    if (!node) return [];
    const selected = selection.has(id);
    const known = drawn[selected ? "selected" : "plain"];
    let flow = known.get(node);
    if (!flow) known.set(node, (flow = flowNode(node, selected)));
    const position = places?.get(id);
    return position ? { ...flow, position } : flow;
  });
}

function flowNode(node: DocNode, selected: boolean): FlowNode {
  const framed = node.kind === "frame" || node.kind === "note";
  return {
    id: node.id,
    type: node.kind,
    position: { x: node.x, y: node.y },
    selected,
    ...(node.parent === null ? {} : { parentId: node.parent }),
    ...(framed ? { width: node.width, height: node.height } : {}),
    ...(node.kind === "note" ? { zIndex: -1 } : {}),
    ...(node.kind === "start-chip" ? { draggable: false, selectable: false } : {}),
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
}

export function flowEdges(document: GraphDocument): FlowEdge[] {
  return document.edgeOrder.flatMap((id) => {
    const edge = document.edges[id];
    if (!edge) return [];
    let flow = drawnEdges.get(edge);
    if (!flow) drawnEdges.set(edge, (flow = flowEdge(edge)));
    return flow;
  });
}

function flowEdge(edge: DocEdge): FlowEdge {
  return {
    id: edge.id,
    type: "wire",
    source: edge.source,
    target: edge.target,
    sourceHandle: edge.sourceHandle,
    targetHandle: "target",
    data: { fail: edge.sourceHandle === "fail-branch" || edge.sourceHandle === "__timeout" },
  };
}
