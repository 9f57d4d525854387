/** A grid of nodes that look like real ones: two variables each, a prompt now and then, one edge to the next. */
function graph(count: number) {
  const columns = Math.ceil(Math.sqrt(count * 2));
  const nodes = Array.from({ length: count }, (_, n) => {
    const before = [n === 1 ? "start" : `n${n - 1}`, n === 1 ? "q" : n % 5 === 1 && n > 1 ? "text" : "output"];
    return {
      id: n === 0 ? "start" : `n${n}`,
      type: "custom",
      position: { x: (n % columns) * 320, y: Math.floor(n / columns) * 180 },
      data: n === 0 ? START : n % 5 === 0 ? asks(n, before) : template(n, before),
    };
  });
  const edges = nodes
    .slice(1)
    .map((node, n) => ({ id: `e${n}`, source: nodes[n]?.id, target: node.id, type: "custom" }));
  return { nodes, edges, viewport: { x: 0, y: 0, zoom: 1 } };
}

const START = {
  type: "start",
  title: "Start",
  variables: [{ variable: "q", label: "q", type: "text-input", required: false }],
};

const template = (n: number, before: string[]) => ({
  type: "template-transform",
  title: `Step ${n}`,
  template: "{{ a }}",
  variables: [
    { variable: "a", value_selector: before },
    { variable: "b", value_selector: ["start", "q"] },
  ],
});

const asks = (n: number, before: string[]) => ({
  type: "llm",
  title: `Ask ${n}`,
  model: { provider: "openai_api_compatible", name: "scripted", mode: "chat", completion_params: { temperature: 0.2 } },
  prompt_template: [
    { role: "system", text: "You answer in one sentence." },
    { role: "user", text: `Sum up: {{#${before.join(".")}#}}` },
  ],
  context: { enabled: false, variable_selector: [] },
  vision: { enabled: false },
});

/** An app file with that many nodes. */
export const file = (count: number) =>
  JSON.stringify({
    version: "0.5.0",
    kind: "app",
    app: { name: `Bench ${count}`, mode: "workflow", icon: "", icon_type: "emoji", description: "" },
    workflow: { graph: graph(count), features: {}, environment_variables: [], conversation_variables: [] },
  });
