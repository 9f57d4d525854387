export const KINDS = ["node", "command", "app", "knowledge", "template", "page", "settings", "action"] as const;
const CALM: readonly Kind[] = ["app", "knowledge", "template", "page", "settings", "action", "command"];
export type Kind = (typeof KINDS)[number];

export type Entry = {
  id: string;
  kind: Kind;
  text: string;
  /** Searched as well, and never shown. */
  keywords?: string;
  hint?: string;
  icon: React.ReactNode;
  /** Where it leads, so that it can open in a new tab; or what it does. */
  go: string | (() => void);
};

const PREFIXES: Record<string, readonly Kind[]> = {
  "@node": ["node"],
  "@app": ["app"],
  "@kb": ["knowledge"],
  "@knowledge": ["knowledge"],
  "@template": ["template"],
  "@settings": ["settings"],
  "/": ["command", "action", "page"],
};

/** What was typed, apart from a prefix that narrows the kinds. */
export function readQuery(typed: string): { words: string; kinds: readonly Kind[] } {
  const text = typed.trimStart();
  const prefix = Object.keys(PREFIXES).find((one) =>
    one === "/" ? text.startsWith(one) : text === one || text.startsWith(`${one} `),
  );
  if (prefix === undefined) return { words: text.trim(), kinds: KINDS };
  return { words: text.slice(prefix.length).trim(), kinds: PREFIXES[prefix] ?? KINDS };
}

/** Entries in which every word occurs, those that begin with what was typed first; kinds keep their order. */
export function matching(entries: readonly Entry[], typed: string): Entry[] {
  const { words, kinds } = readQuery(typed);
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  const whole = words.toLowerCase();
  // With nothing typed what the open page does comes last, and its nodes do not come at all.
  const order = words === "" && kinds === KINDS ? CALM : KINDS;
  return entries
    .filter((entry) => kinds.includes(entry.kind) && order.includes(entry.kind))
    .filter((entry) => {
      const searched = `${entry.text} ${entry.keywords ?? ""}`.toLowerCase();
      return wanted.every((word) => searched.includes(word));
    })
    .map((entry, place) => ({ entry, place, rank: entry.text.toLowerCase().startsWith(whole) ? 0 : 1 }))
    .sort((a, b) => order.indexOf(a.entry.kind) - order.indexOf(b.entry.kind) || a.rank - b.rank || a.place - b.place)
    .map(({ entry }) => entry);
}
