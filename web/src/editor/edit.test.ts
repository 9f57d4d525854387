import { describe, expect, it } from "vitest";
import { add } from "./actions/add";
import { clipOf, clipText, duplicate, parseClip, paste } from "./actions/clipboard";
import { connect, disconnect, reconnect, refusal } from "./actions/connect";
import { changeData, rename } from "./actions/data";
import { move, remove, reparent } from "./actions/nodes";
import { dataOf, idOf, nodesOf } from "./content";
import { readGraph } from "./graph";
import { createEditor } from "./store";
import { content, doc, open, titles, wires, shapes } from "./editing.fixture";

describe("adding", () => {
  it("stands behind a way out, connected, with a free title", () => {
    const editor = open();
    let id = "";
    editor.getState().edit(
      "add",
      add(
        { type: "code", title: "Text", data: { code: "" } },
        { kind: "after", source: "l", handle: "source" },
        (one) => (id = one),
      ),
    );
    expect(doc(editor).nodes[id]?.title).toBe("Text 2");
    expect(wires(editor)).toContain(`l.source>${id}`);
    expect(doc(editor).nodes[id]?.x).toBe(960);
    expect(doc(editor).nodes[id]?.y).toBeGreaterThan(0);
  });

  it("on an edge comes in between and moves what follows", () => {
    const editor = open();
    const on = doc(editor).incoming["l"]?.[0] ?? "";
    let id = "";
    editor.getState().edit(
      "add",
      add({ type: "code", title: "Code", data: {} }, { kind: "on", edge: on }, (one) => (id = one)),
    );
    expect(wires(editor)).toEqual(expect.arrayContaining([`t.source>${id}`, `${id}.source>l`]));
    expect(wires(editor)).not.toContain("t.source>l");
    expect(doc(editor).nodes["l"]?.x).toBe(628 + 244 + 64);
    expect(doc(editor).nodes["e"]?.x).toBeGreaterThan(960);
    expect(doc(editor).nodes["t"]?.x).toBe(320);
  });

  it("a container brings its start, and nodes go in and out of it", () => {
    const editor = open();
    let frame = "";
    editor.getState().edit(
      "add",
      add(
        { type: "iteration", title: "Each", data: {} },
        { kind: "at", parent: null, x: 0, y: 400 },
        (one) => (frame = one),
      ),
    );
    expect(doc(editor).nodes[`${frame}start`]?.parent).toBe(frame);
    let inside = "";
    const spot = { kind: "after" as const, source: `${frame}start`, handle: "source" };
    editor.getState().edit(
      "add",
      add({ type: "code", title: "Code", data: {} }, spot, (one) => (inside = one)),
    );
    const raw = nodesOf(editor.getState().content.graph).find((one) => idOf(one) === inside) ?? {};
    expect(raw["parentId"]).toBe(frame);
    expect(dataOf(raw)).toMatchObject({ isInIteration: true, iteration_id: frame });
    editor.getState().edit("move", reparent(new Map([[inside, { x: 900, y: 300 }]]), null));
    expect(doc(editor).nodes[inside]?.parent).toBeNull();
    expect(wires(editor).some((wire) => wire.endsWith(inside))).toBe(false);
    editor.getState().edit("remove", remove([frame]));
    expect(doc(editor).nodes[`${frame}start`]).toBeUndefined();
  });
});

describe("edges", () => {
  it("are refused with the reason", () => {
    const document = doc(open());
    expect(refusal(document, "s", "source", "s")).toBe("self");
    expect(refusal(document, "e", "source", "s")).toBe("noWayOut");
    expect(refusal(document, "t", "source", "s")).toBe("noEntry");
    expect(refusal(document, "s", "source", "t")).toBe("exists");
    expect(refusal(document, "l", "source", "t")).toBe("cycle");
    expect(refusal(document, "s", "source", "l")).toBeNull();
  });

  it("are drawn, moved and removed", () => {
    const editor = open();
    editor.getState().edit("connect", connect("s", "source", "l"));
    expect(wires(editor)).toContain("s.source>l");
    const id =
      doc(editor).edgeOrder.find(
        (one) => doc(editor).edges[one]?.source === "s" && doc(editor).edges[one]?.target === "l",
      ) ?? "";
    editor.getState().edit("reconnect", reconnect(id, "s", "source", "e"));
    expect(wires(editor)).toContain("s.source>e");
    expect(wires(editor)).not.toContain("s.source>l");
    editor.getState().edit("disconnect", disconnect([doc(editor).incoming["t"]?.[0] ?? ""]));
    expect(wires(editor)).not.toContain("s.source>t");
  });

  it("of a case that is deleted go with it", () => {
    const editor = open();
    let id = "";
    const cases = [
      { case_id: "true", conditions: [] },
      { case_id: "c2", conditions: [] },
    ];
    editor.getState().edit(
      "add",
      add(
        { type: "if-else", title: "If", data: { cases } },
        { kind: "after", source: "s", handle: "source" },
        (one) => (id = one),
      ),
    );
    editor.getState().edit("connect", connect(id, "c2", "l"));
    editor.getState().edit("connect", connect(id, "false", "e"));
    editor.getState().edit(
      "settings",
      changeData(id, (data) => ({ ...data, cases: cases.slice(0, 1) })),
    );
    expect(wires(editor)).not.toContain(`${id}.c2>l`);
    expect(wires(editor)).toContain(`${id}.false>e`);
  });
});

describe("undo", () => {
  it("goes back and forth, to any step, and keeps what it does not know", () => {
    const editor = open();
    const first = editor.getState().content;
    editor.getState().edit("remove", remove(["l"]));
    editor.getState().edit("rename", rename("t", "Start"));
    expect(titles(editor)).toEqual(["Start", "Start 2", "End"]);
    editor.getState().undo();
    editor.getState().undo();
    expect(editor.getState().content).toBe(first);
    editor.getState().travel(2);
    expect(titles(editor)).toEqual(["Start", "Start 2", "End"]);
    const text = nodesOf(editor.getState().content.graph)[1];
    expect(text).toMatchObject({ strange: { kept: "t" }, data: { odd: 1 } });
    expect(editor.getState().content.graph["strange"]).toBe("kept");
  });

  it("takes typing together, other fields apart", () => {
    let now = 0;
    const from = content();
    const editor = createEditor({
      content: from,
      document: readGraph(from.graph, shapes),
      shapes,
      editable: true,
      now: () => (now += 200),
    });
    const type = (template: string, field: string) =>
      editor.getState().edit(
        "settings",
        changeData("t", (data) => ({ ...data, template })),
        { merge: `t ${field}` },
      );
    type("a", "template");
    type("ab", "template");
    type("abc", "other");
    expect(editor.getState().past).toHaveLength(2);
    editor.getState().undo();
    expect(doc(editor).nodes["t"]?.data["template"]).toBe("ab");
    type("abx", "template");
    expect(editor.getState().past).toHaveLength(2);
  });

  it("keeps the identity of what did not change, and does nothing for readers", () => {
    const editor = open();
    const before = doc(editor);
    editor.getState().edit("move", move(new Map([["t", { x: 400, y: 8 }]])));
    expect(doc(editor).nodes["l"]).toBe(before.nodes["l"]);
    expect(doc(editor).nodes["t"]).not.toBe(before.nodes["t"]);
    editor.getState().visit(before);
    expect(editor.getState().edit("remove", remove(["l"]))).toBe(false);
    editor.getState().visit(null);
    expect(doc(editor).nodes["t"]?.x).toBe(400);
  });
});

describe("copies", () => {
  it("travel as text, with new ids, inner references and free titles", () => {
    const editor = open();
    const clip = parseClip(clipText(clipOf(editor.getState().content, doc(editor), ["s", "t", "l"])));
    expect(clip?.nodes.map(idOf)).toEqual(["t", "l"]);
    const other = open();
    let made: string[] = [];
    other.getState().edit(
      "paste",
      paste(clip ?? { nodes: [], edges: [] }, { x: 100, y: 500 }, (ids) => (made = ids)),
    );
    const [text = "", model = ""] = made;
    expect(doc(other).nodes[text]).toMatchObject({ title: "Text 2", x: 100, y: 500 });
    expect(JSON.stringify(doc(other).nodes[model]?.data)).toContain(`{{#${text}.output#}} {{#s.q#}}`);
    expect(wires(other)).toContain(`${text}.source>${model}`);
    expect(parseClip("some words")).toBeNull();
    expect(parseClip('{"kind": "graph"}')).toBeNull();
  });

  it("of a node stand beside it", () => {
    const editor = open();
    let made: string[] = [];
    editor.getState().edit(
      "duplicate",
      duplicate(["t"], (ids) => (made = ids)),
    );
    expect(doc(editor).nodes[made[0] ?? ""]).toMatchObject({ title: "Text 2", x: 360, y: 40 });
  });
});
