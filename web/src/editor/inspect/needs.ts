import { kindOf, readBack, written, type Kind, type ReadProblem } from "./written";

/** What the form of a single run needs of a value that a node reads. */
export interface Need {
  node_id: string;
  name: string;
  type: string | null;
  source: "run" | "edited" | "default" | "missing";
  value?: unknown;
  text: string;
  truncated: boolean;
  optional: boolean;
}

/** A field of that form. */
export interface StepField<N extends Need = Need> {
  key: string;
  need: N;
  type: string | null;
  kind: Kind;
  /** What is known is too large to show, or a file: left empty, it stays as it is. */
  keeps: boolean;
  initial: string;
}

/** The fields; `typeOf` tells types that the server does not know before there is a value. */
export function stepFields<N extends Need>(
  needs: readonly N[],
  typeOf: (selector: readonly string[]) => string,
): StepField<N>[] {
  return needs.map((need) => {
    const type = need.type ?? (typeOf([need.node_id, need.name]) || null);
    const kind = kindOf(type, need.value);
    const file = kind === "file" || kind === "files";
    const keeps = need.truncated || (file && need.source !== "missing");
    const initial = keeps || file ? "" : written(need.value, kind);
    return { key: `${need.node_id}/${need.name}`, need, type, kind, keeps, initial };
  });
}

/** Whether the node can be run at once: nothing it must have is missing. */
export const complete = (needs: readonly Need[]): boolean =>
  needs.every((need) => need.optional || need.source !== "missing");

export type Given = Record<string, Record<string, unknown>>;

/** What was typed, as far as it differs from what is known; files come as they travel. */
export function givenOf(
  fields: readonly StepField[],
  texts: Readonly<Record<string, string>>,
  files: Readonly<Record<string, readonly unknown[]>>,
): { given: Given; problems: Record<string, ReadProblem | "required"> } {
  const given: Given = {};
  const problems: Record<string, ReadProblem | "required"> = {};
  const put = ({ need }: StepField, value: unknown) => {
    (given[need.node_id] ??= {})[need.name] = value;
  };
  for (const field of fields) {
    const must = field.need.source === "missing" && !field.need.optional;
    if (field.kind === "file" || field.kind === "files") {
      const chosen = files[field.key] ?? [];
      if (chosen.length > 0) put(field, field.kind === "file" ? chosen[0] : chosen);
      else if (must && field.kind === "files") put(field, []);
      else if (must) problems[field.key] = "required";
      continue;
    }
    const text = texts[field.key] ?? field.initial;
    const empty = text.trim() === "";
    if (field.keeps && empty) continue;
    if (!must && text === field.initial) continue;
    if (empty && field.kind !== "text") {
      if (must) problems[field.key] = "required";
      continue;
    }
    const read = readBack(text, field.kind, field.type);
    if ("problem" in read) problems[field.key] = read.problem;
    else put(field, read.value);
  }
  return { given, problems };
}
