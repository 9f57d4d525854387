/** What groups need of a value. */
export interface Entry {
  group: "node" | "conversation" | "system" | "environment";
  node_id: string;
  node_title: string;
  node_type: string;
  name: string;
  value?: unknown;
  text: string;
  stale: boolean;
}

/** The values of one node, or of one built-in source. */
export interface EntryGroup<E extends Entry> {
  id: string;
  kind: E["group"];
  title: string;
  type: string;
  stale: boolean;
  entries: E[];
}

export const keyOf = (entry: Pick<Entry, "node_id" | "name">): string => `${entry.node_id}/${entry.name}`;

/** Values by their source, nodes first, in the order they come. */
export function groupsOf<E extends Entry>(entries: readonly E[]): EntryGroup<E>[] {
  const groups = new Map<string, EntryGroup<E>>();
  for (const entry of entries) {
    const known = groups.get(entry.node_id);
    if (known) {
      known.entries.push(entry);
      known.stale ||= entry.stale;
      continue;
    }
    const { node_id: id, group: kind, node_title: title, node_type: type, stale } = entry;
    groups.set(id, { id, kind, title, type, stale, entries: [entry] });
  }
  return [...groups.values()];
}

/** The values that a search is about: by name, title and content. */
export function matching<E extends Entry>(entries: readonly E[], search: string): E[] {
  const wanted = search.trim().toLowerCase();
  if (wanted === "") return [...entries];
  return entries.filter((entry) => {
    const content = entry.value === null || entry.value === undefined ? "" : JSON.stringify(entry.value);
    return [entry.name, entry.node_title, entry.text, content].some((part) => part.toLowerCase().includes(wanted));
  });
}
