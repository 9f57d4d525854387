import { number, record, records, text, type Raw } from "./raw";

/** A sticky note's text: imported files hold it as the JSON tree of another editor. */
export interface NoteBlock {
  kind: "paragraph" | "heading" | "item";
  ordered: boolean;
  index: number;
  spans: NoteSpan[];
}

export interface NoteSpan {
  text: string;
  bold: boolean;
  italic: boolean;
  strike: boolean;
  code: boolean;
  href: string | null;
}

const BOLD = 1;
const ITALIC = 2;
const STRIKE = 4;
const CODE = 16;

/** Read a note; text that is no JSON tree is taken as it is, one paragraph a line. */
export function readNote(stored: unknown): NoteBlock[] {
  const source = text(stored);
  let tree: Raw;
  try {
    tree = record(JSON.parse(source));
  } catch {
    return source.split("\n").map((line) => paragraph([plain(line)]));
  }
  return blocks(record(tree["root"]));
}

function paragraph(spans: NoteSpan[]): NoteBlock {
  return { kind: "paragraph", ordered: false, index: 0, spans };
}

function plain(line: string): NoteSpan {
  return { text: line, bold: false, italic: false, strike: false, code: false, href: null };
}

function blocks(parent: Raw): NoteBlock[] {
  return records(parent["children"]).flatMap<NoteBlock>((child) => {
    if (child["type"] === "list") {
      const ordered = child["listType"] === "number";
      return records(child["children"]).map((item, index) => ({
        kind: "item" as const,
        ordered,
        index: index + 1,
        spans: spans(item, null),
      }));
    }
    const kind = child["type"] === "heading" ? ("heading" as const) : ("paragraph" as const);
    return { ...paragraph(spans(child, null)), kind };
  });
}

function spans(parent: Raw, href: string | null): NoteSpan[] {
  return records(parent["children"]).flatMap((child) => {
    if (child["type"] === "linebreak") return plain("\n");
    if (Array.isArray(child["children"])) return spans(child, child["type"] === "link" ? text(child["url"]) : href);
    const format = number(child["format"]) ?? 0;
    return {
      text: text(child["text"]),
      bold: (format & BOLD) !== 0,
      italic: (format & ITALIC) !== 0,
      strike: (format & STRIKE) !== 0,
      code: (format & CODE) !== 0,
      href,
    };
  });
}

/** A note as light Markdown, for editing: `**bold**`, `*italic*`, `~~strike~~`, links, lists and headings. */
export function noteMarkdown(stored: unknown): string {
  return readNote(stored)
    .map((block) => {
      const line = block.spans.map(spanMarkdown).join("");
      if (block.kind === "heading") return `# ${line}`;
      if (block.kind === "item") return block.ordered ? `${block.index}. ${line}` : `- ${line}`;
      return line;
    })
    .join("\n");
}

function spanMarkdown(span: NoteSpan): string {
  if (span.text.trim() === "") return span.text;
  let marked = span.code ? `\`${span.text}\`` : span.text;
  if (span.strike) marked = `~~${marked}~~`;
  if (span.italic) marked = `*${marked}*`;
  if (span.bold) marked = `**${marked}**`;
  return span.href === null ? marked : `[${marked}](${span.href})`;
}

const MARKS = /\*\*(.+?)\*\*|~~(.+?)~~|\*(.+?)\*|`(.+?)`|\[([^\]]+)\]\((https?:[^)\s]+)\)/g;

function textNodes(line: string, format = 0): Raw[] {
  const nodes: Raw[] = [];
  let from = 0;
  const plainUpTo = (to: number) => {
    if (to > from) nodes.push(textNode(line.slice(from, to), format));
  };
  for (const match of line.matchAll(MARKS)) {
    plainUpTo(match.index);
    from = match.index + match[0].length;
    const [, bold, strike, italic, code, label, url] = match;
    if (bold !== undefined) nodes.push(...textNodes(bold, format | BOLD));
    else if (strike !== undefined) nodes.push(...textNodes(strike, format | STRIKE));
    else if (italic !== undefined) nodes.push(...textNodes(italic, format | ITALIC));
    else if (code !== undefined) nodes.push(textNode(code, format | CODE));
    else if (label !== undefined && url !== undefined) {
      nodes.push({ ...element("link", textNodes(label, format)), rel: "noreferrer", target: null, title: null, url });
    }
  }
  plainUpTo(line.length);
  return nodes;
}

const textNode = (value: string, format: number): Raw => ({
  detail: 0,
  format,
  mode: "normal",
  style: "",
  text: value,
  type: "text",
  version: 1,
});

const element = (type: string, children: Raw[]): Raw => ({
  children,
  direction: "ltr",
  format: "",
  indent: 0,
  type,
  version: 1,
});

/** The stored form of a note that was edited as light Markdown. */
export function writeNote(source: string): string {
  const children: Raw[] = [];
  for (const line of source.split("\n")) {
    const [, heading] = /^#+ (.*)$/.exec(line) ?? [];
    const [, number, item] = /^(?:[-*]|(\d+)\.) (.*)$/.exec(line) ?? [];
    if (heading !== undefined) children.push({ ...element("heading", textNodes(heading)), tag: "h3" });
    else if (item !== undefined) addItem(children, item, number !== undefined);
    else children.push({ ...element("paragraph", textNodes(line)), textFormat: 0, textStyle: "" });
  }
  return JSON.stringify({ root: element("root", children) });
}

function addItem(children: Raw[], line: string, ordered: boolean): void {
  const kind = ordered ? "number" : "bullet";
  let list = children.at(-1);
  if (list?.["type"] !== "list" || list["listType"] !== kind) {
    list = { ...element("list", []), listType: kind, start: 1, tag: ordered ? "ol" : "ul" };
    children.push(list);
  }
  const items = list["children"] as Raw[];
  items.push({ ...element("listitem", textNodes(line)), value: items.length + 1 });
}
