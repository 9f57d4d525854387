import { getViewportForBounds, useReactFlow, type Viewport } from "@xyflow/react";
import { useEffect, useMemo, useRef, type RefObject } from "react";
import { useEditor, useEditorStore } from "../context";
import { boundsOf, startNode } from "../walk";

export interface CanvasControl {
  fit: (ids?: readonly string[]) => void;
  /** The view a graph is opened with. */
  enter: () => void;
  locate: (id: string) => void;
  /** Whether the view is still the one `fit` made. */
  whole: () => boolean;
  zoomBy: (steps: 1 | -1) => void;
  zoomTo: (zoom: number) => void;
  /** A point of the graph: the pointer if it is over the canvas, else the middle of the view. */
  here: () => { x: number; y: number };
  screen: (at: { x: number; y: number }) => { x: number; y: number };
  flow: (at: { x: number; y: number }) => { x: number; y: number };
}

const PADDING = 0.12;
const MARGIN = 80;
/** A graph that would be smaller than this when shown whole has no readable titles: it opens at its start. */
const READABLE_ZOOM = 0.3;
const START_ZOOM = 0.8;

/** Keeps its identity for as long as the canvas is open, so that nothing is shown whole again by a render. */
export function useControl(frame: RefObject<HTMLDivElement | null>): CanvasControl {
  const latest = useReactFlow();
  const flow = useRef(latest);
  const fitted = useRef<Viewport | null>(null);
  const pointer = usePointer(frame);
  useEffect(() => {
    flow.current = latest;
  });
  const store = useEditorStore();
  return useMemo(() => {
    // `fitView` waits until every node was measured, which never happens while only visible ones are mounted.
    const fit = (ids?: readonly string[]): void => {
      const size = frame.current?.getBoundingClientRect();
      const bounds = boundsOf(store.getState().document, ids);
      if (!size || !bounds || size.width === 0) return;
      const view = getViewportForBounds(bounds, size.width, size.height, 0.05, 1, PADDING);
      fitted.current = ids === undefined ? view : null;
      void flow.current.setViewport(view);
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
    const here = (): { x: number; y: number } => {
      const box = frame.current?.getBoundingClientRect();
      if (pointer.current) return flow.current.screenToFlowPosition(pointer.current);
      if (!box) return { x: 0, y: 0 };
      return flow.current.screenToFlowPosition({ x: box.left + box.width / 2 - 122, y: box.top + box.height / 2 - 40 });
    };
    return {
      fit,
      enter,
      locate,
      whole,
      here,
      zoomBy: (steps) => void (steps === 1 ? flow.current.zoomIn() : flow.current.zoomOut()),
      zoomTo: (zoom) => void flow.current.zoomTo(zoom),
      screen: (at) => flow.current.flowToScreenPosition(at),
      flow: (at) => flow.current.screenToFlowPosition(at),
    };
  }, [store, frame, pointer]);
}

/** Where the pointer is while it is over the canvas. */
function usePointer(frame: RefObject<HTMLDivElement | null>) {
  const pointer = useRef<{ x: number; y: number } | null>(null);
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const move = (event: PointerEvent) => (pointer.current = { x: event.clientX, y: event.clientY });
    const leave = () => (pointer.current = null);
    element.addEventListener("pointermove", move, { passive: true });
    element.addEventListener("pointerleave", leave);
    return () => {
      element.removeEventListener("pointermove", move);
      element.removeEventListener("pointerleave", leave);
    };
  }, [frame]);
  return pointer;
}

/** The node whose panel opens stays in view, though the panel takes room from the canvas. */
export function useKeepInView(frame: RefObject<HTMLDivElement | null>) {
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
export function useStayWhole(frame: RefObject<HTMLDivElement | null>, control: CanvasControl) {
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
