import { expect, test } from "@playwright/test";
import { fixture, startWorld, type World } from "./support/apps";

let world: World;
let path: string;

test.beforeAll(async ({ browser }) => {
  const context = await browser.newContext();
  world = await startWorld(context);
  const api = world.api(context);
  const appId = await api.importApp(fixture("travel-chatflow.yml"));
  await api.call("POST", `/apps/${appId}/workflows/publish`, {});
  const app = await api.call<{ site: { code: string } }>("GET", `/apps/${appId}`);
  path = `/chatbot/${app.site.code}`;
  await context.close();
});
test.afterAll(() => world.stop());

test("the chat fits a phone: sheet of conversations, no sideways scrolling", async ({ page }) => {
  await page.goto(`${world.url}${path}`);
  await page.getByRole("button", { name: "Start conversation" }).click();
  await page.getByRole("textbox", { name: "Write a message" }).fill("去冰岛要带什么？");
  await page.getByRole("button", { name: "Send" }).click();
  await expect(page.getByText("带一件防风外套。")).toBeVisible();
  await page.getByRole("button", { name: "Open conversations" }).click();
  await expect(page.getByRole("dialog").getByRole("button", { name: "New conversation" })).toBeVisible();
  await page.getByRole("dialog").getByRole("button", { name: "New conversation" }).click();
  await expect(page.getByRole("main").getByText("带一件防风外套。")).toHaveCount(0);
  const wider = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  expect(wider).toBe(false);
});
