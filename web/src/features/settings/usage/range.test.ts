import { describe, expect, it } from "vitest";
import { daysOf, everyDay, isRange } from "./range";

const NOW = Date.parse("2026-03-02T23:30:00Z");
const OWN = { start: "2026-01-30", end: "2026-02-02" };

describe("ranges of days", () => {
  it.each([
    ["week", "2026-02-24", "2026-03-02"],
    ["month", "2026-02-01", "2026-03-02"],
    ["quarter", "2025-12-03", "2026-03-02"],
    ["thisMonth", "2026-03-01", "2026-03-02"],
    ["own", OWN.start, OWN.end],
  ] as const)("%s", (range, start, end) => expect(daysOf(range, NOW, OWN)).toEqual({ start, end }));
  it("name every day", () => {
    expect(everyDay(OWN)).toEqual(["2026-01-30", "2026-01-31", "2026-02-01", "2026-02-02"]);
    expect(everyDay({ start: "2026-02-02", end: "2026-02-01" })).toEqual([]);
  });
  it("must not end before they begin", () => {
    expect(isRange(OWN)).toBe(true);
    expect(isRange({ start: "2026-02-02", end: "2026-02-01" })).toBe(false);
    expect(isRange({ start: "", end: "2026-02-01" })).toBe(false);
  });
});
