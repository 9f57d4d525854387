import { describe, expect, it } from "vitest";
import { readDeclarations } from "@/run/inputs";
import { inTurns, isBad, readTable, resultTable, rowInputs, rowProblem, type BatchRow } from "./batch";
import { decodeCsv, parseCsv, writeCsv } from "@/forms/csv";

const FIELDS = readDeclarations([
  { "text-input": { variable: "topic", label: "Topic", required: true, max_length: 10 } },
  { select: { variable: "size", label: "Size", options: ["s", "m"] } },
  { checkbox: { variable: "loud", label: "Loud" } },
  { number: { variable: "n", label: "N" } },
  { file: { variable: "paper", label: "Paper" } },
]);
const rowsOf = (text: string) => readTable(parseCsv(text), FIELDS);

describe("CSV", () => {
  it("comes back as it was written", () => {
    const rows = [
      ["a", 'say "hi"', "x,y"],
      ["", "two\nlines", "末"],
    ];
    expect(parseCsv(writeCsv(rows))).toEqual(rows);
    expect(parseCsv(`\ufeffa,b\r\n1,2\r\n\r\n`)).toEqual([
      ["a", "b"],
      ["1", "2"],
    ]);
  });

  it("keeps spreadsheets from running what a model wrote", () => {
    expect(writeCsv([["=1+1", "-5", "@x", "-rm"]])).toBe("'=1+1,-5,'@x,'-rm");
  });

  it("refuses what is not Unicode", () => {
    expect(decodeCsv(new TextEncoder().encode("主题").buffer as ArrayBuffer)).toBe("主题");
    expect(decodeCsv(new Uint8Array([0xd6, 0xf7, 0xcc, 0xe2]).buffer)).toBeNull();
  });
});

describe("a table of inputs", () => {
  it("is read by labels or names, in any order", () => {
    const rows = rowsOf("Size,topic,Loud,N,odd\nm,cats,yes,3,?\n,dogs,,,\n");
    expect(isBad(rows)).toBe(false);
    const [first, second] = rows as BatchRow[];
    expect(rowInputs(FIELDS, first!)).toEqual({ topic: "cats", size: "m", loud: true, n: 3 });
    expect(rowInputs(FIELDS, second!)).toEqual({ topic: "dogs", loud: false });
  });

  it("says what is wrong with it", () => {
    expect(rowsOf("Topic\ncats")).toEqual({ reason: "columns", missing: ["Size", "Loud", "N"] });
    expect(rowsOf("Topic,Size,Loud,N\n")).toEqual({ reason: "empty", missing: [] });
    expect(rowsOf("")).toEqual({ reason: "empty", missing: [] });
    const rows = rowsOf(
      "Topic,Size,Loud,N\n,s,,\nfar too long a topic,s,,\nok,xl,,\nok,s,,many\nok,s,,1",
    ) as BatchRow[];
    expect(rows.map((row) => rowProblem(FIELDS, row)?.problem ?? null)).toEqual([
      "required",
      "tooLong",
      "option",
      "number",
      null,
    ]);
  });

  it("becomes a table of results", () => {
    const [row] = rowsOf("Topic,Size,Loud,N\ncats,s,1,2") as BatchRow[];
    const words = { result: "Result", state: "State", error: "Error", of: (state: string) => state };
    expect(resultTable(FIELDS, [{ ...row!, state: "succeeded", result: "Meow" }], words)).toEqual([
      ["Topic", "Size", "Loud", "N", "Result", "State", "Error"],
      ["cats", "s", "true", "2", "Meow", "succeeded", ""],
    ]);
  });
});

describe("several at a time", () => {
  it("never does more than the width, and all of them", async () => {
    let now = 0;
    let most = 0;
    const done: number[] = [];
    await inTurns([1, 2, 3, 4, 5, 6, 7], 3, async (task) => {
      now += 1;
      most = Math.max(most, now);
      await Promise.resolve();
      await Promise.resolve();
      done.push(task);
      now -= 1;
    });
    expect(most).toBe(3);
    expect(done.sort()).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });
});
