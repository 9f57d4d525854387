import {
  Background,
  BackgroundVariant,
  ReactFlow,
  ReactFlowProvider,
  getViewportForBounds,
  useReactFlow,
  useStore as useFlowStore,
  type EdgeTypes,
  type NodeMouseHandler,
  type NodeTypes,
  type Viewport,
} from "@xyflow/react";
import { useCallback, useEffect, useMemo, useRef, useState, type KeyboardEvent, type MouseEvent } from "react";
import { useTranslation } from "react-i18next";
import { useEditor, useEditorStore } from "../context";
import { boundsOf, nodeAt, startNode } from "../walk";
import { Card } from "./Card";
import { Frame, StartChip } from "./Container";
import { Wire } from "./Edge";
import { flowEdges, flowNodes, type FlowEdge, type FlowNode } from "./flow";
import { walkKey } from "./keys";
import { Minimap } from "./Minimap";
import { Note } from "./Note";
import { Overview, OVERVIEW_ZOOM } from "./Overview";
import { OverviewContext } from "./overviewContext";
import { ZoomBar } from "./ZoomBar";
import "./canvas.css";

// These never change identity, else every card would render again.
const NODE_TYPES: NodeTypes = { card: Card, frame: Frame, note: Note, "start-chip": StartChip };
const EDGE_TYPES: EdgeTypes = { wire: Wire };
const PRO = { hideAttribution: true };
const PADDING = 0.12;
const MARGIN = 80;
/** The overview map draws nodes and edges itself; nothing is mounted before the first view is known. */
const NO_NODES: FlowNode[] = [];
const NO_EDGES: FlowEdge[] = [];
/** A graph that would be smaller than this when shown whole has no readable titles: it opens at its start. */
const READABLE_ZOOM = 0.3;
const START_ZOOM = 0.8;

export interface CanvasProps {
  /** Hands out what the parts around the canvas may ask of it. */
  onReady?: (control: CanvasControl) => void;
}

export interface CanvasControl {
  fit: () => void;
  /** The view a graph is opened with. */
  enter: () => void;
  locate: (id: string) => void;
  /** Whether the view is still the one `fit` made. */
  whole: () => boolean;
}

export function Canvas(props: CanvasProps) {
  return (
    <ReactFlowProvider>
      <Surface {...props} />
    </ReactFlowProvider>
  );
}

function Surface({ onReady }: CanvasProps) {
  const store = useEditorStore();
  const document = useEditor((state) => state.document);
  const nodes = useMemo(() => flowNodes(document), [document]);
  const edges = useMemo(() => flowEdges(document), [document]);
  const overview = useFlowStore((state) => state.transform[2] < OVERVIEW_ZOOM);
  const frame = useRef<HTMLDivElement>(null);
  const control = useControl(frame);
  const [minimap, setMinimap] = useState(true);
  const [placed, setPlaced] = useState(false);
  const { t } = useTranslation("canvas");

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

  const onNodeClick = useCallback<NodeMouseHandler<FlowNode>>(
    (_event, node) => {
      const kind = store.getState().document.nodes[node.id]?.kind;
      if (kind === "card" || kind === "frame") store.getState().open(node.id);
    },
    [store],
  );
  const { onPaneClick, onPaneMouseMove } = useMap(frame, overview);
  const onKeyDown = useCallback(
    (event: KeyboardEvent<HTMLDivElement>) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.target !== event.currentTarget) return;
      if (event.key === "f" || event.key === "F") control.fit();
      else if (event.key === "m" || event.key === "M") setMinimap((on) => !on);
      else if (!walkKey(event.key, store, control)) return;
      event.preventDefault();
    },
    [store, control],
  );

  const shown = placed && !overview;
  return (
    // The rules do not know `application`, the role of things with a keyboard of their own.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div
      ref={frame}
      className="canvas"
      data-overview={overview || undefined}
      role="application"
      aria-label={t("canvas")}
      aria-describedby="canvas-help"
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the graph is walked with the keyboard
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      <p id="canvas-help" className="sr-only">
        {t("canvasHelp")}
      </p>
      <Announcer />
      <OverviewContext value={overview}>
        <ReactFlow
          nodes={shown ? nodes : NO_NODES}
          edges={shown ? edges : NO_EDGES}
          nodeTypes={NODE_TYPES}
          edgeTypes={EDGE_TYPES}
          onNodeClick={onNodeClick}
          onPaneClick={onPaneClick}
          onPaneMouseMove={onPaneMouseMove}
          onlyRenderVisibleElements
          elevateNodesOnSelect={false}
          nodesDraggable={false}
          nodesConnectable={false}
          nodesFocusable={false}
          edgesFocusable={false}
          elementsSelectable={false}
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
          <ZoomBar control={control} />
        </ReactFlow>
      </OverviewContext>
    </div>
  );
}

/** On the overview map no cards are mounted, so what was hit is told from the graph. */
function useMap(frame: React.RefObject<HTMLDivElement | null>, overview: boolean) {
  const flow = useReactFlow();
  const store = useEditorStore();
  return useMemo(() => {
    const hit = (event: MouseEvent): string | null => {
      if (!overview) return null;
      return nodeAt(store.getState().document, flow.screenToFlowPosition({ x: event.clientX, y: event.clientY }));
    };
    return {
      onPaneClick: (event: MouseEvent) => {
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
  }, [flow, store, frame, overview]);
}

/** The node whose panel opens stays in view, though the panel takes room from the canvas. */
function useKeepInView(frame: React.RefObject<HTMLDivElement | null>) {
  const flow = useReactFlow();
  const store = useEditorStore();
  const opened = useEditor((state) => state.opened);
  useEffect(() => {
    if (opened === null) return;
    const handle = setTimeout(() => {
      const size = frame.current?.getBoundingClientRect();
      const bounds = boundsOf(store.getState().document, [opened]);
      if (!size || !bounds) return;
      const { x, y, zoom } = flow.getViewport();
      const left = bounds.x * zoom + x;
      const top = bounds.y * zoom + y;
      const inside =
        left >= 0 && top >= 0 && left + bounds.width * zoom <= size.width && top + 40 * zoom <= size.height;
      if (!inside)
        void flow.setCenter(bounds.x + bounds.width / 2, bounds.y + bounds.height / 2, { zoom, duration: 180 });
    }, 60);
    return () => clearTimeout(handle);
  }, [flow, frame, opened, store]);
}

/** A graph that is shown whole stays whole when a panel takes or gives back room; a view somebody chose is left alone. */
function useStayWhole(frame: React.RefObject<HTMLDivElement | null>, control: CanvasControl) {
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    let width = element.clientWidth;
    const observer = new ResizeObserver(() => {
      if (element.clientWidth === width) return;
      width = element.clientWidth;
      if (control.whole()) control.fit();
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [frame, control]);
}

/** Keeps its identity for as long as the canvas is open, so that nothing is shown whole again by a render. */
function useControl(frame: React.RefObject<HTMLDivElement | null>): CanvasControl {
  const latest = useReactFlow();
  const flow = useRef(latest);
  const fitted = useRef<Viewport | null>(null);
  useEffect(() => {
    flow.current = latest;
  });
  const store = useEditorStore();
  return useMemo(() => {
    // `fitView` waits until every node was measured, which never happens while only visible ones are mounted.
    const fit = (): void => {
      const size = frame.current?.getBoundingClientRect();
      const bounds = boundsOf(store.getState().document);
      if (!size || !bounds || size.width === 0) return;
      fitted.current = getViewportForBounds(bounds, size.width, size.height, 0.05, 1, PADDING);
      void flow.current.setViewport(fitted.current);
    };
    /** Whole when that can be read, else at its start, which stands at the left edge. */
    const enter = (): void => {
      fit();
      const size = frame.current?.getBoundingClientRect();
      const { document } = store.getState();
      if (!size || !fitted.current || fitted.current.zoom >= READABLE_ZOOM) return;
      const first = startNode(document)?.id ?? document.order[0];
      const bounds = first === undefined ? null : boundsOf(document, [first]);
      if (!bounds) return;
      const room = Math.min(MARGIN, size.width * PADDING);
      const x = room - bounds.x * START_ZOOM;
      const y = size.height / 2 - (bounds.y + bounds.height / 2) * START_ZOOM;
      void flow.current.setViewport({ x, y, zoom: START_ZOOM });
    };
    const whole = (): boolean => {
      const now = flow.current.getViewport();
      const made = fitted.current;
      return made !== null && now.x === made.x && now.y === made.y && now.zoom === made.zoom;
    };
    const locate = (id: string): void => {
      const size = frame.current?.getBoundingClientRect();
      const { document } = store.getState();
      const node = document.nodes[id];
      if (!size || !node) return;
      store.getState().select(id);
      const bounds = boundsOf(document, [id]);
      if (bounds) {
        const zoom = Math.max(flow.current.getZoom(), 0.8);
        void flow.current.setCenter(bounds.x + bounds.width / 2, bounds.y + bounds.height / 2, { zoom, duration: 240 });
      }
    };
    return { fit, enter, locate, whole };
  }, [store, frame]);
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
