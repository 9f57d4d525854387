import { createStore } from "zustand";
import type { GraphDocument } from "./graph";

/**
 * The open graph. What goes where: `document` is the draft (or a version, or a run's graph), `selected`, `viewport` and
 * `overview` live in the page only. The drawing library is told the graph; it never is the source of it.
 */
export interface EditorState {
  document: GraphDocument;
  /** Counts changes of the document; derived data is keyed by it. */
  revision: number;
  selected: string | null;
  /** Node whose panel is open. */
  opened: string | null;
  readOnly: boolean;
  /** Zoomed out so far that the overview map draws the graph. */
  overview: boolean;
  setDocument: (document: GraphDocument) => void;
  select: (id: string | null) => void;
  open: (id: string | null) => void;
  setOverview: (on: boolean) => void;
}

export type EditorStore = ReturnType<typeof createEditor>;

export function createEditor(document: GraphDocument, readOnly = true) {
  return createStore<EditorState>()((set) => ({
    document,
    revision: 0,
    selected: null,
    opened: null,
    readOnly,
    overview: false,
    setDocument: (next) => {
      set((state) => ({
        document: next,
        revision: state.revision + 1,
        selected: state.selected !== null && state.selected in next.nodes ? state.selected : null,
        opened: state.opened !== null && state.opened in next.nodes ? state.opened : null,
      }));
    },
    select: (id) => {
      set((state) => (state.selected === id ? state : { selected: id }));
    },
    open: (id) => {
      set((state) => ({ opened: id, selected: id ?? state.selected }));
    },
    setOverview: (on) => {
      set((state) => (state.overview === on ? state : { overview: on }));
    },
  }));
}
