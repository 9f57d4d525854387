import { expect, test } from "@playwright/test";
import { startWorld, type World } from "./support/apps";
import { expectAccessible } from "./support/axe";
import { watchErrors } from "./support/console";

let world: World;

test.beforeAll(async ({ browser }) => {
  const context = await browser.newContext();
  world = await startWorld(context);
  await context.close();
});
test.afterAll(() => world.stop());
test.beforeEach(({ context }) => world.api(context).signIn());

test("a knowledge base is made from a file, found, and its document disabled and deleted", async ({ page }) => {
  const errors = watchErrors(page);
  await page.goto(`${world.url}/knowledge`);
  await expect(page.getByText("No knowledge base yet")).toBeVisible();
  await page.getByRole("link", { name: "From documents" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Create knowledge base" })).toBeVisible();
  const text = Buffer.from("The museum opens at nine.\n\n博物馆周一闭馆。\n\nTickets are six euros.");
  await page
    .locator("input[type=file]")
    .first()
    .setInputFiles([
      { name: "museum.txt", mimeType: "text/plain", buffer: text },
      { name: "plan.png", mimeType: "image/png", buffer: text },
    ]);
  await expect(page.getByText("This kind of file is not taken.")).toBeVisible();
  await page.getByRole("button", { name: "Next" }).click();

  const preview = page.getByRole("region", { name: "Chunk preview" });
  await expect(preview.getByText("博物馆周一闭馆。")).toBeVisible();
  await expect(preview.getByText("about 3 chunks")).toBeVisible();
  await page.getByLabel("Separator", { exact: true }).fill("six");
  await expect(preview.getByText("about 2 chunks")).toBeVisible();
  await page.getByRole("button", { name: "Reset to the defaults" }).click();
  await expect(preview.getByText("about 3 chunks")).toBeVisible();
  await expect(page.getByRole("radio", { name: /Economical/ })).toBeChecked();
  await expectAccessible(page, "processing");
  await page.getByRole("textbox", { name: "Name" }).fill("Museum");
  await page.getByRole("button", { name: "Save and process" }).click();

  await expect(page.getByText("Everything is through and can be searched.")).toBeVisible();
  await expect(page.getByRole("listitem").filter({ hasText: "museum.txt" })).toContainText("3 chunks");
  await page.getByRole("link", { name: "Go to documents" }).click();
  const row = page.getByRole("row").filter({ hasText: "museum.txt" });
  await expect(row).toContainText("Available");
  await expectAccessible(page, "documents");
  await row.getByRole("switch").click();
  await expect(row).toContainText("Disabled");
  await row.getByRole("link", { name: "museum.txt" }).press("e");
  await expect(row).toContainText("Available");
  await row.getByRole("checkbox").click();
  const bar = page.getByRole("region", { name: "1 chosen" });
  await bar.getByRole("button", { name: "Delete" }).click();
  const question = page.getByRole("dialog", { name: "Delete museum.txt?" });
  await question.getByRole("button", { name: "Delete" }).click();
  await expect(page.getByText("No documents yet")).toBeVisible();

  await page.getByRole("link", { name: "All knowledge bases" }).click();
  await page.getByRole("searchbox", { name: "Search knowledge bases" }).fill("muse");
  await expect(page).toHaveURL(/q=muse/);
  const card = page.getByRole("main").getByRole("listitem").filter({ hasText: "Museum" });
  await expect(card).toContainText("0 documents");
  await expect(card).toContainText("Only me");
  await expectAccessible(page, "knowledge bases");
  expect(errors).toEqual([]);
});

test("fields, values and settings of a knowledge base are kept", async ({ page, context }) => {
  const api = world.api(context);
  const made = await api.call<{ dataset: { id: string } }>("POST", "/datasets/init", {
    name: "Tours",
    text: { name: "Evening tour", text: "It begins at six." },
    indexing_technique: "economy",
  });
  const base = `${world.url}/knowledge/${made.dataset.id}`;
  const errors = watchErrors(page);
  await page.goto(`${base}/metadata`);
  await page.getByRole("button", { name: "New field" }).click();
  const dialog = page.getByRole("dialog", { name: "New field" });
  await dialog.getByRole("textbox", { name: "Name" }).fill("Due date");
  await expect(dialog.getByText("Only a-z, 0-9 and _")).toBeVisible();
  await dialog.getByRole("textbox", { name: "Name" }).fill("guide");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("cell", { name: "guide", exact: true })).toBeVisible();

  await page.getByRole("link", { name: "Documents" }).click();
  const row = page.getByRole("row").filter({ hasText: "Evening tour" });
  await expect(row).toContainText("Available");
  await row.getByRole("button", { name: "Menu of Evening tour" }).click();
  await page.getByRole("menuitem", { name: "Metadata" }).click();
  const values = page.getByRole("dialog", { name: "Edit metadata" });
  await values.getByRole("button", { name: "Add field" }).click();
  await page.getByRole("option", { name: /guide/ }).click();
  await values.getByRole("textbox", { name: "guide" }).fill("Lin");
  await expectAccessible(page, "values");
  await values.getByRole("button", { name: "Save" }).click();
  await expect(values).toBeHidden();

  await page.getByRole("link", { name: "Settings" }).click();
  await page.getByRole("textbox", { name: "Description" }).fill("Guided tours of the museum");
  await page.getByRole("radio", { name: "All members" }).click();
  await expect(page.getByText("2 changes")).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollHeight - innerHeight)).toBe(0);
  await expectAccessible(page, "settings");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("2 changes")).toBeHidden();
  const kept = await api.call<object>("GET", `/datasets/${made.dataset.id}`);
  expect(kept).toMatchObject({ description: "Guided tours of the museum", permission: "all_team_members" });
  const { data } = await api.call<{ data: { doc_metadata: object[] }[] }>(
    "GET",
    `/datasets/${made.dataset.id}/documents`,
  );
  expect(data[0]?.doc_metadata).toMatchObject([{ name: "guide", value: "Lin" }]);
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox").fill("@kb tour");
  await expect(page.getByRole("option", { name: /Tours/ })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/documents$/);
  expect(errors).toEqual([]);
});
