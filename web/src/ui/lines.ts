export type LineChange = { kind: "same" | "added" | "removed"; text: string };

/** Beyond so many pairs of lines texts are told apart as blocks: a table of that size would hold the page up. */
const MOST = 1_500_000;

/** What makes one text of the other, line by line: of what both have, the longest part stays. */
export function lineChanges(before: string, after: string): LineChange[] {
  const [a, b] = [before.split("\n"), after.split("\n")];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  const same = (text: string): LineChange => ({ kind: "same", text });
  return [
    ...a.slice(0, start).map(same),
    ...middle(a.slice(start, a.length - end), b.slice(start, b.length - end)),
    ...a.slice(a.length - end).map(same),
  ];
}

function middle(a: readonly string[], b: readonly string[]): LineChange[] {
  const removed = (text: string): LineChange => ({ kind: "removed", text });
  const added = (text: string): LineChange => ({ kind: "added", text });
  if (a.length * b.length > MOST) return [...a.map(removed), ...b.map(added)];
  const width = b.length + 1;
  const lengths = new Uint32Array((a.length + 1) * width);
  const at = (i: number, j: number): number => lengths[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      lengths[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const found: LineChange[] = [];
  let [i, j] = [0, 0];
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) {
      found.push({ kind: "same", text: a[i] ?? "" });
      i += 1;
      j += 1;
    } else if (at(i + 1, j) >= at(i, j + 1)) found.push(removed(a[i++] ?? ""));
    else found.push(added(b[j++] ?? ""));
  }
  return [...found, ...a.slice(i).map(removed), ...b.slice(j).map(added)];
}
