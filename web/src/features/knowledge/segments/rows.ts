import { parseCsv } from "@/forms/csv";

/** First cells that name columns instead of being a chunk. */
const HEADERS = new Set(["content", "question", "内容", "分段内容", "问题"]);
export const MOST_ROWS = 10_000;
const AT_ONCE = 100;

export type Row = readonly string[];
export interface Read {
  rows: Row[];
  /** Lines, counted without the header, that lack a question or an answer. */
  lacking: number[];
}

/** The text of a file: Unicode, or what Chinese spreadsheets write. */
export function textOf(bytes: ArrayBuffer): string {
  const head = new Uint8Array(bytes.slice(0, 2));
  if (head[0] === 0xff && head[1] === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("gb18030").decode(bytes);
  }
}

/** The chunks of a CSV text: one column of contents, or questions and answers. */
export function readRows(text: string, pairs: boolean): Read {
  const cells = parseCsv(text).map((row) => row.map((cell) => cell.trim()));
  const rows = HEADERS.has((cells[0]?.[0] ?? "").toLowerCase()) ? cells.slice(1) : cells;
  const kept = rows.map((row) => row.slice(0, pairs ? 2 : 1));
  const whole = (row: Row) => row.length === (pairs ? 2 : 1) && row.every((cell) => cell !== "");
  return {
    rows: kept.filter(whole),
    lacking: kept.flatMap((row, index) => (whole(row) ? [] : [index + 1])),
  };
}

const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`;

/** Pieces that are sent one after the other, each a file of its own. */
export function pieces(rows: readonly Row[], pairs: boolean, size = AT_ONCE): { csv: string; count: number }[] {
  const head = pairs ? "question,answer" : "content";
  const found: { csv: string; count: number }[] = [];
  for (let at = 0; at < rows.length; at += size) {
    const part = rows.slice(at, at + size);
    found.push({ csv: [head, ...part.map((row) => row.map(quoted).join(","))].join("\r\n"), count: part.length });
  }
  return found;
}
