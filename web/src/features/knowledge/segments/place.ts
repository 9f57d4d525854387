import type { Child, Segment } from "./data";

/** A piece of a text; `at` counts the marked ones, undefined outside them. */
export interface Piece {
  text: string;
  at: number | undefined;
}

/** The text cut where the searched words stand, whatever their case. */
export function marked(text: string, words: string): Piece[] {
  const wanted = words.trim().toLowerCase();
  const lower = text.toLowerCase();
  if (wanted === "" || lower.length !== text.length) return [{ text, at: undefined }];
  const places: [number, number][] = [];
  for (let from = lower.indexOf(wanted); from >= 0; from = lower.indexOf(wanted, from + wanted.length)) {
    places.push([from, from + wanted.length]);
  }
  return cut(text, places);
}

/** The parent's text cut where its children stand; those whose words were edited away stand nowhere. */
export function cutByChildren(text: string, children: readonly Pick<Child, "start" | "end">[]): Piece[] {
  const places = children.flatMap(({ start, end }): [number, number][] =>
    typeof start === "number" && typeof end === "number" && end > start ? [[start, end]] : [],
  );
  return cut(text, places);
}

/** Cuts a text at places; of places that overlap the first keeps what is shared. */
export function cut(text: string, places: readonly (readonly [number, number])[]): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  const sorted = places.map((place, index) => ({ place, index })).sort((a, b) => a.place[0] - b.place[0]);
  for (const { place, index } of sorted) {
    const [start, end] = [Math.max(at, place[0]), Math.min(text.length, place[1])];
    if (end <= start) continue;
    if (start > at) pieces.push({ text: text.slice(at, start), at: undefined });
    pieces.push({ text: text.slice(start, end), at: index });
    at = end;
  }
  if (at < text.length || pieces.length === 0) pieces.push({ text: text.slice(at), at: undefined });
  return pieces;
}

/**
 * The page on which a chunk stands, found in few looks; undefined when it is on none. Its position says the page where
 * no chunk before it was deleted, otherwise it is on an earlier one.
 */
export async function findPage(
  load: (page: number) => Promise<readonly Pick<Segment, "position">[]>,
  position: number,
  limit: number,
): Promise<number | undefined> {
  let low = 1;
  let high = Math.max(1, Math.ceil(position / limit));
  let page = high;
  for (let looks = 1; low <= high; looks += 1) {
    const rows = await load(page);
    const [first, last] = [rows[0], rows.at(-1)];
    let likely: number | undefined;
    if (!first || !last) high = page - 1;
    else if (position < first.position) {
      high = page - 1;
      low = Math.max(low, page - Math.ceil((first.position - position) / limit));
      likely = low;
    } else if (position > last.position) {
      low = page + 1;
      high = Math.min(high, page + Math.ceil((position - last.position) / limit));
      likely = high;
    } else return page;
    // Where deleted chunks stood together the distance tells the page; else halving is sure.
    page = looks < 3 && likely !== undefined ? likely : Math.floor((low + high) / 2);
  }
  return undefined;
}

/** `#003`, with as many digits as the document needs. */
export const numberOf = (position: number): string => `#${String(position).padStart(3, "0")}`;

/** The chunk that an address points at. */
export const chunkIn = (hash: string): string | undefined =>
  new URLSearchParams(hash.replace(/^#/, "")).get("segment") ?? undefined;
export const hashOf = (id: string): string => `segment=${id}`;
