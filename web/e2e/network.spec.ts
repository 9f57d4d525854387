import { expect, test, type Locator, type Page } from "@playwright/test";
import { fixture, startWorld, type World } from "./support/apps";
import { ConsoleApi, OWNER } from "./support/console";
import { startWire, type Wire } from "./support/wire";

/** The network is cut while an answer streams; the server goes on. Nothing may be lost or said twice. */

const WORDS = Array.from({ length: 40 }, (_, n) => `w${n + 1}`).join(" ");

let world: World;
let wire: Wire;
const apps: Record<"flow" | "chat", { id: string; code: string }> = {
  flow: { id: "", code: "" },
  chat: { id: "", code: "" },
};

test.beforeAll(async ({ browser }) => {
  const context = await browser.newContext();
  world = await startWorld(context);
  wire = await startWire(world.url);
  const api = world.api(context);
  for (const [kind, file] of [
    ["flow", "count-workflow.yml"],
    ["chat", "travel-chatflow.yml"],
  ] as const) {
    const id = await api.importApp(fixture(file));
    await api.call("POST", `/apps/${id}/workflows/publish`, {});
    const app = await api.call<{ site: { code: string } }>("GET", `/apps/${id}`);
    apps[kind] = { id, code: app.site.code };
  }
  await context.close();
});
test.afterAll(async () => {
  await wire.stop();
  await world.stop();
});
test.beforeEach(async ({ context }) => {
  wire.mend();
  await new ConsoleApi(context.request, wire.url).signIn();
});

const said = async (where: Locator) => /w1\b[\sw\d]*/.exec((await where.textContent()) ?? "")?.[0].trim() ?? "";

/** Cuts while words come, mends, and reads on to the end. */
async function cutAndReadOn(page: Page, where: Locator, notice: RegExp, during?: () => Promise<void>) {
  await expect(where).toContainText("w4");
  wire.cut();
  await expect(page.getByText(notice)).toBeVisible();
  expect(WORDS.startsWith(await said(where))).toBe(true);
  await during?.();
  wire.mend();
  await expect(page.getByText(notice)).toHaveCount(0, { timeout: 30_000 });
  expect(WORDS.startsWith(await said(where))).toBe(true);
  await expect(where).toContainText("w40", { timeout: 30_000 });
  expect(await said(where)).toBe(WORDS);
}

const LOST = /Connection lost/;

async function startTestRun(page: Page) {
  await page.goto(`${wire.url}/app/${apps.flow.id}/orchestrate`);
  await page.getByRole("button", { name: "Test run" }).click();
  await page.getByLabel("Topic").fill("count slowly");
  await page.getByRole("button", { name: "Run", exact: true }).click();
  return page.getByRole("complementary", { name: "Test run" }).getByRole("tabpanel");
}

test("a test run reads on after the network came back", async ({ page }) => {
  const result = await startTestRun(page);
  await cutAndReadOn(page, result, LOST);
  await page.getByRole("tab", { name: /Tracing/ }).click();
  await expect(page.getByRole("tab", { name: /Tracing/ })).toContainText("3");
});

test("a session that ends during a run asks for the password and reads on", async ({ page, context }) => {
  const result = await startTestRun(page);
  await expect(result).toContainText("w3");
  await context.clearCookies();
  wire.cut();
  await expect(page.getByText(LOST)).toBeVisible();
  wire.mend();
  const dialog = page.getByRole("dialog", { name: "Your session ended" });
  await dialog.getByLabel("Password", { exact: true }).fill(OWNER.password);
  await dialog.getByRole("button", { name: "Sign in" }).click();
  await expect(dialog).toBeHidden();
  await expect(result).toContainText("w40", { timeout: 30_000 });
  expect(await said(result)).toBe(WORDS);
});

test("a preview reads on", async ({ page }) => {
  await page.goto(`${wire.url}/app/${apps.chat.id}/orchestrate`);
  await page.getByRole("button", { name: "Preview" }).click();
  const panel = page.getByRole("complementary", { name: "Preview" });
  await panel.getByRole("textbox", { name: "Write a message" }).fill("count slowly");
  await page.keyboard.press("Enter");
  await cutAndReadOn(page, panel.getByRole("article").last(), LOST);
});

test("a published chat reads on, also when the browser knows that it is offline", async ({ page, context }) => {
  await page.goto(`${wire.url}/chat/${apps.chat.code}`);
  await page.getByRole("button", { name: "Start conversation" }).click();
  await page.getByRole("textbox", { name: "Write a message" }).fill("count slowly");
  await page.keyboard.press("Enter");
  await cutAndReadOn(page, page.getByRole("article").last(), LOST, async () => {
    await context.setOffline(true);
    await context.setOffline(false);
  });
});

test("a published workflow reads on; a server that stays away leaves a way back", async ({ page }) => {
  await page.goto(`${wire.url}/workflow/${apps.flow.code}`);
  await page.getByLabel("Topic").fill("count slowly");
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await cutAndReadOn(page, page.getByRole("main"), LOST);
  wire.cut();
  await page.getByLabel("Topic").fill("another topic");
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await expect(page.getByRole("alert")).toContainText("cannot be reached");
  await expect(page.getByLabel("Topic")).toHaveValue("another topic");
  wire.mend();
  await page
    .getByRole("alert")
    .getByRole("button", { name: /Try again|Retry/ })
    .click();
  await expect(page.getByRole("main")).toContainText("another topic");
});
