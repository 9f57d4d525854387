const CJK = "\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}";
const PARTS = new RegExp(`[${CJK}]+|[^${CJK}\\P{L}]+[\\p{N}_]*|\\p{N}+`, "gu");
const IS_CJK = new RegExp(`^[${CJK}]`, "u");
/** Words and signs that say nothing about what is meant. */
const EMPTY = new Set(
  "a an and are as at be by can do does for from how i in is it my of on or our that the their this to was we what when where which who why with you your".split(
    " ",
  ),
);
const EMPTY_SIGNS = /[的了吗呢吧啊么什怎哪是在和与或及]/u;

/** What of a question is looked for in a text: its words, and neighbouring pairs of Chinese and similar signs. */
export function termsOf(query: string): string[] {
  const found = new Set<string>();
  for (const [part] of query.toLowerCase().matchAll(PARTS)) {
    if (!IS_CJK.test(part)) {
      if (!EMPTY.has(part) && (part.length > 1 || /\p{N}/u.test(part))) found.add(part);
      continue;
    }
    const signs = [...part];
    if (signs.length === 1) found.add(part);
    for (let at = 0; at + 1 < signs.length; at += 1) {
      const pair = `${signs[at] ?? ""}${signs[at + 1] ?? ""}`;
      if (!EMPTY_SIGNS.test(pair)) found.add(pair);
    }
  }
  return [...found];
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** Where the words of a question stand in a text; neighbours are one place. */
export function marksIn(text: string, query: string): [number, number][] {
  const terms = termsOf(query);
  const places: [number, number][] = [];
  for (const term of terms) {
    const start = IS_CJK.test(term) ? "" : "(?<![\\p{L}\\p{N}])";
    for (const match of text.matchAll(new RegExp(start + escaped(term), "giu"))) {
      places.push([match.index, match.index + match[0].length]);
    }
  }
  places.sort((a, b) => a[0] - b[0]);
  const joined: [number, number][] = [];
  for (const [from, to] of places) {
    const last = joined.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else joined.push([from, to]);
  }
  return joined;
}
