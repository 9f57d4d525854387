import { describe, expect, it } from "vitest";
import { shapesIn } from "@/nodes/registry";
import { readGraph } from "./graph";
import { accepts, VariableIndex } from "./variables";

const node = (id: string, type: string, data: object = {}, parentId?: string) => ({
  id,
  position: { x: 0, y: 0 },
  ...(parentId ? { parentId } : {}),
  data: { type, title: id, ...data },
});
const edge = (source: string, target: string, sourceHandle = "source") => ({
  id: `${source}-${target}`,
  source,
  target,
  sourceHandle,
});

const GRAPH = {
  nodes: [
    node("start", "start", {
      variables: [
        { variable: "topic", type: "text-input" },
        { variable: "doc", type: "file" },
      ],
    }),
    node("split", "code", {
      outputs: { items: { type: "array[string]" }, meta: { type: "object", children: { n: { type: "number" } } } },
    }),
    node("each", "iteration", { iterator_selector: ["split", "items"], output_selector: ["write", "text"] }),
    node("eachstart", "iteration-start", {}, "each"),
    node(
      "write",
      "llm",
      {
        structured_output_enabled: true,
        structured_output: { schema: { type: "object", properties: { score: { type: "integer" } } } },
      },
      "each",
    ),
    node("tidy", "template-transform", {}, "each"),
    node("aside", "http-request", { error_strategy: "fail-branch" }),
    node("out", "end"),
  ],
  edges: [
    edge("start", "split"),
    edge("split", "each"),
    edge("eachstart", "write"),
    edge("write", "tidy"),
    edge("each", "out"),
    edge("start", "aside"),
  ],
};
const document = readGraph(GRAPH, shapesIn("en"));
const globals = {
  environment_variables: [{ name: "KEY", value_type: "secret" }],
  conversation_variables: [{ name: "seen", value_type: "array[string]" }],
};
const workflow = new VariableIndex(document, globals, "workflow");
const chat = new VariableIndex(document, globals, "advanced-chat");

describe("VariableIndex", () => {
  it("offers only nodes on the way, the nearest first, then the built-in sources", () => {
    expect(workflow.groups("out").map((group) => group.id)).toEqual(["each", "split", "start", "env", "sys"]);
    expect(chat.groups("split").map((group) => group.id)).toEqual(["start", "conversation", "env", "sys"]);
  });

  it("lets nodes of a container read the container and what stands before it, and nobody outside the inner ones", () => {
    const groups = workflow.groups("tidy");
    expect(groups.map((group) => `${group.kind} ${group.id}`).slice(0, 4)).toEqual([
      "node write",
      "container each",
      "node split",
      "node start",
    ]);
    expect(groups[1]?.variables.map((one) => [one.name, one.type])).toEqual([
      ["item", "string"],
      ["index", "number"],
    ]);
    expect(workflow.groups("out").some((group) => group.id === "write")).toBe(false);
    expect(workflow.groups("each", true).map((group) => group.id)).toContain("write");
  });

  it("knows types of nested fields, of files, and of lists made by rounds", () => {
    expect(workflow.typeOf(["split", "meta", "n"])).toBe("number");
    expect(workflow.typeOf(["write", "structured_output", "score"])).toBe("number");
    expect(workflow.typeOf(["start", "doc", "size"])).toBe("number");
    expect(workflow.typeOf(["each", "output"])).toBe("array[string]");
    expect(workflow.typeOf(["start", "sys.user_id"])).toBe("string");
    expect(workflow.outputs("aside").map((one) => one.name)).toContain("error_message");
  });

  it("says why a reference resolves to nothing", () => {
    const reach = workflow.reachOf("out");
    const trouble = (...selector: string[]) => workflow.describe(selector, reach).trouble;
    expect(trouble("split", "items")).toBeNull();
    expect(trouble("sys", "user_id")).toBeNull();
    expect(trouble("split", "gone")).toBe("variable");
    expect(trouble("nobody", "text")).toBe("node");
    expect(trouble("aside", "body")).toBe("order");
    expect(trouble("sys", "query")).toBe("variable");
  });

  it("survives containers and aggregators that refer to themselves", () => {
    const graph = {
      nodes: [node("a", "variable-aggregator", { variables: [["a", "output"]] })],
      edges: [edge("a", "a")],
    };
    const index = new VariableIndex(readGraph(graph, shapesIn("en")), globals, "workflow");
    expect(index.typeOf(["a", "output"])).toBe("any");
    expect(index.groups("a").map((group) => group.id)).toEqual(["env", "sys"]);
  });
});

describe("accepts", () => {
  it("takes unknown types, any kind of list where a list is wanted, and secrets as texts", () => {
    expect(accepts(undefined, "file")).toBe(true);
    expect(accepts(["number"], "any")).toBe(true);
    expect(accepts(["array"], "array[file]")).toBe(true);
    expect(accepts(["string"], "secret")).toBe(true);
    expect(accepts(["number"], "integer")).toBe(true);
    expect(accepts(["string"], "number")).toBe(false);
  });
});
