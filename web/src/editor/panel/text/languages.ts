import { autocompletion, closeBrackets, completeAnyWord, type CompletionSource } from "@codemirror/autocomplete";
import { indentWithTab } from "@codemirror/commands";
import { javascript } from "@codemirror/lang-javascript";
import { json, jsonParseLinter } from "@codemirror/lang-json";
import { python } from "@codemirror/lang-python";
import {
  bracketMatching,
  HighlightStyle,
  indentOnInput,
  indentUnit,
  syntaxHighlighting,
  syntaxTree,
} from "@codemirror/language";
import { linter, lintGutter, type Diagnostic } from "@codemirror/lint";
import type { Extension } from "@codemirror/state";
import { Decoration, EditorView, keymap, lineNumbers, MatchDecorator, ViewPlugin } from "@codemirror/view";
import { tags } from "@lezer/highlight";

export type CodeLanguage = "python3" | "javascript" | "json" | "jinja";

const colours = HighlightStyle.define([
  {
    tag: [tags.keyword, tags.controlKeyword, tags.definitionKeyword, tags.operatorKeyword],
    color: "var(--family-model)",
  },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--ok)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--family-human)" },
  { tag: [tags.comment], color: "var(--text-3)", fontStyle: "italic" },
  { tag: [tags.function(tags.variableName), tags.function(tags.propertyName), tags.className], color: "var(--info)" },
  { tag: [tags.propertyName], color: "var(--family-data)" },
]);

/** Marks what the parser could not read. */
const syntaxErrors = (words: string) =>
  linter((view): Diagnostic[] => {
    const found: Diagnostic[] = [];
    syntaxTree(view.state).iterate({
      enter: (node) => {
        if (!node.type.isError || found.length >= 20) return;
        const to = Math.max(node.to, Math.min(node.from + 1, view.state.doc.length));
        found.push({ from: node.from, to, severity: "error", message: words });
      },
    });
    return found;
  });

const jsonErrors = () => {
  const parse = jsonParseLinter();
  return linter((view) => (view.state.doc.toString().trim() === "" ? [] : parse(view)));
};

const jinjaMarks = new MatchDecorator({
  regexp: /\{%-?[\s\S]*?%\}|\{\{[^#][\s\S]*?\}\}|\{#(?!\w+\.)[\s\S]*?#\}/g,
  decoration: (match) => Decoration.mark({ class: match[0].startsWith("{#") ? "pn-jinja-note" : "pn-jinja" }),
});
const jinjaColours: Extension = ViewPlugin.define(
  (view) => ({
    decorations: jinjaMarks.createDeco(view),
    update(update) {
      this.decorations = jinjaMarks.updateDeco(update, this.decorations);
    },
  }),
  { decorations: (plugin) => plugin.decorations },
);

const FILTERS =
  "abs batch capitalize default dictsort escape first float format groupby indent int items join last length list lower map max min random reject replace reverse round select slice sort string striptags sum title tojson trim truncate unique upper wordcount".split(
    " ",
  );
const BLOCKS =
  "for if elif else endif endfor set endset loop.index loop.first loop.last macro endmacro raw endraw".split(" ");

const names =
  (all: readonly string[], type: string): CompletionSource =>
  (context) => {
    const word = context.matchBefore(/[\w.]+/);
    if (!word && !context.explicit) return null;
    return { from: word?.from ?? context.pos, options: all.map((label) => ({ label, type })), validFor: /^[\w.]*$/ };
  };

const jinjaNames =
  (variables: readonly string[]): CompletionSource =>
  (context) => {
    const inside = context.matchBefore(/\{[{%][^{}%]*/);
    if (!inside) return null;
    const word = context.matchBefore(/\w*/);
    const filter = /\|\s*\w*$/.test(inside.text);
    const options = filter ? FILTERS : [...variables, ...(inside.text.startsWith("{%") ? BLOCKS : [])];
    return {
      from: word?.from ?? context.pos,
      options: options.map((label) => ({ label, type: filter ? "function" : "variable" })),
    };
  };

/** What code has besides texts: numbers of lines, brackets, indentation. Escape leaves the field, then Tab moves on. */
const codeLook: Extension = [
  lineNumbers(),
  lintGutter(),
  indentOnInput(),
  bracketMatching(),
  syntaxHighlighting(colours),
  keymap.of([indentWithTab]),
  EditorView.theme({
    "&": { fontSize: "12px" },
    ".cm-scroller": { fontFamily: "var(--font-mono)", lineHeight: "18px" },
    ".cm-gutters": { backgroundColor: "transparent", color: "var(--text-3)", border: "none" },
    ".cm-line": { padding: "0 8px 0 4px" },
  }),
];

/** Colours, completion and marks of errors; `variables` are the names the text may use. */
export function languageOf(language: CodeLanguage, variables: readonly string[], wrong: string): Extension {
  if (language === "jinja") {
    return [jinjaColours, closeBrackets(), autocompletion({ override: [jinjaNames(variables)], icons: false })];
  }
  if (language === "json")
    return [codeLook, json(), jsonErrors(), closeBrackets(), autocompletion({ override: [] }), indentUnit.of("  ")];
  const own = language === "python3" ? python() : javascript();
  const data = language === "python3" ? python().language : javascript().language;
  return [
    codeLook,
    own,
    syntaxErrors(wrong),
    closeBrackets(),
    autocompletion({ icons: false }),
    data.data.of({ autocomplete: names(variables, "variable") }),
    data.data.of({ autocomplete: completeAnyWord }),
    indentUnit.of(language === "python3" ? "    " : "  "),
  ];
}
