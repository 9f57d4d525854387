import { describe, expect, it } from "vitest";
import type { Document } from "../data";
import { nameProblem } from "./data";
import { addedRow, fromLocal, operationsOf, rowsOf, toLocal } from "./values";

type Value = Document["doc_metadata"][number];
const field = (id: string, value: Value["value"], type: Value["type"] = "string"): Value => ({
  id,
  name: id,
  type,
  value,
});
const documents = [
  { id: "1", doc_metadata: [field("team", "a"), field("year", 2024, "number"), field("built-in", "x")] },
  { id: "2", doc_metadata: [field("team", "b"), field("year", 2024, "number")] },
  { id: "3", doc_metadata: [field("year", 2024, "number")] },
];

describe("values of documents", () => {
  it("tells equal values from differing ones and leaves out the built-in", () => {
    expect(rowsOf(documents).map(({ id, mixed, value }) => [id, mixed, value])).toEqual([
      ["team", true, null],
      ["year", false, 2024],
    ]);
  });

  it("reaches documents that have the field, or every one", () => {
    const rows = rowsOf(documents).map((row) => (row.id === "team" ? { ...row, value: "c", changed: true } : row));
    expect(operationsOf(documents, rows, false).map((one) => one.document_id)).toEqual(["1", "2"]);
    const all = operationsOf(documents, rows, true);
    expect(all.map((one) => one.metadata_list.find((value) => value.id === "team")?.value)).toEqual(["c", "c", "c"]);
    expect(all[2]?.metadata_list).toHaveLength(2);
  });

  it("removes a field where it is and adds new ones everywhere", () => {
    const rows = rowsOf(documents).map((row) => (row.id === "team" ? { ...row, removed: true } : row));
    const removed = operationsOf(documents, rows, false);
    expect(removed.map((one) => one.metadata_list.map((value) => value.id))).toEqual([["year"], ["year"]]);
    const added = addedRow({ id: "due", name: "due", type: "time" });
    expect(operationsOf(documents, [{ ...added, value: 5 }], false)).toHaveLength(3);
    expect(operationsOf(documents, [{ ...added, removed: true }], true)).toEqual([]);
  });

  it("reads and writes times to the minute", () => {
    expect(fromLocal(toLocal(1_750_000_020))).toBe(1_750_000_020);
    expect([toLocal(null), fromLocal("")]).toEqual(["", null]);
  });

  it("checks names of fields", () => {
    expect(nameProblem("due_date2", [])).toBeUndefined();
    expect([nameProblem("", []), nameProblem("Due", []), nameProblem("2x", []), nameProblem("a", ["a"])]).toEqual([
      "empty",
      "signs",
      "signs",
      "taken",
    ]);
  });
});
