import { createStore } from "zustand";
import { NO_MARKS, type Marks } from "./compare";
import type { Content } from "./content";
import type { GraphDocument, Shapes } from "./graph";
import { pushed, type ChangeName, type Step } from "./history";
import { reread } from "./reread";
import type { Raw } from "./raw";
import { NO_VIEW, type ViewState } from "./view";

/** A change of the draft: from one state to the next. The same state back means that nothing changed. */
export type Operation = (content: Content, document: GraphDocument, shapes: Shapes) => Content;

export interface EditOptions {
  /** The node or variable it is about, for the list of changes. */
  about?: string;
  /** Changes with the same mark within a second are one step. */
  merge?: string;
}

/**
 * The open graph. What goes where: `content` is the draft as it is stored, `document` is read from it (or is a version,
 * or a run's graph, while `visiting`); selection, mode and view live in the page only. The drawing library is told the
 * graph; it never is the source of it.
 */
export interface EditorState {
  content: Content;
  document: GraphDocument;
  /** Counts changes of the document; derived data is keyed by it. */
  revision: number;
  /** No right to edit, or something else than the draft is shown. */
  readOnly: boolean;
  /** Something else than the draft is shown. */
  visiting: boolean;
  /** How nodes and edges differ from another state, by id; empty unless two states are compared. */
  marks: Marks;
  past: readonly Step[];
  future: readonly Step[];
  /** The node that the keyboard is at; one of `selection`. */
  selected: string | null;
  selection: readonly string[];
  edge: string | null;
  /** Node whose panel is open. */
  opened: string | null;
  mode: "pointer" | "hand";
  /** Zoomed out so far that the overview map draws the graph. */
  overview: boolean;
  view: ViewState;
  /** The model that new nodes begin with. */
  model: Raw | null;
  edit: (name: ChangeName, operation: Operation, options?: EditOptions) => boolean;
  undo: () => void;
  redo: () => void;
  /** Go to the state after that many steps. */
  travel: (steps: number) => void;
  /** Take over a state somebody else saved; earlier states are brought up to it by `lift`. */
  adopt: (content: Content, lift: (content: Content) => Content) => void;
  /** Show a version, a comparison or the graph of a run in place of the draft; null: the draft again. */
  visit: (document: GraphDocument | null, marks?: Marks) => void;
  setShapes: (shapes: Shapes) => void;
  select: (id: string | null) => void;
  selectAll: (ids: readonly string[]) => void;
  selectEdge: (id: string | null) => void;
  open: (id: string | null) => void;
  setMode: (mode: "pointer" | "hand") => void;
  setOverview: (on: boolean) => void;
  setView: (change: Partial<ViewState>) => void;
  setModel: (model: Raw | null) => void;
}

export type EditorStore = ReturnType<typeof createEditor>;

export interface EditorInit {
  content: Content;
  document: GraphDocument;
  shapes: Shapes;
  /** False without the right to edit. */
  editable: boolean;
  now?: () => number;
}

export function createEditor({ content, document, shapes: first, editable, now = Date.now }: EditorInit) {
  let shapes = first;
  /** The draft as a document, also while something else is shown. */
  let draft = document;
  return createStore<EditorState>()((set, get) => {
    const show = (next: Content, more: Partial<EditorState> = {}): void => {
      draft = next.graph === get().content.graph ? draft : reread(next.graph, shapes, draft);
      const state = get();
      if (state.visiting) {
        set({ content: next, ...more });
        return;
      }
      set({ content: next, document: draft, revision: state.revision + 1, ...kept(state, draft), ...more });
    };
    return {
      content,
      document,
      revision: 0,
      readOnly: !editable,
      visiting: false,
      marks: NO_MARKS,
      past: [],
      future: [],
      selected: null,
      selection: [],
      edge: null,
      opened: null,
      mode: touched() ? "hand" : "pointer",
      overview: false,
      view: NO_VIEW,
      model: null,
      edit: (name, operation, { about = "", merge } = {}) => {
        const state = get();
        if (state.readOnly) return false;
        const next = operation(state.content, state.document, shapes);
        if (next === state.content) return false;
        const step: Step = { name, about, merge: merge ?? null, at: now(), before: state.content, after: next };
        show(next, { past: pushed(state.past, step), future: [] });
        return true;
      },
      undo: () => get().travel(get().past.length - 1),
      redo: () => get().travel(get().past.length + 1),
      travel: (steps) => {
        const { past, future, readOnly } = get();
        const all = [...past, ...future];
        if (readOnly || steps < 0 || steps > all.length || steps === past.length) return;
        const target = all[steps]?.before ?? all[steps - 1]?.after;
        // A step that was gone back over takes no more typing into it.
        const closed = all.slice(0, steps).map((step) => (step.merge === null ? step : { ...step, merge: null }));
        if (target) show(target, { past: closed, future: all.slice(steps) });
      },
      adopt: (next, lift) => {
        const lifted = (step: Step): Step => ({ ...step, before: lift(step.before), after: lift(step.after) });
        show(next, { past: get().past.map(lifted), future: get().future.map(lifted) });
      },
      visit: (other, marks = NO_MARKS) => {
        const state = get();
        const shown = other ?? draft;
        set({
          document: shown,
          marks,
          visiting: other !== null,
          readOnly: !editable || other !== null,
          revision: state.revision + 1,
          ...kept(state, shown),
        });
      },
      setShapes: (next) => {
        if (next === shapes) return;
        shapes = next;
        draft = reread(get().content.graph, shapes, draft);
        if (!get().visiting) set((state) => ({ document: draft, revision: state.revision + 1 }));
      },
      select: (id) => {
        set((state) =>
          state.selected === id && state.selection.length === (id === null ? 0 : 1) && state.edge === null
            ? state
            : { selected: id, selection: id === null ? [] : [id], edge: null },
        );
      },
      selectAll: (ids) => {
        set((state) => {
          if (ids.length === state.selection.length && ids.every((id) => state.selection.includes(id))) return state;
          const selected =
            state.selected !== null && ids.includes(state.selected) ? state.selected : (ids.at(-1) ?? null);
          return { selection: [...ids], selected, edge: null };
        });
      },
      selectEdge: (id) => {
        set((state) => (state.edge === id ? state : { edge: id, selected: null, selection: [] }));
      },
      open: (id) => {
        set((state) => ({
          opened: id,
          ...(id === null ? {} : { selected: id, selection: [id], edge: null }),
          mode: state.mode,
        }));
      },
      setMode: (mode) => {
        set((state) => (state.mode === mode ? state : { mode }));
      },
      setOverview: (on) => {
        set((state) => (state.overview === on ? state : { overview: on }));
      },
      setView: (change) => {
        set((state) => {
          const news = (Object.keys(change) as (keyof ViewState)[]).some((key) => state.view[key] !== change[key]);
          return news ? { view: { ...state.view, ...change } } : state;
        });
      },
      setModel: (model) => {
        set({ model });
      },
    };
  });
}

/** A finger moves the view; it cannot hover, and a box would be drawn by accident. */
const touched = (): boolean => typeof matchMedia !== "undefined" && matchMedia("(pointer: coarse)").matches;

/** What stays selected and open when the graph changes. */
function kept(state: EditorState, document: GraphDocument): Partial<EditorState> {
  const selection = state.selection.filter((id) => id in document.nodes);
  return {
    selection: selection.length === state.selection.length ? state.selection : selection,
    selected: state.selected !== null && state.selected in document.nodes ? state.selected : (selection.at(-1) ?? null),
    opened: state.opened !== null && state.opened in document.nodes ? state.opened : null,
    edge: state.edge !== null && state.edge in document.edges ? state.edge : null,
  };
}
