import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** The API document of the shop below. */
export const SHOP = (url: string) => `openapi: 3.0.3
info: { title: Shop, version: "1.0" }
servers: [{ url: "${url}" }]
paths:
  /orders/{id}:
    get:
      operationId: find_order
      summary: State of an order
      parameters:
        - { name: id, in: path, required: true, description: Number on the invoice, schema: { type: string } }
        - { name: detail, in: query, description: Name the articles too, schema: { type: boolean } }
  /orders:
    post:
      operationId: place_order
      summary: Order an article
      requestBody:
        content:
          application/json:
            schema:
              type: object
              required: [article]
              properties:
                article: { type: string, description: Article number }
                amount: { type: integer, description: How many, default: 1 }
`;

/** A service with a key (`X-Shop-Key: open`), its document, and the wire of API extensions at `/extension`. */
export async function startShop() {
  const server = createServer((request, response) => {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const answer = (status: number, body: unknown) => {
      response.writeHead(status, { "Content-Type": "application/json" });
      response.end(JSON.stringify(body));
    };
    if (request.url === "/openapi.yaml") {
      response.writeHead(200, { "Content-Type": "application/yaml" });
      response.end(SHOP(url));
    } else if (request.url === "/extension") {
      if (request.headers.authorization !== "Bearer extension-key") answer(401, { error: "Unauthorized" });
      else answer(200, { result: "pong" });
    } else if (request.headers["x-shop-key"] !== "open") answer(401, { error: "No key, no order" });
    else answer(200, { order: request.url?.split("?")[0]?.split("/").at(-1), state: "on its way" });
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
