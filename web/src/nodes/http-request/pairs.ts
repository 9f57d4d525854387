/** A line `name:value` of headers and parameters. */
export interface Pair {
  name: string;
  value: string;
  /** The line it was read from. */
  line?: string;
}

/** Reads lines; a colon that ends the name is the first one outside a reference. */
export function pairsOf(text: string): Pair[] {
  return text.split("\n").flatMap((line) => (line.trim() === "" ? [] : [{ ...pairIn(line), line }]));
}

function pairIn(line: string): Pair {
  const at = colonOf(line);
  return at < 0
    ? { name: line.trim(), value: "" }
    : { name: line.slice(0, at).trim(), value: line.slice(at + 1).trim() };
}

function colonOf(line: string): number {
  let depth = 0;
  for (let at = 0; at < line.length; at += 1) {
    if (line.startsWith("{{", at)) depth += 1;
    else if (line.startsWith("}}", at)) depth -= 1;
    else if (line[at] === ":" && depth <= 0) return at;
  }
  return -1;
}

/** The lines again; those that nobody changed stay as they were written. */
export function linesOf(pairs: readonly Pair[]): string {
  return pairs
    .map(({ name, value, line }) => {
      const read = line === undefined ? null : pairIn(line);
      return read && read.name === name && read.value === value ? line : `${name}:${value}`;
    })
    .join("\n");
}
