/** A text in both languages, as the server declares it. */
export type Words = { en_US?: string | null; zh_Hans?: string | null };

export type FieldOption = { value: string; label?: Words | null; show_on?: readonly ShowOn[] | null };
export type ShowOn = { variable: string; value: string };

/** One declared field of a generated form. */
export type FieldSchema = {
  variable: string;
  label?: Words | null;
  type: string;
  required?: boolean;
  default?: unknown;
  placeholder?: Words | null;
  help?: Words | null;
  options?: readonly FieldOption[] | null;
  max_length?: number | null;
  min?: number | null;
  max?: number | null;
  show_on?: readonly ShowOn[] | null;
};
export type Values = Record<string, unknown>;

/** The text in a language; English when it is missing there. */
export function wordsIn(words: Words | null | undefined, language: string): string {
  return (language.startsWith("zh") ? words?.zh_Hans : undefined) || words?.en_US || "";
}

/** A field is shown while every field that it names has the value that it names. */
export const isShown = (showOn: readonly ShowOn[] | null | undefined, values: Values) =>
  (showOn ?? []).every((rule) =>
    (showOn ?? []).some(
      (other) => other.variable === rule.variable && String(values[other.variable] ?? "") === other.value,
    ),
  );

/** What the form holds before anything is typed. */
export function defaultsOf(fields: readonly FieldSchema[]): Values {
  return Object.fromEntries(
    fields.flatMap((field) =>
      field.default === undefined || field.default === null ? [] : [[field.variable, field.default]],
    ),
  );
}

const isEmpty = (value: unknown) =>
  value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0);

export type Problem = "required" | "tooLong" | "notJson" | "range";

/** What is wrong, by field. A stored secret (in `masked`) counts as filled in. */
export function problemsOf(
  fields: readonly FieldSchema[],
  values: Values,
  masked: Values = {},
): Record<string, Problem> {
  const problems: Record<string, Problem> = {};
  for (const field of fields) {
    if (!isShown(field.show_on, values)) continue;
    const value = values[field.variable];
    const problem = problemOf(field, value, value === undefined && !isEmpty(masked[field.variable]));
    if (problem) problems[field.variable] = problem;
  }
  return problems;
}

function problemOf(field: FieldSchema, value: unknown, stored: boolean): Problem | undefined {
  if (value instanceof BrokenJson) return "notJson";
  if (isEmpty(value)) return field.required && !stored ? "required" : undefined;
  if (typeof value === "string" && field.max_length && [...value].length > field.max_length) return "tooLong";
  if (typeof value === "number") {
    const below = typeof field.min === "number" && value < field.min;
    const above = typeof field.max === "number" && value > field.max;
    if (below || above || Number.isNaN(value)) return "range";
  }
  return undefined;
}

/** Text of a JSON field that does not parse yet. */
export class BrokenJson {
  constructor(readonly text: string) {}
}

/** The values to send: those of hidden fields and untouched secrets stay out. */
export function valuesToSend(fields: readonly FieldSchema[], values: Values): Values {
  const hidden = new Set(fields.filter((field) => !isShown(field.show_on, values)).map((field) => field.variable));
  return Object.fromEntries(
    Object.entries(values).filter(([name, value]) => !hidden.has(name) && value !== undefined && value !== ""),
  );
}
