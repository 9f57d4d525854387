import { expect, test, type Locator, type Page } from "@playwright/test";
import { fixture, startWorld, type World } from "./support/apps";
import { OWNER } from "./support/console";

/** The whole way with the keyboard alone: every step is reached by Tab. */

let world: World;

test.beforeAll(async ({ browser }) => {
  const context = await browser.newContext();
  world = await startWorld(context);
  await world.api(context).importApp(fixture("count-workflow.yml"));
  await context.close();
});
test.afterAll(() => world.stop());

/** Tab until the wanted thing has the focus; it must be seen to have it. */
async function tabTo(page: Page, wanted: Locator) {
  await expect(wanted).toBeVisible();
  for (let steps = 0; steps < 60; steps += 1) {
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error("Tab does not lead there");
}

test("sign in, open an app, run it, read its trace, publish", async ({ page }) => {
  await page.goto(`${world.url}/signin`);
  await tabTo(page, page.getByLabel("E-mail"));
  await page.keyboard.type(OWNER.email);
  await tabTo(page, page.getByLabel("Password", { exact: true }));
  await page.keyboard.type(OWNER.password);
  await page.keyboard.press("Enter");

  await tabTo(page, page.getByRole("link", { name: "Slow counter" }));
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/orchestrate$/);

  await tabTo(page, page.getByRole("button", { name: "Test run" }));
  await page.keyboard.press("Enter");
  const panel = page.getByRole("complementary", { name: "Test run" });
  await tabTo(page, panel.getByLabel("Topic"));
  await page.keyboard.type("a short word");
  await page.keyboard.press("Control+Enter");
  await expect(panel.getByRole("tab", { name: "Result" })).toHaveAttribute("aria-selected", "true");
  await expect(panel.getByText("a short word").first()).toBeVisible();

  await tabTo(page, panel.getByRole("tab", { name: "Result" }));
  await page.keyboard.press("End");
  await expect(panel.getByRole("tab", { name: /Tracing/ })).toHaveAttribute("aria-selected", "true");
  await tabTo(page, panel.getByRole("button", { name: /^Say/ }));
  await page.keyboard.press("Enter");
  await expect(panel.getByRole("heading", { name: "Output" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(panel).toHaveCount(0);

  await tabTo(page, page.getByRole("application", { name: "Graph" }));
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("complementary", { name: "Say" })).toBeVisible();
  await page.keyboard.press("Escape");

  await tabTo(page, page.getByRole("button", { name: "Publish", exact: true }));
  await page.keyboard.press("Space");
  await expect(page.getByText("Published", { exact: true })).toBeVisible();
  await tabTo(page, page.getByRole("link", { name: "Open web app" }));
});
