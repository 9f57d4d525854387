import { describe, expect, it } from "vitest";
import { changeData } from "./actions/data";
import { connect } from "./actions/connect";
import { retype } from "./actions/retype";
import { doc, open, wires } from "./editing.fixture";
import { variableLinks } from "./links";

describe("another type", () => {
  it("keeps place, edges and what both types know", () => {
    const editor = open();
    const { x } = doc(editor).nodes["t"] ?? {};
    const wanted = { type: "code", title: "Code", data: { code: "", variables: [], outputs: {} } };
    editor.getState().edit("retype", retype("t", wanted, "Text"));
    const node = doc(editor).nodes["t"];
    expect(node).toMatchObject({ type: "code", title: "Code", x });
    expect(node?.data["variables"]).toEqual([{ variable: "a", value_selector: ["s", "q"] }]);
    expect(node?.data).not.toHaveProperty("template");
    expect(wires(editor)).toEqual(["s.source>t", "t.source>l", "l.source>e"]);
    editor.getState().undo();
    expect(doc(editor).nodes["t"]?.type).toBe("template-transform");
  });

  it("leads ways out on from the first way of the new type, and keeps a title of one's own", () => {
    const editor = open();
    const cases = [{ case_id: "true", logical_operator: "and", conditions: [] }];
    editor.getState().edit("retype", retype("l", { type: "if-else", title: "If", data: { cases } }, "LLM"));
    expect(doc(editor).nodes["l"]?.title).toBe("Model");
    expect(wires(editor)).toContain("l.true>e");
    editor.getState().edit("connect", connect("l", "false", "e"));
    editor.getState().edit("retype", retype("l", { type: "llm", title: "LLM", data: {} }, "If"));
    expect(wires(editor).filter((wire) => wire.startsWith("l."))).toEqual(["l.source>e"]);
    editor.getState().edit("retype", retype("l", { type: "end", title: "End", data: { outputs: [] } }, "LLM"));
    expect(wires(editor)).toEqual(["s.source>t", "t.source>l"]);
  });

  it("is not for starts", () => {
    const editor = open();
    expect(editor.getState().edit("retype", retype("s", { type: "code", title: "C", data: {} }, ""))).toBe(false);
  });
});

describe("variable links", () => {
  it("lead to whom a node takes values from and who takes them from it", () => {
    const editor = open();
    expect(variableLinks(doc(editor), "t")).toEqual([
      { from: "s", to: "t" },
      { from: "t", to: "l" },
    ]);
    editor.getState().edit(
      "settings",
      changeData("l", (data) => ({ ...data, prompt_template: [] })),
    );
    expect(variableLinks(doc(editor), "t")).toEqual([{ from: "s", to: "t" }]);
  });
});
