import { isRecord } from "../content";

export type Path = readonly (string | number)[];

/** What stands at a place of loosely shaped data; undefined when there is no such place. */
export function getIn(data: unknown, path: Path): unknown {
  let at = data;
  for (const part of path) {
    if (Array.isArray(at)) at = typeof part === "number" ? (at as unknown[])[part] : undefined;
    else if (isRecord(at)) at = at[String(part)];
    else return undefined;
  }
  return at;
}

/**
 * The same data with another value at one place. Everything beside it keeps its identity, so that members that are not
 * known here survive. `undefined` takes a member away. The same value gives the same data.
 */
export function setIn<T>(data: T, path: Path, value: unknown): T {
  return put(data, path, 0, value) as T;
}

function put(at: unknown, path: Path, depth: number, value: unknown): unknown {
  if (depth === path.length) return value;
  const part = path[depth] as string | number;
  if (Array.isArray(at) && typeof part === "number") {
    const before = at as unknown[];
    const next = put(before[part], path, depth + 1, value);
    if (Object.is(next, before[part])) return at;
    if (part < before.length) return next === undefined ? before.toSpliced(part, 1) : before.with(part, next);
    return next === undefined ? at : [...before, next];
  }
  if (typeof part === "number" && !isRecord(at)) {
    const next = put(undefined, path, depth + 1, value);
    return next === undefined ? at : [next];
  }
  const before = isRecord(at) ? at : {};
  const key = String(part);
  const next = put(before[key], path, depth + 1, value);
  if (Object.is(next, before[key]) && (next !== undefined || !(key in before))) return at;
  if (next !== undefined) return { ...before, [key]: next };
  const { [key]: _, ...rest } = before;
  return rest;
}

/** Names that code and templates can use. */
export const isName = (name: string): boolean => /^[A-Za-z_][A-Za-z0-9_]{0,99}$/.test(name);

/** A list with one item elsewhere. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const item = list[from];
  if (item === undefined || to < 0 || to >= list.length) return [...list];
  const next = list.toSpliced(from, 1);
  next.splice(to, 0, item);
  return next;
}

/** The first of `name`, `name2`, `name3` … that nobody has. */
export function freeName(taken: readonly string[], name: string): string {
  if (!taken.includes(name)) return name;
  for (let n = 2; ; n += 1) if (!taken.includes(`${name}${n}`)) return `${name}${n}`;
}

/** An id for a new row. */
export const freshId = (): string => crypto.randomUUID();
