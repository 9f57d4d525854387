/** A piece of a parent; `child` counts the children, undefined between them. */
export type Span = { text: string; child?: number };

/** The parent cut where its children stand, in their order; null where one of them stands nowhere. */
export function spansOf(parent: string, children: readonly string[]): Span[] | null {
  const spans: Span[] = [];
  let at = 0;
  for (const [child, text] of children.entries()) {
    const from = parent.indexOf(text, at);
    if (from < 0 || text === "") return null;
    if (from > at) spans.push({ text: parent.slice(at, from) });
    spans.push({ text, child });
    at = from + text.length;
  }
  if (at < parent.length) spans.push({ text: parent.slice(at) });
  return spans;
}
