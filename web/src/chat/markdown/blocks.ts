/**
 * Cut Markdown into blocks at places where a parser may start anew: blank lines outside fences, formulas, lists and
 * HTML. Joined, the blocks are the text again; while text is appended only the last block changes.
 */
export function splitBlocks(text: string): string[] {
  const blocks: string[] = [];
  const state: State = { fence: null, math: false, tag: null, depth: 0, list: false, blank: false };
  let current = "";
  for (const line of linesOf(text)) {
    if (isBlank(line)) {
      state.blank = true;
      current += line;
      continue;
    }
    if (state.blank && current !== "" && mayBreak(state, line)) {
      blocks.push(current);
      current = "";
      state.list = false;
    }
    state.blank = false;
    follow(state, line);
    current += line;
  }
  if (current !== "") blocks.push(current);
  return blocks;
}

interface State {
  fence: string | null;
  math: boolean;
  tag: string | null;
  depth: number;
  list: boolean;
  blank: boolean;
}

function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function isBlank(line: string): boolean {
  return line.trim() === "";
}

const LIST_ITEM = /^ {0,3}(?:[-*+]|\d{1,9}[.)])(?:\s|$)/;
const FENCE = /^ {0,3}(`{3,}|~{3,})(.*)$/;
const TAG = /^ {0,3}<([A-Za-z][A-Za-z0-9-]*)(?=[\s/>])/;
/** Tags without an end; they never hold text back. */
const VOID = new Set(["br", "hr", "img", "input", "source", "track", "wbr", "col", "area", "link", "meta"]);

function mayBreak(state: State, line: string): boolean {
  if (state.fence !== null || state.math || state.tag !== null) return false;
  if (!state.list) return true;
  // A list goes on over a blank line with its next item or an indented paragraph.
  return !LIST_ITEM.test(line) && !/^\s{2,}/.test(line);
}

function follow(state: State, line: string): void {
  const trimmed = line.trim();
  if (state.fence !== null) {
    const close = FENCE.exec(line.trimEnd());
    if (close?.[1]?.startsWith(state.fence) && (close[2] ?? "").trim() === "") state.fence = null;
    return;
  }
  if (state.math) {
    if (trimmed.endsWith("$$")) state.math = false;
    return;
  }
  if (state.tag !== null) {
    count(state, line);
    return;
  }
  const open = FENCE.exec(line.trimEnd()) ?? FENCE.exec(line.trim());
  if (open?.[1] && !(open[1].startsWith("`") && (open[2] ?? "").includes("`"))) {
    state.fence = open[1];
    return;
  }
  if (trimmed.startsWith("$$") && (trimmed === "$$" || !trimmed.slice(2).includes("$$"))) {
    state.math = true;
    return;
  }
  if (LIST_ITEM.test(line)) state.list = true;
  const tag = TAG.exec(line)?.[1]?.toLowerCase();
  if (tag !== undefined && !VOID.has(tag)) {
    state.tag = tag;
    state.depth = 0;
    count(state, line);
  }
}

function count(state: State, line: string): void {
  const tag = state.tag ?? "";
  const opens = line.match(new RegExp(`<${tag}(?=[\\s>/])(?![^>]*/>)`, "gi"))?.length ?? 0;
  const closes = line.match(new RegExp(`</${tag}\\s*>`, "gi"))?.length ?? 0;
  state.depth += opens - closes;
  if (state.depth <= 0) state.tag = null;
}

/** A piece of an answer: what the model thought, or what it says. */
export interface Piece {
  kind: "thinking" | "text";
  text: string;
  /** The closing tag has not come yet. */
  open: boolean;
}

/** Take `<think>` parts out of an answer. A tag inside a code fence is left alone. */
export function splitThinking(text: string): Piece[] {
  const pieces: Piece[] = [];
  let rest = text;
  while (rest !== "") {
    const start = /^([\s\S]*?)<think>\n?/.exec(rest);
    if (!start || fenced(start[1] ?? "")) break;
    if ((start[1] ?? "").trim() !== "") pieces.push({ kind: "text", text: start[1] ?? "", open: false });
    rest = rest.slice(start[0].length);
    const end = rest.indexOf("</think>");
    if (end < 0) {
      pieces.push({ kind: "thinking", text: rest, open: true });
      return pieces;
    }
    pieces.push({ kind: "thinking", text: rest.slice(0, end), open: false });
    rest = rest.slice(end + "</think>".length).replace(/^\n+/, "");
  }
  if (rest.trim() !== "") pieces.push({ kind: "text", text: rest, open: false });
  return pieces;
}

function fenced(text: string): boolean {
  return (text.match(/^ {0,3}(```|~~~)/gm)?.length ?? 0) % 2 === 1;
}
