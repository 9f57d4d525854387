import type { Spot } from "./actions/add";
import type { Refusal } from "./actions/connect";

export interface ScreenPoint {
  x: number;
  y: number;
}

/** The picker of nodes, where it opened, and where what is chosen goes. */
export interface PickerRequest {
  at: ScreenPoint;
  spot: Spot;
  /** The node whose type is to be changed; absent: a new node. */
  replace?: string;
}

export type MenuTarget =
  { kind: "pane"; point: ScreenPoint } | { kind: "node"; id: string } | { kind: "edge"; id: string };

/** An edge that is being drawn or moved by one of its ends. */
export interface Link {
  /** The end that stays. */
  node: string;
  handle: string;
  side: "out" | "in";
  /** The edge that is moved; null: a new one. */
  edge: string | null;
  /** Why nodes cannot be its other end; a node that is not named here can. */
  refused: ReadonlyMap<string, Refusal>;
  /** The node under the pointer. */
  over: string | null;
}

export interface Guides {
  x: number | null;
  y: number | null;
}

/** What is going on above the graph; nothing of it outlives the page. */
export interface ViewState {
  picker: PickerRequest | null;
  menu: { at: ScreenPoint; target: MenuTarget } | null;
  link: Link | null;
  hovered: string | null;
  /** The container that would take what is being dragged. */
  frame: string | null;
  renaming: string | null;
  guides: Guides | null;
  /** A box that is drawn on the overview map, on the screen. */
  box: { from: ScreenPoint; to: ScreenPoint } | null;
  /** Nodes that are dragged on the overview map, and how far. */
  offset: { ids: readonly string[]; by: ScreenPoint } | null;
  sheet: boolean;
}

export const NO_VIEW: ViewState = {
  picker: null,
  menu: null,
  link: null,
  hovered: null,
  frame: null,
  renaming: null,
  guides: null,
  box: null,
  offset: null,
  sheet: false,
};
