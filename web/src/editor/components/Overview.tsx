import { useStoreApi } from "@xyflow/react";
import { useEffect, useRef } from "react";
import { specOf } from "@/nodes/registry";
import { withInside } from "../actions/nodes";
import { useEditorStore, useRunStore } from "../context";
import { text as asText } from "../raw";
import type { EditorState } from "../store";
import type { RunState } from "../runStore";
import { absolute } from "../walk";
import { edgeState } from "./Edge";

/** Below this zoom one drawing takes the place of the cards. */
export const OVERVIEW_ZOOM = 0.45;

const STATE_COLOURS: Record<string, string> = {
  running: "--run",
  retry: "--run",
  succeeded: "--ok",
  failed: "--bad",
  exception: "--warn",
};

const MARK_COLOURS = { added: "--ok", removed: "--bad", changed: "--warn" } as const;
const NOTES: Record<string, string> = { yellow: "warn", green: "ok", pink: "bad", violet: "run" };

/** The graph as a readable map in screen pixels. Paints at most once a frame and skips what is outside. */
export function Overview() {
  const canvas = useRef<HTMLCanvasElement>(null);
  const flow = useStoreApi();
  const editor = useEditorStore();
  const run = useRunStore();
  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    let frame = 0;
    const ask = () => {
      frame ||= requestAnimationFrame(() => {
        frame = 0;
        const { transform, width, height } = flow.getState();
        paint(
          element,
          { x: transform[0], y: transform[1], zoom: transform[2], width, height },
          editor.getState(),
          run.getState(),
        );
      });
    };
    const scheme = matchMedia("(prefers-color-scheme: dark)");
    const recolour = () => {
      colours.clear();
      ask();
    };
    const theme = new MutationObserver(recolour);
    theme.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    scheme.addEventListener("change", recolour);
    const stops = [flow.subscribe(ask), editor.subscribe(ask), run.subscribe(ask)];
    recolour();
    return () => {
      cancelAnimationFrame(frame);
      theme.disconnect();
      scheme.removeEventListener("change", recolour);
      for (const stop of stops) stop();
    };
  }, [flow, editor, run]);
  return <canvas ref={canvas} className="canvas-overview" aria-hidden />;
}

interface View {
  x: number;
  y: number;
  zoom: number;
  width: number;
  height: number;
}

function paint(canvas: HTMLCanvasElement, view: View, editor: EditorState, run: RunState): void {
  const scale = window.devicePixelRatio || 1;
  const width = Math.round(view.width * scale);
  const height = Math.round(view.height * scale);
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
    canvas.style.width = `${view.width}px`;
    canvas.style.height = `${view.height}px`;
  }
  const pen = canvas.getContext("2d");
  if (!pen) return;
  const colour = palette(canvas);
  pen.setTransform(scale, 0, 0, scale, 0, 0);
  pen.clearRect(0, 0, view.width, view.height);
  const boxes = boxesOf(editor, view);
  paintEdges(pen, editor, run, boxes, view, colour);
  paintCards(pen, editor, run, boxes, view, colour);
}

type Colour = (name: string) => string;

const colours = new Map<string, string>();

/**
 * `light-dark()` values are only resolved where they are used, so each is read from an element. Reading makes the
 * browser compute styles, so values are kept until the theme changes.
 */
function palette(element: HTMLElement): Colour {
  return (name) => {
    let value = colours.get(name);
    if (value === undefined) {
      element.style.color = `var(${name})`;
      value = getComputedStyle(element).color;
      colours.set(name, value);
    }
    return value;
  };
}

interface Box {
  x: number;
  y: number;
  w: number;
  h: number;
}

function boxesOf(editor: EditorState, view: View): Map<string, Box> {
  const boxes = new Map<string, Box>();
  const { document } = editor;
  const { offset } = editor.view;
  const moving = offset ? withInside(document, offset.ids) : null;
  for (const id of document.order) {
    const node = document.nodes[id];
    if (!node) continue;
    const at = absolute(document, id);
    if (offset && moving?.has(id)) Object.assign(at, { x: at.x + offset.by.x, y: at.y + offset.by.y });
    boxes.set(id, {
      x: at.x * view.zoom + view.x,
      y: at.y * view.zoom + view.y,
      w: node.width * view.zoom,
      h: node.height * view.zoom,
    });
  }
  return boxes;
}

function outside(box: Box, view: View): boolean {
  return box.x > view.width || box.y > view.height || box.x + box.w < 0 || box.y + box.h < 0;
}

function paintEdges(
  pen: CanvasRenderingContext2D,
  editor: EditorState,
  run: RunState,
  boxes: Map<string, Box>,
  view: View,
  colour: Colour,
): void {
  pen.lineWidth = 1.2;
  const ink: Record<string, string> = {
    idle: colour("--line-strong"),
    untaken: colour("--line"),
    taken: colour("--ok"),
    running: colour("--run"),
  };
  for (const id of editor.document.edgeOrder) {
    const edge = editor.document.edges[id];
    const from = edge && boxes.get(edge.source);
    const to = edge && boxes.get(edge.target);
    if (!from || !to) continue;
    const handle = editor.document.nodes[edge.source]?.handles.find((one) => one.id === edge.sourceHandle);
    const startX = from.x + from.w;
    const startY = from.y + (handle?.y ?? 20) * view.zoom;
    const endX = to.x;
    const endY = to.y + 20 * view.zoom;
    if (Math.max(startX, endX) < 0 || Math.min(startX, endX) > view.width) continue;
    const bend = Math.max(20 * view.zoom, Math.abs(endX - startX) / 2);
    const mark = editor.marks[id];
    const state = edgeState(run, edge.source, edge.target, edge.sourceHandle);
    pen.strokeStyle = mark ? colour(MARK_COLOURS[mark]) : (ink[state] ?? "");
    pen.beginPath();
    pen.moveTo(startX, startY);
    pen.bezierCurveTo(startX + bend, startY, endX - bend, endY, endX, endY);
    pen.stroke();
  }
}

function paintCards(
  pen: CanvasRenderingContext2D,
  editor: EditorState,
  run: RunState,
  boxes: Map<string, Box>,
  view: View,
  colour: Colour,
): void {
  const size = Math.max(9, Math.min(12, 28 * view.zoom));
  pen.font = `600 ${size}px system-ui, "PingFang SC", "Microsoft YaHei", sans-serif`;
  pen.textBaseline = "top";
  const chosen = new Set(editor.selection);
  for (const id of editor.document.order) {
    const node = editor.document.nodes[id];
    const box = boxes.get(id);
    if (!node || !box || outside(box, view)) continue;
    const frame = node.kind === "frame";
    const state = run.byNode[id]?.status;
    const mark = editor.marks[id];
    const idle = run.trace.ended && run.trace.order.length > 0 && state === undefined;
    pen.globalAlpha = frame ? 0.5 : idle && node.kind === "card" ? 0.6 : 1;
    pen.fillStyle =
      node.kind === "note" ? colour(`--${NOTES[asText(node.data["theme"])] ?? "info"}-soft`) : colour("--bg-surface");
    pen.strokeStyle = colour(
      (mark && MARK_COLOURS[mark]) ??
        STATE_COLOURS[state ?? ""] ??
        (chosen.has(id) ? "--accent" : node.kind === "note" ? "--line" : "--line-strong"),
    );
    pen.lineWidth = state || mark || chosen.has(id) ? 2 : 1;
    pen.beginPath();
    pen.roundRect(box.x, box.y, box.w, box.h, Math.max(2, 10 * view.zoom));
    pen.fill();
    pen.globalAlpha = 1;
    pen.stroke();
    if (node.kind === "note" || node.kind === "start-chip") continue;
    pen.fillStyle = colour(`--family-${specOf(node.type).family}`);
    pen.fillRect(box.x + 1, box.y + Math.min(4, box.h / 4), Math.max(3, 8 * view.zoom), box.h - Math.min(8, box.h / 2));
    paintTitle(pen, node.title || node.type, box, size, frame, colour);
  }
}

function paintTitle(
  pen: CanvasRenderingContext2D,
  title: string,
  box: Box,
  size: number,
  frame: boolean,
  colour: Colour,
): void {
  const room = box.w - 14;
  if (room < 24) return;
  pen.fillStyle = colour("--text");
  const y = frame ? box.y + 4 : box.y + Math.max(3, (Math.min(box.h, 44) - size) / 2);
  pen.fillText(cut(pen, title, Math.floor(room)), box.x + 10, y);
}

/** Titles that were cut to a width; measuring text is the dear part of painting them. */
const cuts = new Map<string, string>();

function cut(pen: CanvasRenderingContext2D, title: string, room: number): string {
  const key = `${pen.font}|${room}|${title}`;
  const known = cuts.get(key);
  if (known !== undefined) return known;
  let shown = title;
  if (pen.measureText(title).width > room) {
    const chars = [...title];
    while (chars.length > 1 && pen.measureText(`${chars.join("")}…`).width > room) chars.pop();
    shown = `${chars.join("")}…`;
  }
  if (cuts.size > 5000) cuts.clear();
  cuts.set(key, shown);
  return shown;
}
