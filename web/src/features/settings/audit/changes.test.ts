import { expect, it } from "vitest";
import { changesOf } from "./changes";

it("tells what came, went and changed", () => {
  expect(changesOf({ role: "editor", key: "a" }, { role: "admin", name: "Lin" })).toEqual([
    { name: "role", kind: "change", before: "editor", after: "admin" },
    { name: "key", kind: "gone", before: "a" },
    { name: "name", kind: "new", after: "Lin" },
  ]);
  expect(changesOf(null, { mode: "chat" })).toEqual([{ name: "mode", kind: "new", after: "chat" }]);
  expect(changesOf(null, null)).toEqual([]);
});
