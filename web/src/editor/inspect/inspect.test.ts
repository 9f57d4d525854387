import { describe, expect, it } from "vitest";
import { groupsOf, matching, type Entry } from "./groups";
import { complete, givenOf, stepFields, type Need } from "./needs";
import { kindOf, oneLine, readBack, written } from "./written";

const need = (name: string, more: Partial<Need> = {}): Need => ({
  node_id: "n",
  name,
  type: "string",
  source: "missing",
  text: "",
  truncated: false,
  optional: false,
  ...more,
});
const entry = (node: string, name: string, more: Partial<Entry> = {}): Entry => ({
  group: "node",
  node_id: node,
  node_title: node.toUpperCase(),
  node_type: "code",
  name,
  text: "",
  stale: false,
  ...more,
});

describe("values as text", () => {
  it.each([
    ["string", "text"],
    ["float", "number"],
    ["boolean", "boolean"],
    ["array[number]", "json"],
    ["array[file]", "files"],
    [null, "text"],
  ])("a %s has a field for %s", (type, kind) => expect(kindOf(type)).toBe(kind));

  it("reads back what it writes", () => {
    for (const [value, type] of [
      ["a\nb", "string"],
      [1.5, "number"],
      [true, "boolean"],
      [{ a: [1] }, "object"],
      [["x"], "array[string]"],
    ] as const) {
      const kind = kindOf(type);
      expect(readBack(written(value, kind), kind, type)).toEqual({ value });
    }
  });

  it("says what does not fit", () => {
    expect(readBack("many", "number", "number")).toEqual({ problem: "number" });
    expect(readBack("{", "json", "object")).toEqual({ problem: "json" });
    expect(readBack("[]", "json", "object")).toEqual({ problem: "object" });
    expect(readBack("{}", "json", "array[string]")).toEqual({ problem: "list" });
  });

  it("puts a value on one line", () => {
    expect(oneLine("a\n  b", "")).toBe("a b");
    expect(oneLine(null, "beginning")).toBe("beginning");
    expect(oneLine("x".repeat(9), "", 3)).toBe("xxx…");
  });
});

describe("the list of values", () => {
  it("groups by node, and a group is stale when a value is", () => {
    const groups = groupsOf([entry("a", "x"), entry("b", "y"), entry("a", "z", { stale: true })]);
    expect(groups.map((one) => [one.id, one.stale, one.entries.length])).toEqual([
      ["a", true, 2],
      ["b", false, 1],
    ]);
  });

  it("finds by name, title and content", () => {
    const all = [entry("a", "first", { value: { deep: "Needle" } }), entry("b", "second")];
    expect(matching(all, "needle").map((one) => one.name)).toEqual(["first"]);
    expect(matching(all, "B").map((one) => one.name)).toEqual(["second"]);
    expect(matching(all, " ")).toHaveLength(2);
  });
});

describe("the form of a single run", () => {
  const typeOf = () => "number";

  it("asks for types that only the graph knows", () => {
    expect(stepFields([need("x", { type: null })], typeOf)[0]?.kind).toBe("number");
  });

  it("gives what was changed and what was missing, and nothing else", () => {
    const fields = stepFields(
      [
        need("missing"),
        need("known", { source: "run", value: "old" }),
        need("changed", { source: "run", type: "number", value: 1 }),
        need("large", { source: "run", truncated: true, text: "xx" }),
      ],
      typeOf,
    );
    const { given, problems } = givenOf(fields, { "n/missing": "", "n/changed": "2" }, {});
    expect(problems).toEqual({});
    expect(given).toEqual({ n: { missing: "", changed: 2 } });
  });

  it("keeps files that are there and takes new ones", () => {
    const fields = stepFields([need("doc", { type: "file", source: "run", value: { filename: "a" } })], typeOf);
    expect(givenOf(fields, {}, {}).given).toEqual({});
    expect(givenOf(fields, {}, { "n/doc": [{ type: "image" }] }).given).toEqual({ n: { doc: { type: "image" } } });
  });

  it("names fields that must be filled in", () => {
    const fields = stepFields([need("n", { type: "number" }), need("f", { type: "file" })], typeOf);
    expect(givenOf(fields, {}, {}).problems).toEqual({ "n/n": "required", "n/f": "required" });
    expect(complete([need("a", { optional: true }), need("b", { source: "default" })])).toBe(true);
    expect(complete([need("a")])).toBe(false);
  });
});
