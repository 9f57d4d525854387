/** Text of a prompt cut into plain pieces and references: `{{name}}`, `{{#context#}}` and their like. */
export interface Piece {
  text: string;
  start: number;
  /** The name inside the braces; null for plain text. */
  name: string | null;
}

const REFERENCE = /\{\{\s*(#?[^{}\s]+#?)\s*\}\}/gu;

export function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const match of text.matchAll(REFERENCE)) {
    if (match.index > at) pieces.push({ text: text.slice(at, match.index), start: at, name: null });
    pieces.push({ text: match[0], start: match.index, name: match[1] ?? "" });
    at = match.index + match[0].length;
  }
  if (at < text.length) pieces.push({ text: text.slice(at), start: at, name: null });
  return pieces;
}

/** The reference that ends at a caret, so that Backspace can take it as a whole. */
export function referenceBefore(text: string, caret: number): Piece | null {
  return piecesOf(text).find((piece) => piece.name !== null && piece.start + piece.text.length === caret) ?? null;
}

/** What was typed since the `/` or `{` that opened the list; null when the caret left it. */
export function wanted(text: string, opened: number, caret: number): string | null {
  if (caret <= opened) return null;
  const typed = text.slice(opened + 1, caret);
  return /[\s}/]/.test(typed) || typed.length > 40 ? null : typed.replace(/^\{/, "");
}
