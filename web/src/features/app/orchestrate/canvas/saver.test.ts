import { describe, expect, it } from "vitest";
import { ApiError } from "@/api/error";
import { changeData } from "@/editor/actions/data";
import { remove } from "@/editor/actions/nodes";
import { same, type Content } from "@/editor/content";
import { readGraph } from "@/editor/graph";
import { createEditor } from "@/editor/store";
import { shapesIn } from "@/nodes/registry";
import { Saver, type DraftPort } from "./saver";

const shapes = shapesIn("en");
const node = (id: string, data: object) => ({
  id,
  type: "custom",
  position: { x: 0, y: 0 },
  data: { type: "code", title: id, ...data },
});
const start = (): Content => ({
  graph: {
    nodes: [node("a", { code: "1" }), node("b", { code: "1", more: 1 })],
    edges: [{ id: "e", source: "a", target: "b" }],
  },
  features: {},
  environment_variables: [],
  conversation_variables: [],
});

/** A server that keeps one draft and refuses what was made from an older one. */
function server() {
  let stored = { content: start(), hash: "h0", updatedAt: 1 };
  let online = true;
  const check = () => {
    if (!online) throw new ApiError("offline", "no answer", 0);
  };
  const port: DraftPort = {
    load: async () => {
      check();
      return structuredClone(stored);
    },
    save: async (content, hash) => {
      check();
      if (hash !== stored.hash) throw new ApiError("draft_workflow_not_sync", "changed", 409);
      if (!same(stored.content, content)) {
        stored = {
          content: structuredClone(content),
          hash: `h${Number(stored.hash.slice(1)) + 1}`,
          updatedAt: stored.updatedAt + 1,
        };
      }
      return { hash: stored.hash, updated_at: stored.updatedAt };
    },
  };
  return { port, stored: () => stored, connect: (on: boolean) => (online = on) };
}

function tab(port: DraftPort) {
  const content = start();
  const editor = createEditor({ content, document: readGraph(content.graph, shapes), shapes, editable: true });
  const saver = new Saver({ content, hash: "h0", updatedAt: 1 }, editor, port, 1_000_000);
  saver.follow();
  const set = (id: string, change: object) =>
    editor.getState().edit(
      "settings",
      changeData(id, (data) => ({ ...data, ...change })),
    );
  const data = (id: string) => editor.getState().document.nodes[id]?.data;
  return { editor, saver, set, data };
}

describe("a draft in two tabs", () => {
  it("joins changes of different nodes and of different settings", async () => {
    const { port, stored } = server();
    const [one, two] = [tab(port), tab(port)];
    one.set("a", { code: "one" });
    two.set("b", { code: "two" });
    expect(await one.saver.flush()).toBe(true);
    await two.saver.flush();
    expect(await two.saver.flush()).toBe(true);
    expect(two.saver.snapshot().taken).toEqual(["a"]);
    expect(two.data("a")).toMatchObject({ code: "one" });
    one.set("b", { more: 2 });
    await one.saver.flush();
    expect(await one.saver.flush()).toBe(true);
    const kept = readGraph(stored().content.graph, shapes);
    expect(kept.nodes["b"]?.data).toMatchObject({ code: "two", more: 2 });
  });

  it("undo after a join does not take the other's work back", async () => {
    const { port } = server();
    const [one, two] = [tab(port), tab(port)];
    one.set("a", { code: "one" });
    await one.saver.flush();
    two.set("b", { code: "two" });
    await two.saver.flush();
    await two.saver.flush();
    two.editor.getState().undo();
    expect(two.data("a")).toMatchObject({ code: "one" });
    expect(two.data("b")).toMatchObject({ code: "1" });
  });

  it("asks where both changed the same setting, and saves nothing before", async () => {
    const { port, stored } = server();
    const [one, two] = [tab(port), tab(port)];
    one.set("a", { code: "one" });
    await one.saver.flush();
    two.set("a", { code: "two" });
    expect(await two.saver.flush()).toBe(false);
    const { state, clashes } = two.saver.snapshot();
    expect(state).toBe("clash");
    expect(clashes).toMatchObject([{ id: "a", field: "code", mine: "two", theirs: "one" }]);
    expect(JSON.stringify(stored().content)).not.toContain("two");
    two.saver.settle(new Set([clashes[0]?.key ?? ""]));
    expect(await two.saver.flush()).toBe(true);
    expect(two.data("a")).toMatchObject({ code: "one" });
  });

  it("keeps mine when that is chosen", async () => {
    const { port, stored } = server();
    const [one, two] = [tab(port), tab(port)];
    one.set("a", { code: "one" });
    await one.saver.flush();
    two.set("a", { code: "two" });
    await two.saver.flush();
    two.saver.settle(new Set());
    expect(await two.saver.flush()).toBe(true);
    expect(JSON.stringify(stored().content)).toContain('"two"');
  });

  it("brings back a node that was removed here while somebody worked on it", async () => {
    const { port } = server();
    const [one, two] = [tab(port), tab(port)];
    one.set("a", { code: "one" });
    await one.saver.flush();
    two.editor.getState().edit("remove", remove(["a"]));
    await two.saver.flush();
    expect(two.data("a")).toMatchObject({ code: "one" });
  });
});

it("keeps changes while the server cannot be reached, and saves them afterwards", async () => {
  const { port, stored, connect } = server();
  const one = tab(port);
  connect(false);
  one.set("a", { code: "late" });
  expect(await one.saver.flush()).toBe(false);
  expect(one.saver.snapshot().state).toBe("offline");
  connect(true);
  expect(await one.saver.flush()).toBe(true);
  expect(JSON.stringify(stored().content)).toContain('"late"');
});
