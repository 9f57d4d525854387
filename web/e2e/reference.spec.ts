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

test("the API reference is read without signing in", async ({ page }) => {
  await page.goto(`${world.url}/reference`);
  await page.getByRole("textbox", { name: "Search operations" }).fill("chat-messages");
  const entry = page.getByRole("button", { name: /\/v1\/chat-messages Send a message/ });
  await entry.click();
  const body = page.getByRole("listitem").filter({ has: entry });
  await expect(body.getByText("conversation_id", { exact: true })).toBeVisible();
  await expect(body.getByText("Too many runs of this app at once")).toBeVisible();
  await expectAccessible(page, "API reference");
  await page.getByRole("textbox", { name: "Search operations" }).fill("nothing like this");
  await expect(page.getByText("No operation matches")).toBeVisible();
});

test("an app's API page tells the operations of its kind", async ({ page, context }) => {
  const api = world.api(context);
  await api.signIn();
  const flow = await api.importApp(fixture("count-workflow.yml"));
  const { id } = await api.call<{ id: string }>("POST", "/apps", { name: "Writer", mode: "completion" });
  await page.goto(`${world.url}/app/${id}/api`);
  await page.getByRole("button", { name: "Generate and stream" }).click();
  await expect(page.getByText("POST /v1/completion-messages")).toBeVisible();
  await expect(page.getByText('"query": "…"')).toBeVisible();
  await expect(page.getByText("response_mode", { exact: true })).toBeVisible();
  await expectAccessible(page, "API access of a text generator");
  await page.goto(`${world.url}/app/${flow}/api`);
  await expect(page.getByRole("button", { name: "Run the workflow" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Generate a text" })).toHaveCount(0);
});
