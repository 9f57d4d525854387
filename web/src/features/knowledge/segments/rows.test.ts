import { describe, expect, it } from "vitest";
import { pieces, readRows, textOf } from "./rows";

describe("rows of a file", () => {
  it("are chunks of the first column, without a header and without empty lines", () => {
    expect(readRows('\ufeffcontent,note\r\n"a, b",x\r\n\r\nc\r\n', false)).toEqual({
      rows: [["a, b"], ["c"]],
      lacking: [],
    });
    expect(readRows("问题,答案\n几点开门,九点", true).rows).toEqual([["几点开门", "九点"]]);
  });

  it("tell which lack an answer", () => {
    expect(readRows("question,answer\nwhen,nine\nwhere,\nwhy", true)).toEqual({
      rows: [["when", "nine"]],
      lacking: [2, 3],
    });
  });

  it("are read from what Chinese spreadsheets write", () => {
    expect(textOf(new Uint8Array([0xc4, 0xe3, 0xba, 0xc3]).buffer)).toBe("你好");
    expect(textOf(new Uint8Array([0xff, 0xfe, 0x60, 0x4f]).buffer)).toContain("你");
    expect(textOf(new TextEncoder().encode("你好").buffer as ArrayBuffer)).toBe("你好");
  });

  it("are sent in pieces that read as they were", () => {
    const rows = Array.from({ length: 5 }, (_, index) => [`=text "${index}"\nsecond line`]);
    const sent = pieces(rows, false, 2);
    expect(sent.map((one) => one.count)).toEqual([2, 2, 1]);
    expect(sent.flatMap((one) => readRows(one.csv, false).rows)).toEqual(rows);
  });
});
