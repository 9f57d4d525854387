import { useReactFlow } from "@xyflow/react";
import { useCallback, useRef, type PointerEvent as ReactPointerEvent, type RefObject } from "react";
import { useTranslation } from "react-i18next";
import { connect, reconnect, refusal, type Refusal } from "../actions/connect";
import { wayOnFrom } from "../commands";
import { useEditorStore } from "../context";
import type { GraphDocument } from "../graph";
import type { EditorStore } from "../store";
import type { Link } from "../view";
import { absolute, nodeAt } from "../walk";

/** What is drawn while an edge is being pulled; moved directly, not by rendering. */
export class LinkMarks {
  private line: SVGPathElement | null = null;
  private words: HTMLDivElement | null = null;

  readonly setLine = (element: SVGPathElement | null): void => void (this.line = element);
  readonly setWords = (element: HTMLDivElement | null): void => void (this.words = element);

  /** Draw from a point to another, relative to the canvas. */
  move(from: { x: number; y: number }, to: { x: number; y: number }, side: "out" | "in"): void {
    const bend = Math.max(24, Math.abs(to.x - from.x) / 2) * (side === "out" ? 1 : -1);
    const path = `M${from.x},${from.y} C${from.x + bend},${from.y} ${to.x - bend},${to.y} ${to.x},${to.y}`;
    this.line?.setAttribute("d", path);
    if (this.words) this.words.style.transform = `translate(${to.x + 14}px, ${to.y + 14}px)`;
  }
}

interface Pull {
  from: { x: number; y: number };
  link: Omit<Link, "refused" | "over">;
}

const CLICK = 4;

/** Edges are pulled from the pins of cards: to a card anywhere, or into the open, where the picker appears. */
export function useLink(frame: RefObject<HTMLDivElement | null>, marks: LinkMarks) {
  const flow = useReactFlow();
  const store = useEditorStore();
  const { t } = useTranslation("editor");
  const pull = useRef<Pull | null>(null);

  const begin = useCallback(
    (event: PointerEvent | ReactPointerEvent, link: Pull["link"]) => {
      pull.current = { from: { x: event.clientX, y: event.clientY }, link };
      const onMove = (moved: PointerEvent) => {
        const { from } = pull.current ?? {};
        if (!from) return;
        const far = Math.hypot(moved.clientX - from.x, moved.clientY - from.y) > CLICK;
        const { view, document, setView } = store.getState();
        if (!view.link && !far) return;
        const over = otherEnd(document, link.node, flow.screenToFlowPosition({ x: moved.clientX, y: moved.clientY }));
        const refused = view.link?.refused ?? refusals(document, link);
        if (!view.link || view.link.over !== over) setView({ link: { ...link, refused, over } });
        draw(frame.current, marks, start(document, link, flow.flowToScreenPosition), moved, link.side);
      };
      const onUp = (up: PointerEvent) => {
        stop();
        const { link: shown } = store.getState().view;
        store.getState().setView({ link: null });
        if (shown) finish(store, shown, up, flow.screenToFlowPosition({ x: up.clientX, y: up.clientY }));
        else if (link.side === "out" && link.edge === null) {
          const spot = { kind: "after" as const, source: link.node, handle: link.handle };
          store.getState().setView({ picker: { at: { x: up.clientX + 12, y: up.clientY - 24 }, spot } });
        }
      };
      const onKey = (key: KeyboardEvent) => {
        if (key.key !== "Escape") return;
        key.stopPropagation();
        stop();
        store.getState().setView({ link: null });
      };
      const stop = () => {
        pull.current = null;
        removeEventListener("pointermove", onMove);
        removeEventListener("pointerup", onUp);
        removeEventListener("keydown", onKey, true);
      };
      addEventListener("pointermove", onMove);
      addEventListener("pointerup", onUp);
      addEventListener("keydown", onKey, true);
    },
    [flow, frame, marks, store],
  );

  const onPointerDownCapture = useCallback(
    (event: ReactPointerEvent) => {
      const pin = event.button === 0 ? (event.target as Element).closest<HTMLElement>(".nd-pin") : null;
      const node = pin?.closest<HTMLElement>(".react-flow__node")?.dataset["id"];
      if (!pin || node === undefined || store.getState().readOnly) return;
      event.stopPropagation();
      const handle = pin.dataset["handleid"] ?? "source";
      if (pin.classList.contains("source")) {
        begin(event, { node, handle, side: "out", edge: null });
        return;
      }
      // Pulling at an entry moves the edge that is selected or the only one; without any it begins one backwards.
      const { document, edge } = store.getState();
      const incoming = document.incoming[node] ?? [];
      const moved = incoming.find((id) => id === edge) ?? (incoming.length === 1 ? incoming[0] : undefined);
      const old = moved === undefined ? undefined : document.edges[moved];
      if (old) begin(event, { node: old.source, handle: old.sourceHandle, side: "out", edge: old.id });
      else begin(event, { node, handle, side: "in", edge: null });
    },
    [begin, store],
  );
  return { onPointerDownCapture, begin, reason: (why: Refusal) => t(`refused.${why}`) };
}

export type BeginLink = ReturnType<typeof useLink>["begin"];

/** The node at a point that could be the other end; a container around the first end is open ground. */
function otherEnd(document: GraphDocument, node: string, point: { x: number; y: number }): string | null {
  const hit = nodeAt(document, point);
  for (let at: string | null = node; at !== null; at = document.nodes[at]?.parent ?? null) {
    if (hit === at) return hit === node ? node : null;
  }
  return hit;
}

function refusals(document: GraphDocument, link: Pull["link"]): Map<string, Refusal> {
  const found = new Map<string, Refusal>();
  for (const id of document.order) {
    if (document.nodes[id]?.kind === "note") continue;
    const why =
      link.side === "out"
        ? refusal(document, link.node, link.handle, id, link.edge)
        : refusal(document, id, wayOnFrom(document, id) ?? "source", link.node, link.edge);
    if (why !== null) found.set(id, why);
  }
  return found;
}

function finish(store: EditorStore, link: Link, up: PointerEvent, point: { x: number; y: number }): void {
  const { document, edit, setView } = store.getState();
  const { over } = link;
  if (over === null) {
    if (link.edge !== null || link.side === "in") return;
    const spot = { kind: "after" as const, source: link.node, handle: link.handle, point };
    setView({ picker: { at: { x: up.clientX, y: up.clientY }, spot } });
    return;
  }
  if (link.refused.has(over)) return;
  const [source, target] = link.side === "out" ? [link.node, over] : [over, link.node];
  const handle = link.side === "out" ? link.handle : (wayOnFrom(document, over) ?? "source");
  const about = [source, target]
    .map((id) => document.nodes[id]?.title)
    .filter(Boolean)
    .join(" → ");
  if (link.edge === null) edit("connect", connect(source, handle, target), { about });
  else edit("reconnect", reconnect(link.edge, source, handle, target), { about });
}

type ToScreen = (at: { x: number; y: number }) => { x: number; y: number };

function start(document: GraphDocument, link: Pull["link"], toScreen: ToScreen): { x: number; y: number } {
  const node = document.nodes[link.node];
  const at = absolute(document, link.node);
  const handle = node?.handles.find((one) => one.id === link.handle && (one.side === "out") === (link.side === "out"));
  return toScreen({ x: at.x + (handle?.x ?? 0), y: at.y + (handle?.y ?? 20) });
}

function draw(
  frame: HTMLElement | null,
  marks: LinkMarks,
  from: { x: number; y: number },
  to: PointerEvent,
  side: "out" | "in",
): void {
  const box = frame?.getBoundingClientRect();
  if (!box) return;
  marks.move(
    { x: from.x - box.left, y: from.y - box.top },
    { x: to.clientX - box.left, y: to.clientY - box.top },
    side,
  );
}
