import { expect, test } from "@playwright/test";
import { fixture, startWorld, type World } from "./support/apps";
import { expectAccessible } from "./support/axe";

/** Screens of the app page and the published pages, light and dark. */

let world: World;
let flow: { id: string; code: string };
let chat: { id: string; code: string };

test.beforeAll(async ({ browser }) => {
  const context = await browser.newContext();
  world = await startWorld(context);
  const api = world.api(context);
  const add = async (file: string) => {
    const id = await api.importApp(fixture(file));
    await api.call("POST", `/apps/${id}/workflows/publish`, {});
    const app = await api.call<{ site: { code: string } }>("GET", `/apps/${id}`);
    return { id, code: app.site.code };
  };
  flow = await add("report-workflow.yml");
  chat = await add("travel-chatflow.yml");
  await context.close();
});
test.afterAll(() => world.stop());

for (const theme of ["light", "dark"] as const) {
  test.describe(`${theme}`, () => {
    test.use({ colorScheme: theme });

    test("the app page in all its states", async ({ page, context }) => {
      await world.api(context).signIn();
      await world.api(context).call("PATCH", "/account", { theme });
      await page.goto(`${world.url}/app/${flow.id}/orchestrate`);
      await expect(page.locator("html")).toHaveAttribute("data-theme", theme);
      await page.getByRole("button", { name: "Test run" }).click();
      await page.getByLabel("Team").fill("Tools");
      await page.getByLabel("Notes").fill("one\ntwo");
      await expectAccessible(page, "form of the test run");
      await page.getByRole("button", { name: "Run", exact: true }).click();
      const panel = page.getByRole("complementary", { name: "Test run" });
      await expect(panel.getByRole("heading", { name: "two" })).toBeVisible({ timeout: 30_000 });
      await expectAccessible(page, "result");
      await panel.getByRole("tab", { name: "Detail" }).click();
      await expectAccessible(page, "detail of a run");
      await panel.getByRole("tab", { name: /Tracing/ }).click();
      await panel.getByRole("button", { name: /Each note/ }).click();
      await expectAccessible(page, "trace");
      await page.getByRole("button", { name: "Outline" }).click();
      await page.getByRole("navigation", { name: "Outline" }).getByRole("button", { name: "Split notes" }).click();
      await expect(page.getByRole("complementary", { name: "Split notes" })).toBeVisible();
      await expectAccessible(page, "node panel with outline");
      await page.getByRole("button", { name: "History" }).click();
      await page
        .getByRole("button", { name: /Run #\d+/ })
        .first()
        .click();
      await expect(page.getByText(/You are looking at/)).toBeVisible();
      await expectAccessible(page, "replay of a run");
      await page.goto(`${world.url}/app/${chat.id}/orchestrate`);
      await page.getByRole("button", { name: "Preview" }).click();
      const preview = page
        .getByRole("complementary", { name: "预览" })
        .or(page.getByRole("complementary", { name: "Preview" }));
      await preview.getByRole("textbox", { name: "Write a message" }).fill("三天怎么玩京都？");
      await page.keyboard.press("Enter");
      await expect(preview.getByRole("article").getByText("竹林")).toBeVisible();
      await expectAccessible(page, "preview");
    });

    test("published pages", async ({ page }) => {
      await page.goto(`${world.url}/workflow/${flow.code}`);
      await page.getByLabel("Team").fill("Tools");
      await page.getByLabel("Notes").fill("one");
      await expectAccessible(page, "published workflow");
      await page.getByRole("button", { name: "Run", exact: true }).click();
      await expect(page.getByRole("main").getByRole("heading", { name: "one" })).toBeVisible({ timeout: 30_000 });
      await expectAccessible(page, "result of a published workflow");
      await page.goto(`${world.url}/chat/${chat.code}`);
      await expect(page.getByRole("button", { name: "Start conversation" })).toBeVisible();
      await expectAccessible(page, "start of a published chat");
      await page.getByRole("button", { name: "Start conversation" }).click();
      await page.getByRole("textbox", { name: "Write a message" }).fill("三天怎么玩京都？");
      await page.keyboard.press("Enter");
      await expect(page.getByRole("article").getByText("竹林")).toBeVisible();
      await expectAccessible(page, "published chat");
      await page.goto(`${world.url}/chat/nosuchcode`);
      await expect(page.getByRole("heading", { name: "This app is not available" })).toBeVisible();
      await expectAccessible(page, "unavailable page");
    });
  });
}
