import { useStore as useFlowStore } from "@xyflow/react";
import { useEffect, useMemo, useState } from "react";
import { useEditor } from "../context";
import { variableLinks } from "../links";
import { absolute } from "../walk";

/** While Shift is held alone: dotted lines from the selected node to those it shares variables with. */
export function VariableLinks() {
  const [held, setHeld] = useState(false);
  const selected = useEditor((state) => (state.selection.length === 1 ? state.selected : null));
  useEffect(() => {
    const down = (event: KeyboardEvent) => setHeld(event.key === "Shift" && !inText(event.target));
    const off = () => setHeld(false);
    addEventListener("keydown", down);
    addEventListener("keyup", off);
    addEventListener("blur", off);
    return () => {
      removeEventListener("keydown", down);
      removeEventListener("keyup", off);
      removeEventListener("blur", off);
    };
  }, []);
  return held && selected !== null ? <Lines id={selected} /> : null;
}

const inText = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest("input, textarea, [contenteditable=true]") !== null;

function Lines({ id }: { id: string }) {
  const document = useEditor((state) => state.document);
  const [left, top, zoom] = useFlowStore((state) => state.transform);
  const links = useMemo(() => variableLinks(document, id), [document, id]);
  const side = (node: string, right: boolean) => {
    const at = absolute(document, node);
    const width = right ? (document.nodes[node]?.width ?? 0) : 0;
    return { x: (at.x + width) * zoom + left, y: (at.y + 20) * zoom + top };
  };
  return (
    <svg className="canvas-links" aria-hidden>
      {links.map(({ from, to }) => {
        const [a, b] = [side(from, true), side(to, false)];
        const bend = Math.max(24, Math.abs(b.x - a.x) / 3);
        return (
          <g key={`${from} ${to}`}>
            <path d={`M${a.x},${a.y} C${a.x + bend},${a.y - 40} ${b.x - bend},${b.y - 40} ${b.x},${b.y}`} />
            <circle cx={a.x} cy={a.y} r={4} />
            <circle cx={b.x} cy={b.y} r={4} />
          </g>
        );
      })}
    </svg>
  );
}
