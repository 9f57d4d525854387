import { expect, test } from "@playwright/test";
import { card, startWorld, type World } from "./support/apps";
import { expectAccessible } from "./support/axe";

let world: World;

test.beforeAll(async ({ browser }) => {
  const context = await browser.newContext();
  world = await startWorld(context);
  await context.close();
});
test.afterAll(() => world.stop());
test.beforeEach(({ context }) => world.api(context).signIn());

test("an app is made from a template of the gallery", async ({ page }) => {
  await page.goto(`${world.url}/apps`);
  await page.getByRole("button", { name: "Create app" }).click();
  await page.getByRole("menuitem", { name: "From template" }).click();
  const gallery = page.getByRole("dialog", { name: "Start from a template" });
  await gallery.getByRole("button", { name: "Writing", exact: true }).click();
  await expect(gallery.getByRole("button", { name: "Long article" })).toBeVisible();
  await expect(gallery.getByRole("button", { name: "Code review" })).toHaveCount(0);
  await gallery.getByRole("textbox", { name: "Search templates" }).fill("nothing like this");
  await gallery.getByRole("button", { name: "Clear filters" }).click();
  await expectAccessible(page, "template gallery");
  await gallery.getByRole("button", { name: "Both sides" }).click();
  const detail = page.getByRole("dialog", { name: "Both sides" });
  await expect(detail.getByRole("img", { name: "Steps of Both sides" })).toBeVisible();
  await expectAccessible(page, "template detail");
  await detail.getByRole("textbox", { name: "Name" }).fill("Decide well");
  await detail.getByRole("button", { name: "Create from template" }).click();
  await expect(page).toHaveURL(/\/app\/[^/]+\/orchestrate/);
  await expect(card(page, "In favour")).toBeVisible();
  await expect(page.getByText("Decide well").first()).toBeVisible();
});
