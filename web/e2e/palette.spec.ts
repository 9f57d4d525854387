import { expect, test } from "@playwright/test";
import { fixture, startWorld, type World } from "./support/apps";
import { expectAccessible } from "./support/axe";

let world: World;

test.beforeAll(async ({ browser }) => {
  const context = await browser.newContext();
  world = await startWorld(context);
  await context.close();
});
test.afterAll(() => world.stop());
test.beforeEach(({ context }) => world.api(context).signIn());

test("Ctrl+K goes to apps, pages, settings, templates and actions by keyboard", async ({ page, context }) => {
  const app = await world.api(context).importApp(fixture("report-workflow.yml"));
  await page.goto(`${world.url}/apps`);
  await expect(page.getByRole("heading", { level: 1, name: "Studio" })).toBeVisible();
  const field = page.getByRole("combobox", { name: "Go to anything" });
  const ask = async (typed: string, option: RegExp) => {
    await page.keyboard.press("Control+k");
    await field.fill(typed);
    await expect(page.getByRole("option", { name: option }).first()).toHaveAttribute("aria-selected", "true");
    await page.keyboard.press("Enter");
    await expect(field).toBeHidden();
  };
  await ask("weekly", /Weekly report/);
  await expect(page).toHaveURL(new RegExp(`/app/${app}/orchestrate`));
  await ask("/ logs", /^Logs/);
  await expect(page).toHaveURL(new RegExp(`/app/${app}/logs`));
  await ask("@settings memb", /Members/);
  await expect(page.getByRole("dialog", { name: "Settings" }).getByText("owner@example.com")).toBeVisible();
  await page.keyboard.press("Escape");
  await ask("/dark", /Theme: Dark/);
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await page.keyboard.press("Control+k");
  await field.fill("xyz no such thing");
  await expect(page.getByText("Nothing found")).toBeVisible();
  await field.fill("@template ");
  await expect(page.getByRole("group", { name: "Templates" })).toBeVisible();
  await expectAccessible(page, "palette");
  const name = (await page.getByRole("option").first().innerText()).split("\n")[1] ?? "";
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog", { name })).toBeVisible();
  await expect(page).toHaveURL(/\/apps$/);
  await page.keyboard.press("Escape");
  await ask("/ import", /Import a DSL file/);
  await expect(page.getByRole("dialog", { name: /Import/ })).toBeVisible();
});
