import { describe, expect, it } from "vitest";
import type { Document } from "../data";
import { mayDo, those } from "./actions";

const doc = (display_status: Document["display_status"], more: Partial<Document> = {}) =>
  ({
    id: display_status,
    display_status,
    indexing_status: display_status === "error" ? "error" : "completed",
    enabled: display_status !== "disabled",
    archived: display_status === "archived",
    ...more,
  }) as Document;

const ACTIONS = ["enable", "disable", "archive", "un_archive", "pause", "resume", "retry", "delete"] as const;
const allowed = (document: Document) => ACTIONS.filter((action) => mayDo(document, action));

describe("what can be done with a document", () => {
  it("follows its state", () => {
    expect(allowed(doc("available"))).toEqual(["disable", "archive", "delete"]);
    expect(allowed(doc("disabled"))).toEqual(["enable", "archive", "delete"]);
    expect(allowed(doc("archived"))).toEqual(["un_archive", "delete"]);
    expect(allowed(doc("indexing", { indexing_status: "indexing" }))).toEqual(["pause", "delete"]);
    expect(allowed(doc("paused", { indexing_status: "paused" }))).toEqual(["resume", "delete"]);
    expect(allowed(doc("error"))).toEqual(["disable", "archive", "retry", "delete"]);
  });

  it("leaves out those of a selection that it does not suit", () => {
    const chosen = [doc("available"), doc("disabled"), doc("indexing")];
    expect(those(chosen, "enable").map((one) => one.id)).toEqual(["disabled"]);
    expect(those(chosen, "delete")).toHaveLength(3);
  });
});
