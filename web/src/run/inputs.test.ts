import { describe, expect, it } from "vitest";
import { acceptOf, initialValues, kindOf, problemOf, readDeclarations, wireInputs, type FileEntry } from "./inputs";

const stored = [
  { variable: "topic", label: "Topic", type: "text-input", required: true, max_length: 4 },
  { number: { variable: "count", label: "", required: false, default: 3 } },
  { select: { variable: "tone", options: ["calm", "loud"], default: "loud" } },
  { variable: "sure", type: "checkbox", default: true },
  { variable: "doc", type: "file-list", max_length: 2, allowed_file_types: ["document"] },
  { variable: "meta", type: "json_object" },
  { variable: "ext", type: "external_data_tool" },
  null,
];

const fields = readDeclarations(stored);
const field = (name: string) => {
  const found = fields.find((one) => one.name === name);
  if (!found) throw new Error(name);
  return found;
};

describe("readDeclarations", () => {
  it("takes plain and wrapped forms and passes over what a page cannot ask for", () => {
    expect(fields.map((one) => [one.name, one.type])).toEqual([
      ["topic", "text"],
      ["count", "number"],
      ["tone", "select"],
      ["sure", "checkbox"],
      ["doc", "files"],
      ["meta", "json"],
    ]);
    expect(field("count").label).toBe("count");
    expect(field("doc").maxFiles).toBe(2);
  });
});

describe("initialValues", () => {
  it("starts with defaults and takes given values that fit", () => {
    expect(initialValues(fields, { topic: "a", tone: "shrill" })).toEqual({
      topic: "a",
      count: "3",
      tone: "loud",
      sure: true,
      doc: [],
      meta: "",
    });
    expect(initialValues(fields, { topic: "四个字符多" })["topic"]).toBe("四个字符");
  });
});

describe("problemOf", () => {
  it.each([
    ["topic", "", "required"],
    ["topic", "四个字符", null],
    ["topic", "😀😀😀😀", null],
    ["topic", "abcde", "tooLong"],
    ["count", "x", "number"],
    ["count", "1.5", null],
    ["meta", "[1]", "json"],
    ["meta", '{"a":1}', null],
  ])("%s = %s gives %s", (name, value, problem) => {
    expect(problemOf(field(name), value)).toBe(problem);
  });
});

describe("wireInputs", () => {
  it("writes each value in its type and leaves out empty ones", () => {
    const file: FileEntry = { key: "1", name: "a.txt", size: 1, kind: "document", state: "done", uploadId: "u" };
    expect(
      wireInputs(fields, { topic: "t", count: "2.5", tone: "", sure: false, doc: [file], meta: '{"a":1}' }),
    ).toEqual({
      topic: "t",
      count: 2.5,
      sure: false,
      doc: [{ type: "document", transfer_method: "local_file", upload_file_id: "u" }],
      meta: { a: 1 },
    });
  });
});

describe("file kinds", () => {
  it.each([
    ["a.PNG", ["image"], [], "image"],
    ["a.pdf", ["image"], [], null],
    ["a.xyz", ["custom"], [".xyz"], "custom"],
    ["a.abc", ["custom"], [".xyz"], null],
    ["noname", [], [], "custom"],
  ])("%s with %s is %s", (name, allowed, extensions, kind) => {
    expect(kindOf(name, allowed, extensions)).toBe(kind);
  });

  it("names extensions for the file dialog", () => {
    expect(acceptOf(["audio", "custom"], [".abc"])).toBe(".mp3,.m4a,.wav,.amr,.mpga,.abc");
  });
});
