import type { GraphDocument } from "./graph";
import type { LayoutInput, Placed } from "./layout";

/** Ask the worker for positions of a whole graph. */
export function placeAll(document: GraphDocument): Promise<Record<string, Placed>> {
  const worker = new Worker(new URL("./layout.worker.ts", import.meta.url), { type: "module" });
  const input: LayoutInput = {
    nodes: document.order
      .map((id) => document.nodes[id])
      .filter((node) => node !== undefined)
      .map(({ id, parent, width, height, kind }) => ({ id, parent, width, height, frame: kind === "frame" })),
    edges: Object.values(document.edges).map(({ source, target }) => ({ source, target })),
  };
  return new Promise((resolve, reject) => {
    worker.onmessage = (event: MessageEvent<Record<string, Placed>>) => {
      resolve(event.data);
      worker.terminate();
    };
    worker.onerror = (event) => {
      reject(new Error(event.message));
      worker.terminate();
    };
    worker.postMessage(input);
  });
}

/** The same document with other positions. */
export function withPlaces(document: GraphDocument, places: Record<string, Placed>): GraphDocument {
  const nodes = { ...document.nodes };
  for (const [id, at] of Object.entries(places)) {
    const node = nodes[id];
    if (!node) continue;
    const size = node.kind === "frame" ? { width: at.width, height: at.height } : {};
    const handles = node.handles.map((handle) =>
      node.kind === "frame" && handle.side === "out" ? { ...handle, x: at.width } : handle,
    );
    nodes[id] = { ...node, x: at.x, y: at.y, ...size, handles };
  }
  return { ...document, nodes, unplaced: false };
}
