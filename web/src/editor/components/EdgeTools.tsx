import { getBezierPath, Position, ViewportPortal } from "@xyflow/react";
import { Plus, X } from "lucide-react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { disconnect } from "../actions/connect";
import { useEditor, useEditorStore } from "../context";
import type { DocEdge, GraphDocument } from "../graph";
import { absolute } from "../walk";
import type { BeginLink } from "./useLink";

/** What can be done with the edge under the pointer or the selected one: insert, remove, move an end. */
export function EdgeTools({ begin }: { begin: BeginLink }) {
  const id = useEditor((state) => (state.readOnly || state.view.link ? null : (state.edge ?? state.view.hovered)));
  const edge = useEditor((state) => (id === null ? undefined : state.document.edges[id]));
  const document = useEditor((state) => state.document);
  return edge ? <Tools key={edge.id} edge={edge} document={document} begin={begin} /> : null;
}

export function endsOf(document: GraphDocument, edge: DocEdge) {
  const source = document.nodes[edge.source];
  const target = document.nodes[edge.target];
  if (!source || !target) return null;
  const from = absolute(document, edge.source);
  const to = absolute(document, edge.target);
  const out = source.handles.find((one) => one.side === "out" && one.id === edge.sourceHandle);
  const into = target.handles.find((one) => one.side === "in");
  return {
    sourceX: from.x + (out?.x ?? source.width),
    sourceY: from.y + (out?.y ?? 20),
    targetX: to.x,
    targetY: to.y + (into?.y ?? 20),
  };
}

function Tools({ edge, document, begin }: { edge: DocEdge; document: GraphDocument; begin: BeginLink }) {
  const store = useEditorStore();
  const { t } = useTranslation("editor");
  const selected = useEditor((state) => state.edge === edge.id);
  const leaving = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(leaving.current), []);
  const ends = endsOf(document, edge);
  if (!ends) return null;
  const [, x, y] = getBezierPath({ ...ends, sourcePosition: Position.Right, targetPosition: Position.Left });
  const keep = () => {
    clearTimeout(leaving.current);
    store.getState().setView({ hovered: edge.id });
  };
  const leave = () => {
    leaving.current = setTimeout(() => store.getState().setView({ hovered: null }), 200);
  };
  return (
    <ViewportPortal>
      <div
        className="edge-tools nodrag nopan"
        style={{ transform: `translate(${x}px, ${y}px) translate(-50%, -50%)` }}
        onPointerEnter={keep}
        onPointerLeave={leave}
      >
        <button
          type="button"
          aria-label={t("edge.insert")}
          title={t("edge.insert")}
          onClick={(event) => {
            const box = event.currentTarget.getBoundingClientRect();
            const spot = { kind: "on" as const, edge: edge.id };
            store.getState().setView({ picker: { at: { x: box.right + 8, y: box.top - 16 }, spot }, hovered: null });
          }}
        >
          <Plus size={14} aria-hidden />
        </button>
        <button
          type="button"
          aria-label={t("edge.remove")}
          title={t("edge.remove")}
          onClick={() => store.getState().edit("disconnect", disconnect([edge.id]))}
        >
          <X size={14} aria-hidden />
        </button>
      </div>
      {selected && (
        <>
          <Grip
            x={ends.sourceX}
            y={ends.sourceY}
            label={t("edge.moveStart")}
            onDown={(event) => begin(event, { node: edge.target, handle: "target", side: "in", edge: edge.id })}
          />
          <Grip
            x={ends.targetX}
            y={ends.targetY}
            label={t("edge.moveEnd")}
            onDown={(event) =>
              begin(event, { node: edge.source, handle: edge.sourceHandle, side: "out", edge: edge.id })
            }
          />
        </>
      )}
    </ViewportPortal>
  );
}

interface GripProps {
  x: number;
  y: number;
  label: string;
  onDown: (event: React.PointerEvent) => void;
}

function Grip({ x, y, label, onDown }: GripProps) {
  return (
    <span
      className="edge-grip nodrag nopan"
      title={label}
      style={{ transform: `translate(${x}px, ${y}px) translate(-50%, -50%)` }}
      onPointerDown={(event) => {
        event.stopPropagation();
        onDown(event);
      }}
    />
  );
}
