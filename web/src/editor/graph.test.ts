import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { isKnown, shapesIn } from "@/nodes/registry";
import { readGraph } from "./graph";
import { layout } from "./layout";
import { absolute, boundsOf, neighbours, startFields, takenWay, walk } from "./walk";

const shapes = shapesIn("en");
const node = (id: string, data: object, more: object = {}) => ({
  id,
  type: "custom",
  data,
  position: { x: 0, y: 0 },
  ...more,
});
const edge = (source: string, target: string, sourceHandle?: string) => ({ source, target, sourceHandle });

const graph = {
  nodes: [
    node("s", { type: "start", title: "Start", variables: [{ variable: "q", type: "text-input", required: true }] }),
    node(
      "if",
      {
        type: "if-else",
        cases: [
          { case_id: "true", logical_operator: "and", conditions: [] },
          { case_id: "c2", conditions: [] },
        ],
      },
      { position: { x: 300, y: 0 } },
    ),
    node("l", { type: "llm", title: "Model", error_strategy: "fail-branch" }, { position: { x: 600, y: -100 } }),
    node("e", { type: "end", outputs: [] }, { position: { x: 900, y: 0 } }),
    node("n", { type: "", theme: "blue", text: "hi" }, { type: "custom-note", width: 200, height: 100 }),
  ],
  edges: [
    edge("s", "if"),
    edge("if", "l", "true"),
    edge("if", "e", "false"),
    edge("l", "e", "success-branch"),
    edge("l", "e", "fail-branch"),
    edge("l", "gone"),
    { source: 1, target: null },
  ],
};

describe("readGraph", () => {
  const document = readGraph(graph, shapes);

  it("knows cards, notes and their handles", () => {
    expect(document.order).toEqual(["s", "if", "l", "e", "n"]);
    expect(document.nodes["n"]?.kind).toBe("note");
    expect(document.nodes["s"]?.handles.map((one) => one.id)).toEqual(["source"]);
    expect(document.nodes["e"]?.handles.map((one) => one.id)).toEqual(["target"]);
    expect(document.nodes["if"]?.handles.map((one) => one.id)).toEqual(["target", "true", "c2", "false"]);
    expect(document.nodes["l"]?.handles.map((one) => one.kind)).toEqual(["target", "plain", "fail"]);
  });

  it("puts branch handles beside their rows", () => {
    const heights = document.nodes["if"]?.handles.map((one) => one.y);
    expect(heights).toEqual([20, 52, 78, 104]);
    expect(document.nodes["if"]?.height).toBeGreaterThan(104);
  });

  it("keeps edges whose ends exist and takes old names of handles", () => {
    const edges = document.edgeOrder.map((id) => document.edges[id]);
    expect(edges.map((one) => [one?.source, one?.sourceHandle, one?.target])).toEqual([
      ["s", "source", "if"],
      ["if", "true", "l"],
      ["if", "false", "e"],
      ["l", "source", "e"],
      ["l", "fail-branch", "e"],
    ]);
  });

  it("reads anything without failing", () => {
    for (const broken of [null, 1, "x", [], {}, { nodes: 1, edges: {} }, { nodes: [null, {}, { id: "" }] }]) {
      expect(readGraph(broken, shapes).order).toEqual([]);
    }
  });

  it("gives each of several edges with one id an id of its own", () => {
    const twice = readGraph(
      {
        ...graph,
        edges: [
          { id: "x", ...edge("s", "if") },
          { id: "x", ...edge("s", "l") },
        ],
      },
      shapes,
    );
    expect(twice.edgeOrder).toEqual(["x", "x~2"]);
  });

  it("draws types it does not know", () => {
    const strange = readGraph({ nodes: [node("a", { type: "quantum", title: "Q" })], edges: [] }, shapes);
    expect(strange.nodes["a"]).toMatchObject({ kind: "card", type: "quantum", title: "Q" });
  });

  it("walks and measures", () => {
    expect(walk(document).map(({ id }) => id)).toEqual(["s", "if", "l", "e"]);
    expect(neighbours(document, "if", "out")).toEqual(["l", "e"]);
    expect(neighbours(document, "e", "in")).toEqual(["l", "if"]);
    expect(boundsOf(document, ["s"])).toMatchObject({ x: 0, y: 0, width: 244 });
    expect(startFields(document)).toHaveLength(1);
  });
});

describe("containers", () => {
  const inside = {
    nodes: [
      node(
        "it",
        { type: "iteration", start_node_id: "first" },
        { position: { x: 100, y: 50 }, width: 300, height: 100 },
      ),
      node(
        "first",
        { type: "code", isInIteration: true, iteration_id: "it" },
        { parentId: "it", position: { x: 60, y: 60 } },
      ),
      node(
        "far",
        { type: "code", iteration_id: "it" },
        { position: { x: 900, y: 300 }, positionAbsolute: { x: 500, y: 150 } },
      ),
    ],
    edges: [edge("first", "far")],
  };

  it("places children relative to their frame and grows the frame", () => {
    const document = readGraph(inside, shapes);
    expect(document.order[0]).toBe("it");
    expect(document.nodes["far"]).toMatchObject({ parent: "it", x: 400, y: 100 });
    expect(absolute(document, "first")).toEqual({ x: 160, y: 110 });
    expect(document.nodes["it"]?.width).toBeGreaterThanOrEqual(400 + 244);
  });

  it("adds the start that old files leave out", () => {
    const document = readGraph(inside, shapes);
    expect(document.nodes["itstart"]).toMatchObject({ kind: "start-chip", parent: "it" });
    expect(neighbours(document, "itstart", "out")).toEqual(["first"]);
  });
});

describe("layout", () => {
  it("puts what follows to the right and children into their frame", () => {
    const bare = { nodes: graph.nodes.map((one) => ({ id: one.id, data: one.data })), edges: graph.edges };
    const document = readGraph(bare, shapes);
    expect(document.unplaced).toBe(true);
    const nodes = document.order.map((id) => ({ ...document.nodes[id]!, frame: false }));
    const places = layout({ nodes, edges: Object.values(document.edges) });
    expect(places["s"]!.x).toBeLessThan(places["if"]!.x);
    expect(places["if"]!.x).toBeLessThan(places["l"]!.x);
  });
});

describe("takenWay", () => {
  it.each([
    ["if-else", "succeeded", { selected_case_id: "false" }, "false"],
    ["question-classifier", "succeeded", { class_id: "2" }, "2"],
    ["llm", "exception", {}, "fail-branch"],
    ["llm", "succeeded", {}, null],
    ["if-else", "succeeded", null, null],
  ])("%s, %s", (type, status, outputs, way) => {
    expect(takenWay(type, status, outputs)).toBe(way);
  });
});

const shared = process.env["TENON_SHARED"] ?? "../../shared";
const folder = `${shared}/dsl`;

describe.skipIf(!existsSync(folder))("app files found in the wild", () => {
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".yml")) : [];
  it.each(files)("%s", (name) => {
    const file = parse(readFileSync(`${folder}/${name}`, "utf8"), { logLevel: "silent" }) as Record<
      string,
      { graph?: unknown }
    >;
    const stored = (file["workflow"]?.graph ?? file["graph"]) as
      { nodes: { id: string; data: { type?: string } }[]; edges: unknown[] } | undefined;
    if (!stored) return;
    const document = readGraph(stored, shapes);
    for (const one of stored.nodes) expect(document.nodes[one.id]).toBeDefined();
    for (const one of Object.values(document.nodes)) {
      if (one.kind !== "note") expect(`${one.type} ${isKnown(one.type)}`).toBe(`${one.type} true`);
      expect(Number.isFinite(one.x + one.y + one.width + one.height)).toBe(true);
    }
    for (const one of Object.values(document.edges)) {
      expect(document.nodes[one.source]?.handles.some((handle) => handle.id === one.sourceHandle)).toBe(true);
    }
  });
});
