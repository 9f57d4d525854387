import { describe, expect, it } from "vitest";
import { shapesIn } from "@/nodes/registry";
import { add } from "./actions/add";
import { align, distribute } from "./actions/arrange";
import { clipOf, clipText, duplicate, parseClip, paste } from "./actions/clipboard";
import { connect, disconnect, reconnect, refusal } from "./actions/connect";
import { changeData, rename, renameVariable } from "./actions/data";
import { move, remove, reparent } from "./actions/nodes";
import { snapped } from "./actions/snap";
import { dropVariable, putVariable, usersOf } from "./actions/variables";
import { wrap } from "./actions/wrap";
import { compare } from "./compare";
import { dataOf, idOf, nodesOf, type Content } from "./content";
import { readGraph } from "./graph";
import { noteMarkdown, writeNote } from "./note";
import { createEditor, type EditorStore } from "./store";

const shapes = shapesIn("en");
const node = (id: string, x: number, data: object, more: object = {}) => ({
  id,
  type: "custom",
  data,
  position: { x, y: 0 },
  strange: { kept: id },
  ...more,
});
const edge = (source: string, target: string, sourceHandle = "source") => ({
  id: `${source}-${sourceHandle}-${target}`,
  type: "custom",
  source,
  target,
  sourceHandle,
  strange: true,
});

const content = (): Content => ({
  graph: {
    nodes: [
      node("s", 0, { type: "start", title: "Start", variables: [{ variable: "q", type: "text-input" }] }),
      node("t", 320, {
        type: "template-transform",
        title: "Text",
        template: "{{ a }}",
        variables: [{ variable: "a", value_selector: ["s", "q"] }],
        odd: 1,
      }),
      node("l", 640, {
        type: "llm",
        title: "Model",
        prompt_template: [{ role: "user", text: "{{#t.output#}} {{#s.q#}}" }],
      }),
      node("e", 960, { type: "end", title: "End", outputs: [{ variable: "r", value_selector: ["l", "text"] }] }),
    ],
    edges: [edge("s", "t"), edge("t", "l"), edge("l", "e")],
    viewport: { x: 0, y: 0, zoom: 1 },
    strange: "kept",
  },
  features: {},
  environment_variables: [],
  conversation_variables: [],
});

let clock = 0;
function open(from = content()): EditorStore {
  return createEditor({
    content: from,
    document: readGraph(from.graph, shapes),
    shapes,
    editable: true,
    now: () => (clock += 5000),
  });
}
const doc = (editor: EditorStore) => editor.getState().document;
const titles = (editor: EditorStore) => doc(editor).order.map((id) => doc(editor).nodes[id]?.title);
const wires = (editor: EditorStore) =>
  doc(editor).edgeOrder.map((id) => {
    const one = doc(editor).edges[id];
    return `${one?.source}.${one?.sourceHandle}>${one?.target}`;
  });

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
