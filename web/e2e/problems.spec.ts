import { expect, test } from "@playwright/test";
import { card, fixture, startWorld, type World } from "./support/apps";
import { expectAccessible } from "./support/axe";

let world: World;

test.beforeAll(async ({ browser }) => {
  const context = await browser.newContext();
  world = await startWorld(context);
  await context.close();
});
test.afterAll(() => world.stop());
test.beforeEach(({ context }) => world.api(context).signIn());

const LOOSE =
  "      - { id: e2, type: custom, source: say, target: end, sourceHandle: source, targetHandle: target }\n";

test("an error is counted, located and keeps the draft from being published", async ({ page, context }) => {
  const yaml = fixture("count-workflow.yml").replace("name: scripted,", 'name: "",');
  const id = await world.api(context).importApp(yaml);
  await page.goto(`${world.url}/app/${id}/orchestrate`);
  await page.getByRole("button", { name: "1 problem" }).click();
  const panel = page.getByRole("complementary", { name: "Problems" });
  await expect(panel.getByText("No model is chosen.")).toBeVisible();
  await expect(panel.getByRole("alert")).toContainText("keeps the draft from being published");
  await panel.getByRole("button", { name: "Locate" }).click();
  await expect(card(page, "Say")).toHaveAttribute("data-selected");
  const publish = page.getByRole("button", { name: "Publish", exact: true });
  await expect(publish).toHaveAttribute("aria-disabled", "true");
  await publish.focus();
  await expect(page.getByRole("tooltip")).toContainText("1 error keeps the draft from being published");
  await expectAccessible(page, "list of problems");
});

test("a warning is told and does not stand in the way", async ({ page, context }) => {
  const id = await world.api(context).importApp(fixture("count-workflow.yml").replace(LOOSE, ""));
  await page.goto(`${world.url}/app/${id}/orchestrate`);
  await page.getByRole("button", { name: "1 problem" }).click();
  await expect(page.getByText("Nothing leads to this node, so it never runs.")).toBeVisible();
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  await expect(page.getByText("Published", { exact: true })).toBeVisible();
});

test("a draft without problems shows no count", async ({ page, context }) => {
  const id = await world.api(context).importApp(fixture("count-workflow.yml"));
  const checked = page.waitForResponse(/workflows\/check$/);
  await page.goto(`${world.url}/app/${id}/orchestrate`);
  await checked;
  await expect(card(page, "Say")).toBeVisible();
  await expect(page.getByRole("button", { name: /problem/ })).toHaveCount(0);
});
