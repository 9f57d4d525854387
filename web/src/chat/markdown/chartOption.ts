type Option = Record<string, unknown>;

const isOption = (value: unknown): value is Option =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * The settings of a chart that a model wrote; null when they are not complete JSON. Tooltips are drawn as text, tools
 * that show markup are left out, and links lead nowhere but to web pages: what a model says never runs as code.
 */
export function optionOf(source: string): Option | null {
  let read: unknown;
  try {
    read = JSON.parse(source);
  } catch {
    return null;
  }
  return isOption(read) ? (safe(read) as Option) : null;
}

function safe(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(safe);
  if (!isOption(value)) return value;
  const kept = Object.entries(value).filter(
    ([key, inner]) =>
      key !== "toolbox" && (!/^(sub)?link$/.test(key) || (typeof inner === "string" && /^https?:\/\//i.test(inner))),
  );
  const all = kept.map(([key, inner]) => {
    const made = safe(inner);
    if (key !== "tooltip") return [key, made] as const;
    const texts = (one: unknown) => (isOption(one) ? { ...one, renderMode: "richText" } : one);
    return [key, Array.isArray(made) ? made.map(texts) : texts(made)] as const;
  });
  return Object.fromEntries(all);
}
