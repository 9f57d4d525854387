import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { search, searchKeymap } from "@codemirror/search";
import { Annotation, Compartment, EditorState, type Extension } from "@codemirror/state";
import { drawSelection, EditorView, keymap, placeholder as showPlaceholder } from "@codemirror/view";

/** Marks changes that come from outside, which are not to be reported back. */
export const FromOutside = Annotation.define<boolean>();

/** Parts of a view that change while it lives. */
export class Parts {
  readonly readOnly = new Compartment();
  readonly language = new Compartment();
  readonly describe = new Compartment();
}

export const lockedIf = (readOnly: boolean): Extension => [
  EditorState.readOnly.of(readOnly),
  EditorView.editable.of(!readOnly),
  // Long texts scroll: without being editable they must still be reached by the keyboard.
  EditorView.contentAttributes.of(readOnly ? { tabindex: "0" } : {}),
];

const look = EditorView.theme({
  "&": { backgroundColor: "transparent", color: "var(--text)", fontSize: "13px" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "inherit", lineHeight: "20px", overflowX: "auto" },
  ".cm-content": { padding: "6px 0", caretColor: "var(--text)" },
  ".cm-line": { padding: "0 10px" },
  ".cm-cursor": { borderLeftColor: "var(--text)" },
  "&.cm-focused .cm-selectionBackground, .cm-selectionBackground": { backgroundColor: "var(--bg-selected) !important" },
  ".cm-placeholder": { color: "var(--text-3)" },
  ".cm-panels": { backgroundColor: "var(--bg-sunken)", color: "var(--text)", fontFamily: "var(--font-sans)" },
  ".cm-panel.cm-search": { padding: "6px 8px", fontSize: "12px" },
  ".cm-panel.cm-search input, .cm-panel.cm-search button": {
    backgroundColor: "var(--bg-surface)",
    color: "var(--text)",
    border: "1px solid var(--line)",
    borderRadius: "4px",
    backgroundImage: "none",
  },
  ".cm-searchMatch": { backgroundColor: "var(--warn-soft)", outline: "1px solid var(--warn)" },
  ".cm-tooltip": {
    backgroundColor: "var(--bg-surface)",
    color: "var(--text)",
    border: "1px solid var(--line)",
    borderRadius: "6px",
  },
  ".cm-tooltip-autocomplete > ul > li[aria-selected]": { backgroundColor: "var(--bg-selected)", color: "var(--text)" },
  ".cm-tooltip-autocomplete > ul": { fontFamily: "var(--font-mono)", fontSize: "12px" },
});

/** One line: breaks become spaces, as in a text field. */
export const oneLine = EditorState.transactionFilter.of((tr) => {
  if (!tr.docChanged || tr.newDoc.lines <= 1) return tr;
  if (tr.annotation(FromOutside)) return tr;
  const changes: { from: number; to: number; insert: string }[] = [];
  tr.changes.iterChanges((from, to, _from, _to, text) => {
    changes.push({ from, to, insert: text.toString().replace(/\s*\n\s*/g, " ") });
  });
  const [first] = changes;
  const head = changes.length === 1 && first ? first.from + first.insert.length : undefined;
  return { changes, ...(head === undefined ? {} : { selection: { anchor: head } }), annotations: [] };
});

export interface BaseOptions {
  label: string;
  placeholder: string;
  wrap: boolean;
  multiline: boolean;
}

/** What every text of a panel has: undo of its own, search, wrapping, the console's colours. */
export function base({ label, placeholder, wrap, multiline }: BaseOptions): Extension {
  return [
    history(),
    drawSelection(),
    EditorState.tabSize.of(4),
    keymap.of([...defaultKeymap.filter((one) => one.key !== "Mod-Enter" && one.key !== "Mod-/"), ...historyKeymap]),
    multiline
      ? [
          search({ top: true }),
          keymap.of(searchKeymap.filter((one) => one.key === "Mod-f" || one.key === "Escape" || one.key === "F3")),
        ]
      : oneLine,
    wrap ? EditorView.lineWrapping : [],
    placeholder === "" ? [] : showPlaceholder(placeholder),
    EditorView.contentAttributes.of({
      "aria-label": label,
      "aria-multiline": String(multiline),
      spellcheck: "false",
    }),
    look,
  ];
}
