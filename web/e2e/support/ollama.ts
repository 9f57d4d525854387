import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

const MODELS: Record<string, { capabilities: string[]; model_info: Record<string, number> }> = {
  "llama3.2:latest": { capabilities: ["completion", "tools"], model_info: { "llama.context_length": 131_072 } },
  "nomic-embed-text:latest": { capabilities: ["embedding"], model_info: { "nomic-bert.context_length": 2048 } },
};

const bodyOf = async (request: IncomingMessage) => {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return (text ? JSON.parse(text) : {}) as { model?: string; input?: string[]; stream?: boolean };
};

/** A model server that speaks as Ollama does, with one model that talks and one that embeds. */
export async function startOllama() {
  const server = createServer((request, response) => {
    const answer = (body: unknown) => {
      response.writeHead(200, { "Content-Type": "application/json" });
      response.end(JSON.stringify(body));
    };
    void bodyOf(request).then((body) => {
      const of = { model: body.model, created_at: "2026-01-01T00:00:00Z" };
      if (request.url === "/api/tags") {
        answer({ models: Object.keys(MODELS).map((model) => ({ name: model, model, details: {} })) });
      } else if (request.url === "/api/show") {
        answer(MODELS[body.model ?? ""] ?? {});
      } else if (request.url === "/api/embed") {
        answer({ ...of, embeddings: (body.input ?? []).map(() => [0.6, 0.8]), prompt_eval_count: 2 });
      } else if (request.url === "/api/chat") {
        const message = { role: "assistant", content: "Hello from this machine." };
        answer({ ...of, message, done: true, done_reason: "stop", prompt_eval_count: 5, eval_count: 4 });
      } else {
        response.writeHead(404).end();
      }
    });
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise<void>((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
