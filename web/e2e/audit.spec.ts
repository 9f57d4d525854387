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

test("the audit log tells who changed what, in both languages, and is narrowed", async ({ page, context }) => {
  const api = world.api(context);
  const app = await api.importApp(fixture("report-workflow.yml"));
  await api.call("PATCH", `/apps/${app}`, { name: "Monthly report" });
  for (let index = 0; index < 22; index++) await api.call("POST", "/apps", { name: `App ${index}`, mode: "workflow" });
  await page.goto(`${world.url}/apps?settings=audit`);
  const log = page.getByRole("list", { name: "Audit log" });
  await expect(log.getByText("created the app").first()).toBeVisible();
  await expect(page.getByText(/Page 1 of 2/)).toBeVisible();
  await expectAccessible(page, "audit log");
  await page.getByRole("dialog").getByRole("button", { name: "Next" }).click();
  await expect(page.getByText(/Page 2 of 2/)).toBeVisible();
  await page.getByRole("searchbox", { name: "Search by name" }).fill("Monthly");
  const entry = log.getByRole("listitem").filter({ hasText: "changed the info of the app" });
  await entry.getByText("“Monthly report”").click();
  await expect(entry.locator("del")).toHaveText("Weekly report");
  await expectAccessible(page, "audit entry");
  await page.getByRole("combobox", { name: "What" }).click();
  await page.getByRole("option", { name: "Members" }).click();
  await expect(page.getByText("No change matches")).toBeVisible();
  await page.getByRole("button", { name: "Clear filters" }).click();
  await api.call("PATCH", "/account", { language: "zh_Hans" });
  await page.reload();
  await expect(page.getByRole("list", { name: "审计日志" }).getByText("创建了应用").first()).toBeVisible();
});

test("apps get a picture, are counted by type, and a chat assistant becomes a chatflow", async ({ page, context }) => {
  const api = world.api(context);
  await api.call("PATCH", "/account", { language: "en_US" });
  await api.call("POST", "/apps", { name: "Concierge", mode: "chat" });
  await page.goto(`${world.url}/apps?q=Concierge`);
  await expect(page.getByRole("button", { name: "Chatbot 1" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Workflow 0" })).toBeVisible();
  await page.getByRole("button", { name: "Actions for Concierge" }).click();
  await page.getByRole("menuitem", { name: "Edit info" }).click();
  const edit = page.getByRole("dialog", { name: "Edit info" });
  await edit.getByRole("button", { name: "Icon" }).click();
  const picker = page.getByLabel("Upload a picture");
  await picker
    .and(page.locator("input"))
    .setInputFiles({ name: "a.txt", mimeType: "text/plain", buffer: Buffer.from("x") });
  await expect(page.getByRole("alert")).toContainText("at most 2 MB");
  await expectAccessible(page, "icon picker");
  const dot = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";
  await picker
    .and(page.locator("input"))
    .setInputFiles({ name: "dot.png", mimeType: "image/png", buffer: Buffer.from(dot, "base64") });
  await expect(edit.locator("img")).toBeVisible();
  await edit.getByRole("button", { name: "Save" }).click();
  await expect(edit).toBeHidden();
  await expect(page.getByRole("listitem").filter({ hasText: "Concierge" }).locator("img")).toBeVisible();
  await page.getByRole("button", { name: "Actions for Concierge" }).click();
  await page.getByRole("menuitem", { name: "Convert to workflow" }).click();
  const convert = page.getByRole("dialog", { name: "Convert Concierge" });
  await expectAccessible(page, "convert");
  await convert.getByRole("button", { name: "Convert" }).click();
  await expect(page).toHaveURL(/\/orchestrate/);
  await expect(page.getByText("Concierge (workflow)").first()).toBeVisible();
});
