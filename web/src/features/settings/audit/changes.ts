export type Change = { name: string; kind: "new" | "gone" | "change"; before?: unknown; after?: unknown };
type State = Record<string, unknown> | null;

/** What a record says of before and after, by name; a name on one side only came or went. */
export function changesOf(before: State, after: State): Change[] {
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  return names.map((name) => {
    const had = before !== null && name in before;
    const has = after !== null && name in after;
    if (had && has) return { name, kind: "change", before: before[name], after: after[name] };
    return had ? { name, kind: "gone", before: before[name] } : { name, kind: "new", after: after?.[name] };
  });
}
