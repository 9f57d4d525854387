import { isolateHistory } from "@codemirror/commands";
import type { EditorView, ViewUpdate } from "@codemirror/view";

/** A sign was typed that asks for a variable: where it stands and what was typed after it. */
export interface Asking {
  from: number;
  query: string;
  /** The reference that is being replaced; it comes back when nothing is chosen. */
  instead?: string;
  /** Where the list stands on the screen. */
  place: { left: number; top: number } | { left: number; bottom: number };
}

export type Trigger = "single" | "double" | "none";

/** A slash after one of these is part of an address, a tag, a path or a division. */
const PART_OF_WORD = /[A-Za-z0-9:/<.)\]]/;

/** What an update asks for. `/` and `{` open the list of variables, in JSON and code only `{{` does. */
export function asked(update: ViewUpdate, before: Asking | null, trigger: Trigger): Asking | null {
  const { state, view } = update;
  if (trigger === "none" || !view.hasFocus) return null;
  const head = state.selection.main.head;
  if (!update.docChanged) {
    if (!before || !update.selectionSet) return before;
    return head < before.from + 1 || head > before.from + 60 ? null : before;
  }
  const typed = update.transactions.some((tr) => tr.isUserEvent("input.type"));
  if (before) {
    const from = update.changes.mapPos(before.from);
    const text = state.doc.sliceString(from, head);
    if (head <= from || !/^[/{]/.test(text) || /[\n}]/.test(text) || text.length > 60) return null;
    return { ...before, from, query: text.replace(/^(\/|\{{1,2})/, "") };
  }
  if (!typed || view.composing) return null;
  const sign = state.doc.sliceString(head - 1, head);
  const previous = state.doc.sliceString(head - 2, head - 1);
  if (sign === "{" && previous === "{") return begun(view, head - 2);
  if (trigger === "double") return null;
  if (sign === "{" || (sign === "/" && !PART_OF_WORD.test(previous))) return begun(view, head - 1);
  return null;
}

function begun(view: EditorView, from: number): Asking | null {
  const at = view.coordsAtPos(from);
  if (!at) return null;
  const left = Math.max(8, Math.min(at.left, window.innerWidth - 368));
  const below = window.innerHeight - at.bottom > 340;
  return {
    from,
    query: "",
    place: below ? { left, top: at.bottom + 4 } : { left, bottom: window.innerHeight - at.top + 4 },
  };
}

/** Ask for a variable that takes the place of a reference; what is typed then searches. */
export function askedInstead(view: EditorView, from: number, to: number): Asking | null {
  const instead = view.state.doc.sliceString(from, to);
  view.focus();
  view.dispatch({
    changes: { from, to, insert: "/" },
    selection: { anchor: from + 1 },
    annotations: isolateHistory.of("full"),
  });
  const asking = begun(view, from);
  if (asking === null) return null;
  return { ...asking, instead };
}

/** Nothing was chosen: the reference that was to be replaced stands again. */
export function restored(view: EditorView, { from, instead }: Asking): void {
  if (instead === undefined) return;
  view.dispatch({ changes: { from, to: view.state.selection.main.head, insert: instead } });
}

/** Put a reference in place of the sign and what was typed after it. */
export function answer(view: EditorView, { from }: Asking, reference: string): void {
  const head = view.state.selection.main.head;
  // Brackets that close by themselves go with the ones they close.
  const rest = /^\}{0,2}/.exec(view.state.doc.sliceString(head, head + 2))?.[0].length ?? 0;
  const opened = view.state.doc.sliceString(from, from + 2).startsWith("{") ? rest : 0;
  view.dispatch({
    changes: { from, to: head + opened, insert: reference },
    selection: { anchor: from + reference.length },
    // One step of its own: undoing what comes right after must not take the variable along.
    annotations: isolateHistory.of("full"),
    userEvent: "input.complete",
    scrollIntoView: true,
  });
  view.focus();
}

/** Put a reference where the caret is. */
export function insert(view: EditorView, reference: string): void {
  view.dispatch(view.state.replaceSelection(reference), {
    annotations: isolateHistory.of("full"),
    userEvent: "input",
    scrollIntoView: true,
  });
  view.focus();
}
