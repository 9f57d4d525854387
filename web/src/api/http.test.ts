// @vitest-environment jsdom
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { askAhead, firstPaths, takeAhead } from "./ahead";
import { consoleFetch } from "./http";
import { gaveUp, onSignInNeeded, signedIn } from "./session";

/** A real server; the page's `fetch` sends relative addresses to it. */
let server: Server;
let base = "";
let answer: (request: IncomingMessage, response: ServerResponse) => void;
const seen: { path: string; method: string; csrf: string | undefined; body: string }[] = [];
const json = (response: ServerResponse, status: number, body: object) => {
  response.writeHead(status, { "content-type": "application/json", "x-request-id": "r-1" }).end(JSON.stringify(body));
};

beforeEach(async () => {
  seen.length = 0;
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const csrf = request.headers["x-csrf-token"];
      seen.push({
        path: request.url ?? "",
        method: request.method ?? "",
        csrf: typeof csrf === "string" ? csrf : undefined,
        body: Buffer.concat(chunks).toString(),
      });
      answer(request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const real = globalThis.fetch;
  vi.stubGlobal("fetch", (input: Request | string, init?: RequestInit) =>
    real(typeof input === "string" ? base + input : input, init),
  );
  document.cookie = "tenon_csrf=token-1";
});
afterEach(async () => {
  onSignInNeeded(null);
  vi.unstubAllGlobals();
  await new Promise((resolve) => server.close(resolve));
});

const post = (path: string) => consoleFetch(`${base}${path}`, { method: "POST", body: '{"a":1}' });

describe("consoleFetch", () => {
  it("sends the token with what changes something, and not with reads", async () => {
    answer = (_request, response) => json(response, 200, {});
    await consoleFetch(`${base}/console/api/apps`);
    await post("/console/api/apps");
    expect(seen.map((one) => one.csrf)).toEqual([undefined, "token-1"]);
  });

  it("renews the session once for many requests and repeats each with its body", async () => {
    let renewed = false;
    answer = (request, response) => {
      if (request.url === "/console/api/refresh") {
        renewed = true;
        response.writeHead(204).end();
      } else json(response, renewed ? 200 : 401, { code: "unauthorized", message: "expired" });
    };
    const answers = await Promise.all([post("/console/api/a"), post("/console/api/b")]);
    expect(answers.map((one) => one.status)).toEqual([200, 200]);
    expect(seen.filter((one) => one.path === "/console/api/refresh")).toHaveLength(1);
    expect(seen.at(-1)?.body).toBe('{"a":1}');
  });

  it("asks the person when renewing fails, and repeats after they signed in", async () => {
    let allowed = false;
    answer = (request, response) => {
      const ok = allowed && request.url !== "/console/api/refresh";
      json(response, ok ? 200 : 401, { code: "unauthorized", message: "expired" });
    };
    onSignInNeeded((needed) => {
      if (needed) {
        allowed = true;
        signedIn();
      }
    });
    expect((await post("/console/api/a")).status).toBe(200);
  });

  it("gives the error on when the person leaves, or nobody can be asked", async () => {
    answer = (_request, response) => json(response, 401, { code: "unauthorized", message: "expired" });
    await expect(post("/console/api/a")).rejects.toMatchObject({ status: 401 });
    onSignInNeeded((needed) => needed && gaveUp());
    await expect(post("/console/api/a")).rejects.toMatchObject({ status: 401 });
  });

  it("turns every failure into an ApiError with code, text and request id", async () => {
    answer = (_request, response) =>
      json(response, 409, { code: "draft_workflow_not_sync", message: "stale", hash: "h" });
    await expect(post("/console/api/a")).rejects.toMatchObject({
      code: "draft_workflow_not_sync",
      message: "stale",
      requestId: "r-1",
      body: { hash: "h" },
    });
    answer = (_request, response) => response.writeHead(502).end("<html>bad gateway</html>");
    await expect(post("/console/api/a")).rejects.toMatchObject({ code: "http_502", status: 502 });
    answer = (_request, response) => response.destroy();
    await expect(post("/console/api/a")).rejects.toMatchObject({ code: "unreachable", status: 0 });
  });
});

describe("what is asked ahead", () => {
  it("is asked once, and taken once", async () => {
    answer = (_request, response) => json(response, 200, { name: "Ada" });
    const [path] = firstPaths("/apps");
    askAhead([path ?? ""]);
    const request = new Request(`${location.origin}${path}`);
    expect(await (await consoleFetch(request)).json()).toEqual({ name: "Ada" });
    expect(seen.map((one) => one.path)).toEqual(["/console/api/account"]);
    expect(takeAhead(request)).toBeUndefined();
  });

  it("names the app of the address, and nothing for who is not signed in", () => {
    expect(firstPaths("/app/a1/orchestrate")).toContain("/console/api/apps/a1");
    expect(firstPaths("/signin")).toEqual([]);
    document.cookie = "tenon_csrf=; max-age=0";
    askAhead(["/console/api/account"]);
    expect(takeAhead(new Request(`${location.origin}/console/api/account`))).toBeUndefined();
  });
});
