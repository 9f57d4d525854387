import { describe, expect, it } from "vitest";
import { lineChanges } from "./lines";

const told = (before: string, after: string) =>
  lineChanges(before, after).map(({ kind, text }) => `${{ same: " ", added: "+", removed: "-" }[kind]}${text}`);

describe("lineChanges", () => {
  it("keeps what both texts have and tells the rest in order", () => {
    expect(told("a\nb\nc\nd", "a\nx\nc\ny\nd")).toEqual([" a", "-b", "+x", " c", "+y", " d"]);
    expect(told("", "a")).toEqual(["-", "+a"]);
    expect(told("a\nb", "a\nb")).toEqual([" a", " b"]);
    expect(told("a\nb", "b")).toEqual(["-a", " b"]);
  });

  it("rebuilds both texts", () => {
    const before = Array.from({ length: 60 }, (_, index) => `line ${index % 7}`).join("\n");
    const after = Array.from({ length: 50 }, (_, index) => `line ${(index * 3) % 8}`).join("\n");
    const changes = lineChanges(before, after);
    const side = (other: "added" | "removed") =>
      changes
        .filter((one) => one.kind !== other)
        .map((one) => one.text)
        .join("\n");
    expect([side("added"), side("removed")]).toEqual([before, after]);
  });

  it("stays quick for texts that have nothing in common", () => {
    const many = (word: string) => Array.from({ length: 4000 }, (_, index) => word + index).join("\n");
    expect(lineChanges(many("a"), many("b"))).toHaveLength(8000);
  });
});
