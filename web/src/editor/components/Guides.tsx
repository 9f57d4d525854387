import { useStore as useFlowStore } from "@xyflow/react";
import { useEditor } from "../context";

/** The lines a dragged node was drawn to. */
export function Guides() {
  const guides = useEditor((state) => state.view.guides);
  return guides ? <Lines x={guides.x} y={guides.y} /> : null;
}

function Lines({ x, y }: { x: number | null; y: number | null }) {
  const [left, top, zoom] = useFlowStore((state) => state.transform);
  return (
    <>
      {x !== null && <div className="canvas-guide" style={{ left: x * zoom + left, top: 0, bottom: 0, width: 1 }} />}
      {y !== null && <div className="canvas-guide" style={{ top: y * zoom + top, left: 0, right: 0, height: 1 }} />}
    </>
  );
}
