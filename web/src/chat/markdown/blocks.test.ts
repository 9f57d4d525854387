import { describe, expect, it } from "vitest";
import { splitBlocks, splitThinking } from "./blocks";

describe("splitBlocks", () => {
  it.each([
    ["nothing", "", []],
    ["paragraphs", "a\n\nb", ["a\n\n", "b"]],
    ["a fence with blank lines", "```py\na\n\nb\n```\n\nc", ["```py\na\n\nb\n```\n\n", "c"]],
    ["a longer fence around a shorter one", "````\n```\n\n```\n````\n\nx", ["````\n```\n\n```\n````\n\n", "x"]],
    ["an open fence", "a\n\n```\nb\n\nc", ["a\n\n", "```\nb\n\nc"]],
    ["a loose list", "- a\n\n- b\n\n  more\n\nend", ["- a\n\n- b\n\n  more\n\n", "end"]],
    ["a formula", "$$\nx\n\ny\n$$\n\nend", ["$$\nx\n\ny\n$$\n\n", "end"]],
    ["a formula on one line", "$$x$$\n\nend", ["$$x$$\n\n", "end"]],
    ["HTML", "<details>\n\na\n\n</details>\n\nend", ["<details>\n\na\n\n</details>\n\n", "end"]],
    ["nested HTML", "<div>\n<div>\n\n</div>\n\n</div>\n\nend", ["<div>\n<div>\n\n</div>\n\n</div>\n\n", "end"]],
    ["a void tag", "<br>\n\nend", ["<br>\n\n", "end"]],
    ["a table", "| a |\n|---|\n| 1 |\n\nend", ["| a |\n|---|\n| 1 |\n\n", "end"]],
  ])("cuts %s", (_name, text, blocks) => {
    expect(splitBlocks(text)).toEqual(blocks);
  });

  it("joined, the blocks are the text, for any mix of pieces", () => {
    const random = generator(20260501);
    const pieces = [
      "a",
      " ",
      "\n",
      "\n\n",
      "```",
      "~~~",
      "````",
      "$$",
      "- ",
      "1. ",
      "<div>",
      "</div>",
      "<br>",
      "| x |",
      "  ",
      "\t",
      "文",
      "\r\n",
      "> ",
    ];
    for (let round = 0; round < 2000; round += 1) {
      const length = Math.floor(random() * 40);
      const text = Array.from({ length }, () => pieces[Math.floor(random() * pieces.length)]).join("");
      expect(splitBlocks(text).join("")).toBe(text);
    }
  });

  it("appending text leaves finished blocks as they are", () => {
    const text = "# T\n\npara one\n\n- a\n- b\n\n```js\nx\n\ny\n```\n\n| a |\n|---|\n\n$$\nz\n$$\n\nend";
    for (let cut = 1; cut < text.length; cut += 1) {
      const before = splitBlocks(text.slice(0, cut));
      const after = splitBlocks(text);
      expect(after.slice(0, Math.max(0, before.length - 2))).toEqual(before.slice(0, Math.max(0, before.length - 2)));
    }
  });
});

describe("splitThinking", () => {
  it("separates thoughts from the answer", () => {
    expect(splitThinking("<think>\nhm\n</think>\n\nhello")).toEqual([
      { kind: "thinking", text: "hm\n", open: false },
      { kind: "text", text: "hello", open: false },
    ]);
  });

  it("knows a thought that is still going on", () => {
    expect(splitThinking("<think>hm")).toEqual([{ kind: "thinking", text: "hm", open: true }]);
  });

  it("leaves tags in code alone", () => {
    const text = "```\n<think>\n```";
    expect(splitThinking(text)).toEqual([{ kind: "text", text, open: false }]);
  });
});

function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) % 4294967296;
    return state / 4294967296;
  };
}
