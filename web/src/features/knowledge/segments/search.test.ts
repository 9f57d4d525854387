import { expect, it } from "vitest";
import { segmentSearch } from "./search";

it("keeps what a list of chunks knows and leaves out what is usual", () => {
  expect(segmentSearch({ q: "nine", state: "disabled", page: 3, limit: 50 })).toEqual({
    q: "nine",
    state: "disabled",
    page: 3,
    limit: 50,
  });
  expect(segmentSearch({ q: "", state: "all", page: 1, limit: 10 })).toEqual({});
  expect(segmentSearch({ page: -2, limit: 7 })).toEqual({});
});
