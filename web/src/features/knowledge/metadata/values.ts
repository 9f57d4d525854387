import type { Document } from "../data";
import type { FieldType, Operation } from "./data";

export type Value = string | number | null;
type Known = { id: string; name: string; type: FieldType };

/** A field in the editor of values of one or many documents. */
export type Row = Known & {
  /** The documents have different values. */
  mixed: boolean;
  value: Value;
  /** Typed, or cleared where values differed. */
  changed: boolean;
  removed: boolean;
  /** None of the documents had it when the editor was opened. */
  added: boolean;
};

type Documents = readonly Pick<Document, "id" | "doc_metadata">[];
const BUILT_IN = "built-in";
const own = (document: Documents[number]) => document.doc_metadata.filter((one) => one.id !== BUILT_IN);

/** The fields that at least one of the documents has. */
export function rowsOf(documents: Documents): Row[] {
  const rows = new Map<string, Row>();
  for (const document of documents) {
    for (const { id, name, type, value } of own(document)) {
      const row = rows.get(id);
      if (!row) {
        const first = { mixed: false, value: value ?? null, changed: false, removed: false, added: false };
        rows.set(id, { id, name, type, ...first });
      } else if (row.mixed || row.value !== (value ?? null)) rows.set(id, { ...row, mixed: true, value: null });
    }
  }
  return [...rows.values()];
}

export const addedRow = ({ id, name, type }: Known): Row => ({
  id,
  name,
  type,
  mixed: false,
  value: null,
  changed: false,
  removed: false,
  added: true,
});

export const isTouched = (row: Row) => row.added || row.removed || row.changed;

/**
 * What the server is asked: for each document that changes all its values. A change reaches documents that have the
 * field, with `everywhere` the others too; an added field reaches all.
 */
export function operationsOf(documents: Documents, rows: readonly Row[], everywhere: boolean): Operation[] {
  const touched = rows.filter((row) => isTouched(row) && !(row.added && row.removed));
  return documents.flatMap((document) => {
    const values = new Map(own(document).map(({ id, name, value }) => [id, { id, name, value: value ?? null }]));
    let differs = false;
    for (const row of touched) {
      const has = values.has(row.id);
      if (row.removed) {
        differs = values.delete(row.id) || differs;
      } else if (has || row.added || everywhere) {
        values.set(row.id, { id: row.id, name: row.name, value: row.value });
        differs = true;
      }
    }
    return differs ? [{ document_id: document.id, metadata_list: [...values.values()], partial_update: false }] : [];
  });
}

/** A time as a field for date and time shows it, in the zone of the browser; and back, in seconds. */
export function toLocal(seconds: Value): string {
  if (typeof seconds !== "number") return "";
  const date = new Date(seconds * 1000);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
export const fromLocal = (text: string): Value => (text === "" ? null : new Date(text).getTime() / 1000);
