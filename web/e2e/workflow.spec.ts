import { expect, test } from "@playwright/test";
import { card, expectState, fixture, startWorld, type World } from "./support/apps";
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

test.beforeEach(async ({ context }) => {
  await world.api(context).signIn();
});

test("a workflow is drawn, runs with live states, and its trace tells every step", async ({ page }) => {
  const errors = watchErrors(page);
  await page.goto(`${world.url}/app/${appId}/orchestrate`);
  await expect(page.getByRole("heading", { name: "Weekly report" })).toBeVisible();

  await page.getByRole("button", { name: "Test run" }).click();
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await expect(page.getByText("Fill in this field.").first()).toBeVisible();
  await page.getByLabel("Team").fill("Tools");
  await page.getByLabel("Notes").fill("- shipped the canvas\n- fixed exports");
  await page.getByRole("button", { name: "Run", exact: true }).click();

  const panel = page.getByRole("complementary", { name: "Test run" });
  await expect(panel.getByRole("heading", { name: "shipped the canvas" })).toBeVisible();
  await expect(panel.getByText("works").first()).toBeVisible();

  await panel.getByRole("tab", { name: "Detail" }).click();
  await expect(panel.getByText("Succeeded")).toBeVisible();
  await panel.getByRole("tab", { name: /Tracing/ }).click();
  await panel.getByRole("button", { name: "Round 2" }).click();
  await panel.getByRole("button", { name: /Write section/ }).click();
  await expect(panel.getByText("It **works** now.").first()).toBeVisible();
  expect(errors).toEqual([]);
});

test("cards show states of a run, rounds can be paged, the keyboard walks the graph", async ({ page }) => {
  await page.goto(`${world.url}/app/${appId}/orchestrate`);
  const canvas = page.getByRole("application", { name: "Graph" });
  await page.getByRole("button", { name: "Test run" }).click();
  await page.getByLabel("Team").fill("Tools");
  await page.getByLabel("Notes").fill("one\ntwo\nthree");
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await expect(page.getByRole("tab", { name: /Tracing/ })).toContainText(/1[0-9]/);
  await page.getByRole("complementary", { name: "Test run" }).getByRole("button", { name: "Close" }).click();

  await canvas.focus();
  await page.keyboard.press("Home");
  await expectState(page, "Start", "succeeded");
  for (let step = 0; step < 3; step += 1) await page.keyboard.press("ArrowRight");
  await expect(page.locator(".nd-frame")).toHaveAttribute("data-selected");
  await expect(page.locator(".nd-rounds")).toContainText("3 / 3");
  await page.getByRole("button", { name: "Round before" }).click();
  await expect(page.locator(".nd-rounds")).toContainText("2 / 3");
  await page.keyboard.press("Escape");

  await canvas.focus();
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  const panel = page.getByRole("complementary").filter({ hasText: "Split notes" });
  await expect(panel.getByText("def main(notes: str)")).toBeVisible();
  await panel.getByRole("tab", { name: "Last run" }).click();
  await expect(panel.getByText('"three"')).toBeVisible();
});

test("the untaken branch is dimmed, and a past run can be opened again", async ({ page }) => {
  await page.goto(`${world.url}/app/${appId}/orchestrate`);
  await page.getByRole("button", { name: "Test run" }).click();
  await page.getByLabel("Team").fill("Quiet");
  await page.getByLabel("Notes").fill("-");
  await page.getByRole("button", { name: "Run", exact: true }).click();
  const panel = page.getByRole("complementary", { name: "Test run" });
  await expect(panel.getByText("Nothing to report this week.").first()).toBeVisible();
  const outline = page.getByRole("navigation", { name: "Outline" });
  await page.getByRole("button", { name: "Outline" }).click();
  // A canvas that is still fitting its graph may move on after the first click.
  const look = async (title: string) => {
    await outline.getByRole("button", { name: title }).click();
    await expect(card(page, title)).toBeVisible({ timeout: 3000 });
  };
  await expect(() => look("Nothing new")).toPass({ timeout: 20_000 });
  await expectState(page, "Nothing new", "succeeded");
  await expect(() => look("Join sections")).toPass({ timeout: 20_000 });
  await expectState(page, "Join sections", "skipped");
  await page.keyboard.press("Escape");

  await page.getByRole("button", { name: "History" }).click();
  await page
    .getByRole("button", { name: /Run #\d+/ })
    .first()
    .click();
  await expect(page.getByText(/You are looking at Run #\d+\./)).toBeVisible();
  await outline.getByRole("button", { name: "Split notes" }).click();
  await page.getByRole("tab", { name: "Last run" }).click();
  await expect(page.getByRole("treeitem").filter({ hasText: /notes:\s*"-"/ })).toBeVisible();
  await page.getByRole("button", { name: "Back to draft" }).click();
  await expect(page.getByText("You are looking at")).toHaveCount(0);
});

test("a failing model names the node, and the way to it", async ({ page }) => {
  await page.goto(`${world.url}/app/${appId}/orchestrate`);
  await page.getByRole("button", { name: "Test run" }).click();
  await page.getByLabel("Team").fill("Tools");
  await page.getByLabel("Notes").fill("boom");
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await expect(page.getByText("Write section failed")).toBeVisible({ timeout: 30_000 });
  await page.getByRole("button", { name: "Show node" }).click();
  await expect(card(page, "Write section")).toHaveAttribute("data-selected");
  await expectState(page, "Write section", "failed");
});

test("published, the workflow runs on its own page and is found again after a reload", async ({ page, context }) => {
  await page.goto(`${world.url}/app/${appId}/orchestrate`);
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  await expect(page.getByText("Published", { exact: true })).toBeVisible();
  const link = await page.getByRole("link", { name: "Open web app" }).getAttribute("href");
  expect(link).toMatch(/^\/workflow\/\w+$/);

  const visitor = await context.browser()?.newContext();
  const site = await visitor!.newPage();
  const errors = watchErrors(site);
  await site.goto(`${world.url}${link}?team=Visitors&tone=loud&length=many&nobody=x`);
  await expect(site.getByRole("heading", { name: "Weekly report" })).toBeVisible();
  await expect(site.getByLabel("Team")).toHaveValue("Visitors");
  await expect(site.getByLabel("Tone")).toHaveValue("plain");
  await expect(site.getByLabel("Words per section")).toHaveValue("40");
  await site.getByLabel("Notes").fill("shipped pages");
  await site.getByRole("button", { name: "Run", exact: true }).click();
  await expect(site.getByRole("heading", { name: "shipped pages" })).toBeVisible();
  await site.reload();
  await expect(site.getByRole("heading", { name: "shipped pages" })).toBeVisible();
  expect(errors).toEqual([]);
  await visitor?.close();
});
