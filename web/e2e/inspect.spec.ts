import { expect, test } from "@playwright/test";
import { fixture, startWorld, type World } from "./support/apps";
import { expectAccessible } from "./support/axe";
import { watchErrors } from "./support/console";

let world: World;
let appId: string;

test.beforeAll(async ({ browser }) => {
  const context = await browser.newContext();
  world = await startWorld(context);
  appId = await world.api(context).importApp(fixture("report-workflow.yml"));
  await context.close();
});
test.afterAll(() => world.stop());

test("a node runs alone with given values, and the inspector's values feed the next one", async ({ page, context }) => {
  const errors = watchErrors(page);
  await world.api(context).signIn();
  await page.goto(`${world.url}/app/${appId}/orchestrate`);

  const canvas = page.getByRole("application", { name: "Graph" });
  await canvas.focus();
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  const panel = page.getByRole("complementary", { name: "Split notes" });
  await panel.getByRole("button", { name: "Run this step" }).first().click();
  const form = panel.getByRole("region", { name: "Values for this run" });
  await form.getByLabel("Start › notes").fill("- one\n- two");
  await form.getByRole("button", { name: "Run", exact: true }).click();
  await expect(panel.getByRole("treeitem").filter({ hasText: '"two"' })).toBeVisible();
  await expect(panel.getByText("Succeeded")).toBeVisible();

  await page.keyboard.press("Alt+I");
  const inspector = page.getByRole("region", { name: "Variable inspector" });
  await inspector.getByRole("button", { name: /^count/ }).click();
  await inspector.getByRole("button", { name: "Edit", exact: true }).click();
  await inspector.getByLabel("New value of count").fill("many");
  await inspector.getByRole("button", { name: "Save" }).click();
  await expect(inspector.getByText("Write a number.")).toBeVisible();
  await inspector.getByLabel("New value of count").fill("0");
  await inspector.getByRole("button", { name: "Save" }).click();
  await expect(inspector.getByRole("button", { name: "Revert" })).toBeVisible();

  await expectAccessible(page, "the inspector");

  // What was set by hand decides the way of the next node; nothing is asked for.
  await canvas.focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Alt+Enter");
  const next = page.getByRole("complementary", { name: "Anything to report?" });
  await expect(next.getByText("Way out: false")).toBeVisible();
  await inspector.getByRole("button", { name: "Revert" }).click();
  await expect(inspector.getByRole("button", { name: "Revert" })).toHaveCount(0);
  await next.getByRole("button", { name: "Run this step" }).last().click();
  await expect(next.getByText("Way out: true")).toBeVisible();

  await inspector.getByRole("button", { name: "Reset all" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Reset all" }).click();
  await expect(inspector.getByText("No values yet.")).toBeVisible();
  expect(errors).toEqual([]);
});
