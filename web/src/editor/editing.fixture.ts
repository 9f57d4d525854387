import { shapesIn } from "@/nodes/registry";
import type { Content } from "./content";
import { readGraph } from "./graph";
import { createEditor, type EditorStore } from "./store";

export const shapes = shapesIn("en");
export const node = (id: string, x: number, data: object, more: object = {}) => ({
  id,
  type: "custom",
  data,
  position: { x, y: 0 },
  strange: { kept: id },
  ...more,
});
export const edge = (source: string, target: string, sourceHandle = "source") => ({
  id: `${source}-${sourceHandle}-${target}`,
  type: "custom",
  source,
  target,
  sourceHandle,
  strange: true,
});

export const content = (): Content => ({
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
export function open(from = content()): EditorStore {
  return createEditor({
    content: from,
    document: readGraph(from.graph, shapes),
    shapes,
    editable: true,
    now: () => (clock += 5000),
  });
}
export const doc = (editor: EditorStore) => editor.getState().document;
export const titles = (editor: EditorStore) => doc(editor).order.map((id) => doc(editor).nodes[id]?.title);
export const wires = (editor: EditorStore) =>
  doc(editor).edgeOrder.map((id) => {
    const one = doc(editor).edges[id];
    return `${one?.source}.${one?.sourceHandle}>${one?.target}`;
  });
