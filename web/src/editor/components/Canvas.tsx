import {
  Background,
  BackgroundVariant,
  ReactFlow,
  ReactFlowProvider,
  SelectionMode,
  useReactFlow,
  useStore as useFlowStore,
  type EdgeTypes,
  type NodeTypes,
} from "@xyflow/react";
import {
  memo,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type MouseEvent,
  type PointerEvent,
} from "react";
import { useTranslation } from "react-i18next";
import type { PageReach } from "../commands";
import { useEditor, useEditorStore } from "../context";
import { nodeAt } from "../walk";
import { CanvasMenu } from "./CanvasMenu";
import { Card } from "./Card";
import { Frame, StartChip } from "./Container";
import { Wire } from "./Edge";
import { EdgeTools } from "./EdgeTools";
import { flowEdges, type FlowEdge } from "./flow";
import { Guides } from "./Guides";
import { walkKey } from "./keys";
import { LinkLine } from "./LinkLine";
import { Minimap } from "./Minimap";
import { Note } from "./Note";
import { Overview, OVERVIEW_ZOOM } from "./Overview";
import { OverviewContext } from "./overviewContext";
import { Picker } from "./Picker";
import { Sheet } from "./Sheet";
import { ToolStrip } from "./ToolStrip";
import { useControl, useKeepInView, useStayWhole, type CanvasControl } from "./useControl";
import { useDragging } from "./useDragging";
import { useGestures } from "./useGestures";
import { LinkMarks, useLink } from "./useLink";
import { useMapDrag } from "./useMapDrag";
import { usePalette } from "./usePalette";
import { useReach } from "./useReach";
import { useClipboard, useShortcuts } from "./useShortcuts";
import { VariableLinks } from "./VariableLinks";
import { ZoomBar } from "./ZoomBar";
import "./canvas.css";

export type { CanvasControl };

// These never change identity, else every card would render again.
const NODE_TYPES: NodeTypes = { card: Card, frame: Frame, note: Note, "start-chip": StartChip };
const EDGE_TYPES: EdgeTypes = { wire: Wire };
const PRO = { hideAttribution: true };
/** The overview map draws nodes and edges itself; nothing is mounted before the first view is known. */
const NO_EDGES: FlowEdge[] = [];
const MIDDLE_BUTTON = [1];

export interface CanvasProps {
  /** Hands out what the parts around the canvas may ask of it. */
  onReady?: (control: CanvasControl) => void;
  /** What of the page around it shortcuts and menus may call. */
  page: PageReach;
  /** Written on new notes. */
  author: string;
}

export const Canvas = memo(function Canvas(props: CanvasProps) {
  return (
    <ReactFlowProvider>
      <Surface {...props} />
    </ReactFlowProvider>
  );
});

function Surface({ onReady, page, author }: CanvasProps) {
  const store = useEditorStore();
  const document = useEditor((state) => state.document);
  const readOnly = useEditor((state) => state.readOnly);
  const hand = useEditor((state) => state.mode === "hand");
  const overview = useFlowStore((state) => state.transform[2] < OVERVIEW_ZOOM);
  const frame = useRef<HTMLDivElement>(null);
  const control = useControl(frame);
  const [minimap, setMinimap] = useState(true);
  const [placed, setPlaced] = useState(false);
  const { t } = useTranslation("canvas");
  const shown = placed && !overview;
  const edges = useMemo(() => flowEdges(document), [document]);
  const dragging = useDragging(shown);
  const [marks] = useState(() => new LinkMarks());
  const link = useLink(frame, marks);
  const gestures = useGestures(control);
  const reach = useReach(control, page, author, setMinimap);
  useShortcuts(reach);
  useClipboard(reach);
  usePalette(reach, control);

  useEffect(() => {
    store.getState().setOverview(overview);
  }, [store, overview]);
  useEffect(() => {
    onReady?.(control);
  }, [onReady, control]);
  // A version or a run of the same graph keeps the view.
  const opened = document.order[0];
  useEffect(() => {
    control.enter();
    // The nodes come in once, with the view they are seen in.
    // eslint-disable-next-line react-hooks/set-state-in-effect -- the view is known after the canvas has its size
    setPlaced(true);
  }, [control, opened]);
  useStayWhole(frame, control);
  useKeepInView(frame);

  const map = useMapDrag(control, overview);
  const { onPaneClick, onPaneMouseMove } = useMap(frame, overview, map.dragged);
  const { onPointerDown: onMapDown } = map;
  const { onPointerDownCapture: onPinDown } = link;
  const onPointerDownCapture = useCallback(
    (event: PointerEvent<HTMLDivElement>) => {
      if (!onMapDown(event)) onPinDown(event);
    },
    [onMapDown, onPinDown],
  );
  const onKeyDown = useCallback(
    (event: KeyboardEvent<HTMLDivElement>) => {
      if (event.ctrlKey || event.metaKey || event.target !== event.currentTarget) return;
      if (walkKey(event, store, control)) event.preventDefault();
    },
    [store, control],
  );
  return (
    // The rules do not know `application`, the role of things with a keyboard of their own.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div
      ref={frame}
      className="canvas"
      data-overview={overview || undefined}
      data-hand={hand || undefined}
      data-editable={!readOnly || undefined}
      role="application"
      aria-label={t("canvas")}
      aria-describedby="canvas-help"
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the graph is walked with the keyboard
      tabIndex={0}
      onKeyDown={onKeyDown}
      onPointerDownCapture={onPointerDownCapture}
      onDragOver={gestures.onDragOver}
      onDrop={gestures.onDrop}
    >
      <p id="canvas-help" className="sr-only">
        {t("canvasHelp")}
      </p>
      <Announcer />
      <OverviewContext value={overview}>
        <ReactFlow
          nodes={dragging.nodes}
          edges={shown ? edges : NO_EDGES}
          nodeTypes={NODE_TYPES}
          edgeTypes={EDGE_TYPES}
          onNodesChange={dragging.onNodesChange}
          onNodeDragStart={dragging.onNodeDragStart}
          onNodeDrag={dragging.onNodeDrag}
          onNodeDragStop={dragging.onNodeDragStop}
          onNodeClick={gestures.onNodeClick}
          onNodeDoubleClick={gestures.onNodeDoubleClick}
          onNodeContextMenu={gestures.onNodeContextMenu}
          onEdgeClick={gestures.onEdgeClick}
          onEdgeMouseEnter={gestures.onEdgeMouseEnter}
          onEdgeMouseLeave={gestures.onEdgeMouseLeave}
          onEdgeContextMenu={gestures.onEdgeContextMenu}
          onPaneClick={onPaneClick}
          onPaneContextMenu={gestures.onPaneContextMenu}
          onPaneMouseMove={onPaneMouseMove}
          onSelectionContextMenu={gestures.onSelectionContextMenu}
          onlyRenderVisibleElements
          elevateNodesOnSelect={false}
          nodesDraggable={!readOnly && !hand}
          nodesConnectable={false}
          nodesFocusable={false}
          edgesFocusable={false}
          nodeDragThreshold={4}
          selectionOnDrag={!hand}
          selectionMode={SelectionMode.Partial}
          panOnDrag={hand ? true : MIDDLE_BUTTON}
          zoomOnDoubleClick={false}
          panOnScroll
          deleteKeyCode={null}
          disableKeyboardA11y
          minZoom={0.05}
          maxZoom={2}
          proOptions={PRO}
        >
          <Background variant={BackgroundVariant.Dots} gap={20} size={1.5} />
          {overview ? <Overview /> : minimap && <Minimap />}
          <EdgeTools begin={link.begin} />
          <ZoomBar reach={reach} />
          <ToolStrip reach={reach} />
        </ReactFlow>
        <LinkLine marks={marks} />
        <Guides />
        <VariableLinks />
        <MapBox frame={frame} />
      </OverviewContext>
      <Picker />
      <CanvasMenu reach={reach} />
      <Sheet />
    </div>
  );
}

/** On the overview map no cards are mounted, so what was hit is told from the graph. */
function useMap(frame: React.RefObject<HTMLDivElement | null>, overview: boolean, dragged: React.RefObject<boolean>) {
  const flow = useReactFlow();
  const store = useEditorStore();
  return useMemo(() => {
    const hit = (event: MouseEvent): string | null => {
      if (!overview) return null;
      return nodeAt(store.getState().document, flow.screenToFlowPosition({ x: event.clientX, y: event.clientY }));
    };
    return {
      onPaneClick: (event: MouseEvent) => {
        if (overview && dragged.current) return;
        const id = hit(event);
        if (id === null) store.getState().select(null);
        else store.getState().open(id);
      },
      onPaneMouseMove: (event: MouseEvent) => {
        const id = hit(event);
        const title = id === null ? "" : (store.getState().document.nodes[id]?.title ?? "");
        if (frame.current?.title !== title) frame.current?.setAttribute("title", title);
      },
    };
  }, [flow, store, frame, overview, dragged]);
}

/** The box that is drawn on the overview map. */
function MapBox({ frame }: { frame: React.RefObject<HTMLDivElement | null> }) {
  const box = useEditor((state) => state.view.box);
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const outer = frame.current?.getBoundingClientRect();
    if (!box || !outer || !element.current) return;
    Object.assign(element.current.style, {
      left: `${Math.min(box.from.x, box.to.x) - outer.left}px`,
      top: `${Math.min(box.from.y, box.to.y) - outer.top}px`,
      width: `${Math.abs(box.to.x - box.from.x)}px`,
      height: `${Math.abs(box.to.y - box.from.y)}px`,
    });
  }, [box, frame]);
  return box && <div ref={element} className="canvas-box" />;
}

/** Says the selected node to screen readers. */
function Announcer() {
  const node = useEditor((state) => (state.selected === null ? undefined : state.document.nodes[state.selected]));
  const incoming = useEditor((state) => (node ? (state.document.incoming[node.id]?.length ?? 0) : 0));
  const outgoing = useEditor((state) => (node ? (state.document.outgoing[node.id]?.length ?? 0) : 0));
  const { t } = useTranslation("canvas");
  return (
    <div className="sr-only" aria-live="polite">
      {node && t("announce", { type: node.type, title: node.title, incoming, outgoing })}
    </div>
  );
}
