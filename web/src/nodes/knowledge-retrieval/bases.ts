import type { Base } from "@/editor/panel/services";

/** Every tag of some bases once, by name. */
export function tagsOf(bases: readonly Pick<Base, "tags">[]): { id: string; name: string }[] {
  const found = new Map(bases.flatMap((base) => base.tags.map((tag) => [tag.id, tag] as const)));
  return [...found.values()].sort((a, b) => a.name.localeCompare(b.name));
}

/** Bases that hold the words and one of the tags. */
export function matching(bases: readonly Base[], words: string, tags: ReadonlySet<string>): Base[] {
  const wanted = words.trim().toLowerCase();
  return bases.filter(
    (base) =>
      `${base.name} ${base.description}`.toLowerCase().includes(wanted) &&
      (tags.size === 0 || base.tags.some((tag) => tags.has(tag.id))),
  );
}

type Index = Pick<Base, "indexing" | "embedding">;

/** Whether scores of two bases cannot be compared, as they come from different models; empty ones have none yet. */
export const unlike = (a: Index, b: Index): boolean => a.indexing !== "" && b.indexing !== "" && unlikeScores(a, b);

const unlikeScores = (a: Index, b: Index): boolean =>
  a.indexing !== b.indexing || (a.indexing === "high_quality" && a.embedding !== b.embedding);

/** Weights join what meaning and words found, with one embedding model for all bases. */
export const weighable = (bases: readonly Index[]): boolean =>
  bases.every((one) => one.indexing === "high_quality" && one.embedding === bases[0]?.embedding);

export const mixed = (bases: readonly Index[]): boolean => bases.some((one) => unlike(bases[0] ?? one, one));

/** Fields that all bases have with the same type. */
export function commonFields(bases: readonly Pick<Base, "metadata">[]): Base["metadata"] {
  const [first, ...rest] = bases;
  return (first?.metadata ?? []).filter((field) =>
    rest.every((base) => base.metadata.some((one) => one.name === field.name && one.type === field.type)),
  );
}
