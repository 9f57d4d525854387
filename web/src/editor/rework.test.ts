import { describe, expect, it } from "vitest";
import { align, distribute } from "./actions/arrange";
import { changeData, renameVariable } from "./actions/data";
import { move, remove } from "./actions/nodes";
import { snapped } from "./actions/snap";
import { dropVariable, putVariable, usersOf } from "./actions/variables";
import { wrap } from "./actions/wrap";
import { compare } from "./compare";
import { noteMarkdown, writeNote } from "./note";
import { doc, open, wires } from "./editing.fixture";

describe("references", () => {
  it("follow a renamed variable", () => {
    const editor = open();
    editor.getState().edit("variables", renameVariable(["s", "q"], ["s", "question"]));
    const stored = JSON.stringify(editor.getState().content.graph);
    expect(stored).toContain('["s","question"]');
    expect(stored).toContain("{{#s.question#}}");
    expect(stored).not.toContain("{{#s.q#}}");
  });

  it("to environment variables are found and renamed", () => {
    const editor = open();
    const key = { id: "v", name: "key", value_type: "string", value: "x" };
    editor.getState().edit("variables", putVariable("environment_variables", key));
    editor.getState().edit(
      "settings",
      changeData("l", (data) => ({ ...data, prompt_template: "{{#env.key#}}" })),
    );
    expect(usersOf(editor.getState().content, ["env", "key"])).toEqual(["l"]);
    editor.getState().edit("variables", putVariable("environment_variables", { ...key, name: "token" }));
    expect(doc(editor).nodes["l"]?.data["prompt_template"]).toBe("{{#env.token#}}");
    const [stored = {}] = editor.getState().content.environment_variables;
    editor.getState().edit("variables", dropVariable("environment_variables", stored));
    expect(editor.getState().content.environment_variables).toEqual([]);
  });
});

describe("arranging", () => {
  it("aligns, distributes and snaps", () => {
    const editor = open();
    editor.getState().edit("move", move(new Map([["t", { x: 300, y: 90 }]])));
    editor.getState().edit("align", align(["t", "l"], "top"));
    expect(doc(editor).nodes["t"]?.y).toBe(0);
    editor.getState().edit("align", distribute(["s", "t", "l"], "x"));
    expect(doc(editor).nodes["t"]?.x).toBe(320);
    expect(snapped(doc(editor), "t", { x: 323, y: 203 }, new Set(["t"]))).toEqual({
      at: { x: 320, y: 200 },
      x: null,
      y: null,
    });
    expect(snapped(doc(editor), "t", { x: 643, y: 203 }, new Set(["t"])).at.x).toBe(640);
  });

  it("wraps nodes in a container that takes their place in the graph", () => {
    const editor = open();
    let frame = "";
    editor.getState().edit(
      "wrap",
      wrap(["t", "l"], { type: "loop", title: "Loop", data: {} }, (id) => (frame = id)),
    );
    expect(doc(editor).nodes["t"]?.parent).toBe(frame);
    expect(wires(editor)).toEqual(
      expect.arrayContaining([`s.source>${frame}`, `${frame}.source>e`, "t.source>l", `${frame}start.source>t`]),
    );
  });
});

describe("comparing", () => {
  it("names nodes, settings and edges that differ", () => {
    const editor = open();
    const before = editor.getState().content;
    editor.getState().edit("move", move(new Map([["t", { x: 0, y: 900 }]])));
    editor.getState().edit(
      "settings",
      changeData("t", (data) => ({ ...data, template: "new" })),
    );
    editor.getState().edit("remove", remove(["l"]));
    const found = compare(before, editor.getState().content);
    expect(found.nodes.map((one) => [one.title, one.kind, one.fields.map((field) => field.name)])).toEqual([
      ["Text", "changed", ["template"]],
      ["Model", "removed", []],
    ]);
    expect(found.edges).toBe(2);
  });
});

it("reads back what it wrote of a note", () => {
  const source = "# Head\nplain **bold** and [link](https://example.com)\n- one\n- two\n1. first";
  expect(noteMarkdown(writeNote(source))).toBe(source);
});
