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
