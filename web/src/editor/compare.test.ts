import { describe, expect, it } from "vitest";
import { compare, isSame, overlay } from "./compare";
import { content, edge, node } from "./editing.fixture";
import { edgesOf, idOf, nodesOf } from "./content";

describe("overlay", () => {
  it("keeps what went in its place and marks what differs", () => {
    const before = content();
    const after = content();
    const rest = nodesOf(after.graph).filter((one) => idOf(one) !== "t");
    const changed = rest.map((one) => (idOf(one) === "e" ? { ...one, data: { type: "end", title: "Done" } } : one));
    after.graph = {
      ...after.graph,
      nodes: [...changed, node("n", 320, { type: "code", title: "New" })],
      edges: [edge("s", "n"), edge("n", "l"), { ...edge("l", "e"), id: "other" }],
    };
    const { graph, marks } = overlay(before, after);
    expect(nodesOf(graph).map(idOf)).toEqual(["s", "l", "e", "n", "t"]);
    expect(marks).toEqual({
      t: "removed",
      e: "changed",
      n: "added",
      "s-source-n": "added",
      "n-source-l": "added",
      "s-source-t": "removed",
      "t-source-l": "removed",
    });
    expect(edgesOf(graph)).toHaveLength(5);
  });

  it("marks nothing between equal states, and renames edges whose ids clash", () => {
    expect(overlay(content(), content()).marks).toEqual({});
    expect(isSame(compare(content(), content()))).toBe(true);
    const after = content();
    after.graph = { ...after.graph, edges: [{ ...edge("s", "l"), id: "s-source-t" }] };
    const ids = edgesOf(overlay(content(), after).graph).map(idOf);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toContain("before s-source-t");
  });
});
