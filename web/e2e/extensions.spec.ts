import { expect, test } from "@playwright/test";
import { startWorld, type World } from "./support/apps";
import { expectAccessible } from "./support/axe";
import { startShop } from "./support/shop";

let world: World;
let shop: Awaited<ReturnType<typeof startShop>>;

test.beforeAll(async ({ browser }) => {
  const context = await browser.newContext();
  shop = await startShop();
  world = await startWorld(context, "en_US", { TENON_OUTBOUND_ALLOW_PRIVATE: "true" });
  await context.close();
});
test.afterAll(async () => {
  await Promise.all([world.stop(), shop.stop()]);
});
test.beforeEach(({ context }) => world.api(context).signIn());

test("an API extension is registered after its ping, changed and deleted", async ({ page }) => {
  await page.goto(`${world.url}/apps?settings=extensions`);
  await expect(page.getByText("No API extension yet")).toBeVisible();
  await expectAccessible(page, "no extensions");
  await page.getByRole("button", { name: "Add API extension" }).click();
  const dialog = page.getByRole("dialog", { name: "Add API extension" });
  await dialog.getByRole("button", { name: "Ping and save" }).click();
  await expect(dialog.getByRole("alert")).toHaveCount(3);
  await dialog.getByLabel("Name", { exact: true }).fill("Word list");
  await dialog.getByLabel("API endpoint").fill(`${shop.url}/extension`);
  await dialog.getByLabel("API key").fill("wrong-key");
  await dialog.getByRole("button", { name: "Ping and save" }).click();
  await expect(dialog.getByText(/It was not saved/)).toBeVisible();
  await expect(dialog.getByLabel("API endpoint")).toHaveAttribute("aria-invalid", "true");
  await expectAccessible(page, "refused extension");
  await dialog.getByLabel("API key").fill("extension-key");
  await dialog.getByRole("button", { name: "Ping and save" }).click();
  await expect(dialog).toBeHidden();
  await page.getByRole("button", { name: "Edit Word list" }).click();
  const edit = page.getByRole("dialog", { name: "Edit API extension" });
  await expect(edit.getByLabel("API key")).not.toHaveValue("extension-key");
  await edit.getByLabel("Name", { exact: true }).fill("Words");
  await edit.getByRole("button", { name: "Ping and save" }).click();
  await expect(edit).toBeHidden();
  await page.getByRole("button", { name: "Delete Words" }).click();
  await page.getByRole("dialog", { name: "Delete Words?" }).getByRole("button", { name: "Delete" }).click();
  await expect(page.getByText("No API extension yet")).toBeVisible();
});
