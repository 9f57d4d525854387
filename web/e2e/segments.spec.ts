import { expect, test } from "@playwright/test";
import { fixture, startWorld, type World } from "./support/apps";
import { expectAccessible } from "./support/axe";
import { watchErrors } from "./support/console";

type Added = { dataset: { id: string }; documents: { id: string }[]; batch: string };
type Chunks = { data: { id: string; position: number; content: string }[] };

let world: World;
let base: string;
let chunks: string;

test.beforeAll(async ({ browser }) => {
  const context = await browser.newContext();
  world = await startWorld(context);
  const api = world.api(context);
  const made = await api.call<Added>("POST", "/datasets/init", {
    name: "Park guide",
    text: { name: "Rules of the park", text: "Dogs stay on the lead.\n\nThe gate opens at nine.\n\n公园周一闭园。" },
    indexing_technique: "economy",
    process_rule: {
      mode: "custom",
      rules: { pre_processing_rules: [], segmentation: { separator: "\n\n", max_tokens: 100, chunk_overlap: 0 } },
    },
  });
  base = made.dataset.id;
  chunks = `/datasets/${base}/documents/${made.documents[0]?.id}/segments`;
  await expect.poll(async () => (await api.call<Chunks>("GET", chunks)).data.length).toBe(3);
  await context.close();
});
test.afterAll(() => world.stop());
test.beforeEach(({ context }) => world.api(context).signIn());

test("a chunk is edited beside somebody else, found by its new words, and reached again", async ({ page, context }) => {
  const errors = watchErrors(page);
  await page.goto(`${world.url}/knowledge/${base}/documents`);
  await page.getByRole("link", { name: "Rules of the park" }).click();
  const list = page.getByRole("list", { name: "Chunks" });
  await expect(list.getByRole("listitem")).toHaveCount(3);
  await page.getByRole("button", { name: "Open chunk #002" }).click();
  const panel = page.getByRole("complementary", { name: "Chunk #002" });
  const text = panel.getByRole("textbox", { name: "Text" });
  await expect(text).toHaveValue("The gate opens at nine.");
  await expectAccessible(page, "document and chunk");

  const api = world.api(context);
  const second = (await api.call<Chunks>("GET", chunks)).data[1];
  await api.call("PATCH", `${chunks}/${second?.id}`, { content: "The gate opens at ten." });
  await text.fill("The gate closes at sunset.");
  await text.press("Control+s");
  await expect(panel.getByText("Somebody else saved this chunk meanwhile")).toBeVisible();
  await expect(panel.getByRole("region", { name: "Saved by somebody else" })).toContainText("opens at ten");
  await expect(text).toHaveValue("The gate closes at sunset.");
  await panel.getByRole("button", { name: "Go on with mine" }).click();
  await text.press("Control+s");
  await expect(list.getByRole("listitem").nth(1)).toContainText("closes at sunset");
  await expect(list.getByRole("listitem").nth(1)).toContainText("Edited");
  await text.press("Alt+ArrowDown");
  await expect(page.getByRole("complementary", { name: "Chunk #003" })).toBeVisible();

  await page.getByRole("link", { name: "Retrieval test" }).click();
  await page.getByRole("textbox", { name: "Question" }).fill("When is sunset at the gate?");
  await page.getByRole("button", { name: "Test", exact: true }).click();
  const first = page.getByRole("article", { name: "Result 1" });
  await expect(first.locator("mark", { hasText: "sunset" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Ask again: When is sunset at the gate?" })).toBeVisible();
  await expectAccessible(page, "retrieval test");
  await first.getByRole("link", { name: "Go to the chunk" }).click();
  await expect(panel.getByRole("textbox", { name: "Text" })).toHaveValue("The gate closes at sunset.");
  await page.getByRole("link", { name: "API access" }).click();
  await expect(page.getByText(`/v1/datasets/${base}/retrieve`).first()).toBeVisible();
  await expectAccessible(page, "API of a base");
  // The answer to the save that came too late.
  expect(errors.filter((one) => !one.includes("409"))).toEqual([]);
});

test("a node searches a base that was chosen by name; one that is gone is taken out", async ({ page, context }) => {
  const api = world.api(context);
  const app = await api.importApp(fixture("knowledge-workflow.yml"));
  await page.goto(`${world.url}/app/${app}/orchestrate`);
  await page.getByRole("button", { name: "Outline" }).first().click();
  await page.getByRole("navigation", { name: "Outline" }).getByRole("button", { name: /Find/ }).click();
  const bases = page.getByRole("region", { name: "Knowledge bases" });
  await expect(bases.getByText("Removed")).toBeVisible();
  await bases.getByRole("button", { name: /Remove 0198/ }).click();
  await bases.getByRole("button", { name: "Add a knowledge base" }).click();
  await page.getByRole("checkbox", { name: "Park guide" }).click();
  await page.keyboard.press("Escape");
  await expect(bases.getByRole("listitem")).toHaveText(/Park guide/);
  await expectAccessible(page, "knowledge retrieval node");
  await expect
    .poll(async () => JSON.stringify(await api.call("GET", `/apps/${app}/workflows/draft`)))
    .toContain(`"dataset_ids":["${base}"]`);
});
