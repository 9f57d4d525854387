/** An answer that is still coming, without the thoughts and the opening fence that some models put round it. */
export function plain(said: string): string {
  const spoken = said.replace(/<think>[\s\S]*?(?:<\/think>|$)/g, "").replace(/<\/?t?h?i?n?k?$/, "");
  return spoken.replace(/^\s*```[\w+-]*[ \t]*\n/, "").replace(/\n```\s*$/, "");
}

const LONGEST = 10_000;

/** A value of a run as a model is to see it: long ones are cut. */
export function shortened(value: unknown): unknown {
  const json = JSON.stringify(value);
  return json === undefined || json.length <= LONGEST ? value : `${json.slice(0, LONGEST)} …`;
}
