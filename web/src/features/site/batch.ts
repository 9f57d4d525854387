import { problemOf, wireInputs, type Declaration, type FormValue, type FormValues, type Problem } from "@/run/inputs";

export type RowState = "waiting" | "running" | "succeeded" | "failed";

/** A row of a batch: what the file said, and what came of it. */
export interface BatchRow {
  number: number;
  values: FormValues;
  state: RowState;
  result: string;
  error: string;
  seconds: number | null;
}

/** Fields that a table can fill; files cannot stand in a cell. */
export const columnsOf = (fields: readonly Declaration[]): Declaration[] =>
  fields.filter((field) => field.type !== "file" && field.type !== "files" && !field.hidden);

export interface BadTable {
  reason: "empty" | "columns" | "many";
  missing: string[];
}

export const MOST_ROWS = 1000;

/** The rows of a table whose head names the fields by label or by name; extra columns are passed over. */
export function readTable(
  table: readonly (readonly string[])[],
  fields: readonly Declaration[],
): BatchRow[] | BadTable {
  const columns = columnsOf(fields);
  const head = (table[0] ?? []).map((one) => one.trim());
  const places = columns.map((field) => {
    const byLabel = head.indexOf(field.label.trim());
    return byLabel >= 0 ? byLabel : head.indexOf(field.name);
  });
  const missing = columns.filter((_, index) => (places[index] ?? -1) < 0).map((field) => field.label);
  if (table.length > 0 && missing.length > 0) return { reason: "columns", missing };
  if (table.length < 2) return { reason: "empty", missing: [] };
  if (table.length - 1 > MOST_ROWS) return { reason: "many", missing: [] };
  return table.slice(1).map((cells, index) => ({
    number: index + 1,
    values: Object.fromEntries(
      columns.map((field, at) => [field.name, valueOf(field, (cells[places[at] ?? -1] ?? "").trim())]),
    ),
    state: "waiting",
    result: "",
    error: "",
    seconds: null,
  }));
}

const YES = new Set(["true", "1", "yes", "y", "on", "是"]);

function valueOf(field: Declaration, written: string): FormValue {
  return field.type === "checkbox" ? YES.has(written.toLowerCase()) : written;
}

export const isBad = (read: BatchRow[] | BadTable): read is BadTable => "reason" in read;

/** What keeps a row from being run: a field and what is wrong with it. */
export function rowProblem(
  fields: readonly Declaration[],
  row: BatchRow,
): { field: Declaration; problem: Problem | "option" } | null {
  for (const field of columnsOf(fields)) {
    const value = row.values[field.name];
    const problem = problemOf(field, value);
    if (problem !== null) return { field, problem };
    if (field.type === "select" && value !== "" && !field.options.includes(String(value)))
      return { field, problem: "option" };
  }
  return null;
}

export const rowInputs = (fields: readonly Declaration[], row: BatchRow) => wireInputs(columnsOf(fields), row.values);

/** Everything that came of a batch: the inputs, the result, and for failed rows the reason. */
export function resultTable(
  fields: readonly Declaration[],
  rows: readonly BatchRow[],
  words: { result: string; state: string; error: string; of: (state: RowState) => string },
): string[][] {
  const columns = columnsOf(fields);
  const cells = (row: BatchRow) => columns.map((field) => String(row.values[field.name] ?? ""));
  return [
    [...columns.map((field) => field.label), words.result, words.state, words.error],
    ...rows.map((row) => [...cells(row), row.result, words.of(row.state), row.error]),
  ];
}

/** Do every task, at most `width` at a time. */
export async function inTurns<T>(tasks: readonly T[], width: number, act: (task: T) => Promise<void>): Promise<void> {
  const waiting = [...tasks];
  const worker = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await act(next);
  };
  await Promise.all(Array.from({ length: Math.min(width, tasks.length) }, worker));
}
