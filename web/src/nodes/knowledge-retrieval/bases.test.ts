import { describe, expect, it } from "vitest";
import type { Base } from "@/editor/panel/services";
import { commonFields, matching, mixed, tagsOf, unlike, weighable } from "./bases";

const base = (id: string, more: Partial<Base> = {}): Base => ({
  id,
  name: id,
  description: "",
  indexing: "high_quality",
  embedding: "openai/small",
  available: true,
  documents: 1,
  tags: [],
  metadata: [],
  ...more,
});
const year = { id: "1", name: "year", type: "number" };
const hr = { id: "t1", name: "HR" };
const law = { id: "t2", name: "Law" };

describe("bases to choose from", () => {
  const all = [
    base("handbook", { tags: [hr] }),
    base("contracts", { tags: [law, hr], description: "Signed papers" }),
    base("faq"),
  ];

  it("are found by words of name and description and by any of the tags", () => {
    expect(matching(all, "PAPERS", new Set()).map((one) => one.id)).toEqual(["contracts"]);
    expect(matching(all, "", new Set(["t1"])).map((one) => one.id)).toEqual(["handbook", "contracts"]);
    expect(matching(all, "hand", new Set(["t2"]))).toEqual([]);
  });

  it("bring their tags once", () => {
    expect(tagsOf(all)).toEqual([hr, law]);
  });
});

describe("bases together", () => {
  const economy = base("e", { indexing: "economy", embedding: "/" });

  it("are unlike when models or ways of indexing differ", () => {
    expect(unlike(base("a"), base("b"))).toBe(false);
    expect(unlike(base("a"), base("b", { embedding: "openai/large" }))).toBe(true);
    expect(unlike(economy, { ...economy, embedding: "x/y" })).toBe(false);
    expect(mixed([base("a"), economy])).toBe(true);
    expect(mixed([])).toBe(false);
    expect(mixed([base("a"), base("empty", { indexing: "" })])).toBe(false);
  });

  it("can be weighed only with one embedding model", () => {
    expect(weighable([base("a"), base("b")])).toBe(true);
    expect(weighable([base("a"), economy])).toBe(false);
  });

  it("share the fields that all have with the same type", () => {
    expect(commonFields([base("a", { metadata: [year] }), base("b", { metadata: [{ ...year, id: "2" }] })])).toEqual([
      year,
    ]);
    expect(
      commonFields([base("a", { metadata: [year] }), base("b", { metadata: [{ ...year, type: "string" }] })]),
    ).toEqual([]);
    expect(commonFields([])).toEqual([]);
  });
});
