import { describe, expect, it } from "vitest";
import { schemaOf, schemaProblem, renamed, withType } from "./schema/schema";
import { fits, jsonProblem } from "./types";
import { freeName, getIn, moved, setIn } from "./write";

describe("setIn", () => {
  const data = { a: { b: [{ c: 1, x: "kept" }, 2] }, other: { deep: true } };

  it("changes one place and leaves all else the very same", () => {
    const next = setIn(data, ["a", "b", 0, "c"], 5);
    expect(next).toEqual({ a: { b: [{ c: 5, x: "kept" }, 2] }, other: { deep: true } });
    expect(next.other).toBe(data.other);
    expect(data.a.b[0]).toEqual({ c: 1, x: "kept" });
  });

  it("is the same data when nothing changes", () => {
    expect(setIn(data, ["a", "b", 0, "c"], 1)).toBe(data);
    expect(setIn(data, ["nothing"], undefined)).toBe(data);
    expect(setIn(data, ["a", "b", 9], undefined)).toBe(data);
  });

  it("makes what is missing, takes members away, appends to lists", () => {
    expect(setIn({}, ["x", "y"], 1)).toEqual({ x: { y: 1 } });
    expect(setIn({}, ["x", 0, "y"], 1)).toEqual({ x: [{ y: 1 }] });
    expect(setIn(data, ["other"], undefined)).toEqual({ a: data.a });
    expect(getIn(setIn(data, ["a", "b", 2], 3), ["a", "b", 2])).toBe(3);
    expect(setIn({ x: null }, ["x", "y"], 1)).toEqual({ x: { y: 1 } });
  });

  it("moves and names", () => {
    expect(moved([1, 2, 3], 0, 2)).toEqual([2, 3, 1]);
    expect(moved([1, 2], 0, 5)).toEqual([1, 2]);
    expect(freeName(["a", "a2"], "a")).toBe("a3");
  });
});

describe("values", () => {
  it("are judged by their type", () => {
    expect(fits("array[number]", [1, 2])).toBe(true);
    expect(fits("array[object]", [1])).toBe(false);
    expect(jsonProblem("object", "{")).toBe("json");
    expect(jsonProblem("object", "[]")).toBe("type");
    expect(jsonProblem("array[string]", '["a"]')).toBeNull();
  });
});

describe("schemas", () => {
  it("come from examples, every key required and no others allowed", () => {
    expect(schemaOf({ name: "x", tags: ["a"], at: { n: 1 } })).toEqual({
      type: "object",
      properties: {
        name: { type: "string" },
        tags: { type: "array", items: { type: "string" } },
        at: { type: "object", properties: { n: { type: "number" } }, required: ["n"], additionalProperties: false },
      },
      required: ["name", "tags", "at"],
      additionalProperties: false,
    });
  });

  it("keep keywords that are not known here, their order of fields and their required names", () => {
    const schema = {
      type: "object",
      properties: { a: { type: "string", pattern: "^x" }, b: {} },
      required: ["a"],
      $id: "k",
    };
    const next = renamed(schema, "a", "z");
    expect(Object.keys(next["properties"] as object)).toEqual(["z", "b"]);
    expect(next).toMatchObject({ required: ["z"], $id: "k", properties: { z: { pattern: "^x" } } });
    expect(withType({ type: "string", enum: ["a"], title: "T" }, "array[object]")).toMatchObject({
      type: "array",
      title: "T",
    });
  });

  it("are refused with the place of the fault", () => {
    expect(schemaProblem({ type: "array" })).toEqual({ at: "$", problem: "root" });
    expect(schemaProblem({ type: "object", properties: { a: { type: "text" } } })).toEqual({
      at: "$.a",
      problem: "type",
    });
    expect(schemaProblem({ type: "object", properties: { a: { type: "string", pattern: "(" } } })?.problem).toBe(
      "pattern",
    );
    expect(
      schemaProblem({ type: "object", properties: { a: { oneOf: [{ type: "string" }] }, b: { $ref: "#" } } }),
    ).toBeNull();
  });
});
