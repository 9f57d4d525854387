import { describe, expect, it } from "vitest";
import { logSearch, stretch } from "./search";

describe("the address of the log", () => {
  it("keeps what it knows and drops the rest", () => {
    const given = { q: "x", range: "month", status: "error", rating: "meh", page: 1, limit: 25, from: "yesterday" };
    expect(logSearch(given)).toEqual({ q: "x", range: "month", status: "error", limit: 25 });
  });

  it("counts whole days, today included", () => {
    const now = new Date(2026, 4, 10, 15, 30);
    expect(stretch({}, now)).toEqual({ since: new Date(2026, 4, 4).toISOString() });
    expect(stretch({ range: "today" }, now)).toEqual({ since: new Date(2026, 4, 10).toISOString() });
    expect(stretch({ range: "all" }, now)).toEqual({});
  });

  it("takes the last day of a custom stretch whole", () => {
    expect(stretch({ range: "custom", from: "2026-05-31", to: "2026-05-31" })).toEqual({
      since: new Date(2026, 4, 31).toISOString(),
      until: new Date(2026, 5, 1).toISOString(),
    });
    expect(stretch({ range: "custom" })).toEqual({});
  });
});
