import { expect, test } from "@playwright/test";
import { readFileSync } from "node:fs";
import { fixture, startWorld, type World } from "./support/apps";
import { expectAccessible } from "./support/axe";

let world: World;
const csv = (text: string) => ({ name: "pairs.csv", mimeType: "text/csv", buffer: Buffer.from(text) });

test.beforeAll(async ({ browser }) => {
  const context = await browser.newContext();
  world = await startWorld(context);
  await world.api(context).connectEmbedding();
  await context.close();
});
test.afterAll(() => world.stop());
test.beforeEach(({ context }) => world.api(context).signIn());

test("annotations are added, imported, changed, exported and answer instead of the model", async ({
  page,
  context,
}) => {
  const app = await world.api(context).importApp(fixture("travel-chatflow.yml"));
  await page.goto(`${world.url}/app/${app}/orchestrate`);
  await page.getByRole("link", { name: "Annotations" }).click();
  await expect(page.getByText("No annotations yet")).toBeVisible();
  await expectAccessible(page, "no annotations");

  await page.getByRole("button", { name: "Add annotation" }).first().click();
  const add = page.getByRole("dialog", { name: "Add annotation" });
  await add.getByRole("button", { name: "Add", exact: true }).click();
  await expect(add.getByText("Fill this in.")).toHaveCount(2);
  await add.getByLabel("Question").fill("When is the office open?");
  await add.getByLabel("Answer").fill("From nine to five.");
  await add.getByRole("button", { name: "Add", exact: true }).click();
  const table = page.getByRole("table", { name: "Annotations" });
  await expect(table.getByRole("row")).toHaveCount(2);

  await page.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: "Import CSV" }).click();
  const bring = page.getByRole("dialog", { name: "Import annotations" });
  await bring.locator("input[type=file]").setInputFiles(csv("question,answer\nWho are you?,Tenon\nno answer,\n"));
  await bring.getByRole("button", { name: "Import", exact: true }).click();
  await expect(bring.getByText(/Line 3 of the file/)).toBeVisible();
  await expectAccessible(page, "broken import");
  const rows = Array.from({ length: 30 }, (_, index) => `Question ${index + 1},Answer ${index + 1}`).join("\n");
  await bring.locator("input[type=file]").setInputFiles(csv(`question,answer\n${rows}\n`));
  await bring.getByRole("button", { name: "Import", exact: true }).click();
  await expect(bring.getByText("30 annotations are imported.")).toBeVisible();
  await bring.getByRole("button", { name: "Close" }).last().click();
  await expect(page.getByText("Page 1 of 4")).toBeVisible();
  await page.getByRole("button", { name: "Next" }).click();
  await expect(page.getByText("Page 2 of 4")).toBeVisible();
  await page.getByRole("searchbox", { name: "Search annotations" }).fill("office");
  await expect(table.getByRole("row")).toHaveCount(2);

  await page.getByRole("switch", { name: "Annotation reply" }).click();
  const reply = page.getByRole("dialog", { name: "Annotation reply" });
  await reply.getByRole("button", { name: "Switch on" }).click();
  await expect(reply.getByText("Choose an embedding model.")).toBeVisible();
  await reply.getByRole("combobox", { name: "Embedding model" }).click();
  await page.getByRole("option", { name: /scripted-embedding/ }).click();
  await expectAccessible(page, "annotation reply");
  await reply.getByRole("button", { name: "Switch on" }).click();
  await expect(reply).toBeHidden();
  await expect(page.getByRole("switch", { name: "Annotation reply" })).toBeChecked();
  await expect(page.getByText("The questions are being embedded…")).toBeHidden();

  await page.getByRole("link", { name: "Orchestrate" }).click();
  await page.getByRole("button", { name: "Preview", exact: true }).click();
  await page.getByRole("textbox", { name: /Write a message/ }).fill("When is the office open?");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("article").getByText("From nine to five.")).toBeVisible();
  await page.getByRole("button", { name: "Annotate" }).click();
  const same = page.getByRole("dialog", { name: "Annotation of this answer" });
  await expect(same.getByText(/Answered from an annotation/)).toBeVisible();
  await same.getByLabel("Answer").fill("From nine to six.");
  await same.getByRole("button", { name: "Save" }).click();
  await expect(same).toBeHidden();

  await page.getByRole("link", { name: "Annotations" }).click();
  await page.getByRole("searchbox", { name: "Search annotations" }).fill("office");
  await expect(table.getByRole("row")).toHaveCount(2);
  await table.getByRole("button", { name: "When is the office open?" }).click();
  const panel = page.getByRole("complementary", { name: "Annotation" });
  await expect(panel.getByLabel("Answer")).toHaveValue("From nine to six.");
  await panel.getByRole("tab", { name: /Hit history/ }).click();
  await expect(panel.getByText("As it was then")).toBeVisible();
  await expect(panel.getByText("Score 1.00")).toBeVisible();
  await expectAccessible(page, "hit history");
  await panel.getByRole("tab", { name: "Edit" }).click();
  await panel.getByRole("button", { name: "Delete" }).click();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(table.getByRole("row")).toHaveCount(2);

  await page.getByRole("button", { name: "More actions" }).click();
  const saved = page.waitForEvent("download");
  await page.getByRole("menuitem", { name: "Export as CSV" }).click();
  expect(readFileSync(await (await saved).path(), "utf8")).toContain("From nine to six.");
  await page.getByRole("switch", { name: "Annotation reply" }).click();
  await expect(page.getByRole("switch", { name: "Annotation reply" })).not.toBeChecked();
  await page.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: "Delete all" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete all" }).click();
  await expect(page.getByText(/No annotation matches|No annotations yet/)).toBeVisible();
});
