import { expect, test } from "@playwright/test";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import { ConsoleApi } from "./support/console";
import { fixture } from "./support/apps";
import { startServer } from "./support/server";

test("a bubble on somebody else's page opens the chat with its inputs", async ({ browser }) => {
  const server = await startServer();
  const context = await browser.newContext();
  const shop = createServer();
  try {
    const api = new ConsoleApi(context.request, server.url);
    await api.setup();
    const appId = await api.importApp(fixture("travel-chatflow.yml"));
    await api.call("POST", `/apps/${appId}/workflows/publish`, {});
    const app = await api.call<{ name: string; site: { code: string } }>("GET", `/apps/${appId}`);
    const config = {
      token: app.site.code,
      baseUrl: server.url,
      inputs: { budget: "宽裕" },
      systemVariables: { user_id: "u-1" },
    };
    const page = await context.newPage();
    const html =
      `<!doctype html><title>Shop</title><body><script>window.difyChatbotConfig=${JSON.stringify(config)}</script>` +
      `<script src="${server.url}/embed.min.js" id="${config.token}" defer></script></body>`;
    shop.on("request", (_request, response) =>
      response.setHeader("content-type", "text/html; charset=utf-8").end(html),
    );
    await new Promise<void>((ready) => shop.listen(0, "127.0.0.1", ready));
    await page.goto(`http://127.0.0.1:${(shop.address() as AddressInfo).port}/`);
    const button = page.locator("#dify-chatbot-bubble-button");
    await button.click();
    const frame = page.locator("#dify-chatbot-bubble-window");
    await expect(frame).toBeVisible();
    const address = new URL((await frame.getAttribute("src")) ?? "");
    expect(address.pathname).toBe(`/chatbot/${config.token}`);
    const unpack = (name: string) =>
      gunzipSync(Buffer.from(address.searchParams.get(name) ?? "", "base64")).toString("utf8");
    expect([unpack("budget"), unpack("sys.user_id")]).toEqual(["宽裕", "u-1"]);
    await expect(page.frameLocator("#dify-chatbot-bubble-window").getByText(app.name).first()).toBeVisible();
    await button.click();
    await expect(frame).toBeHidden();
    await button.click();
    await expect(frame).toBeVisible();
    await button.press("Escape");
    await expect(frame).toBeHidden();
  } finally {
    await context.close();
    shop.close();
    await server.stop();
  }
});
