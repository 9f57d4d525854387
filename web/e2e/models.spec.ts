import { expect, test, type Page } from "@playwright/test";
import { expectAccessible } from "./support/axe";
import { startWorld, type World } from "./support/apps";
import { watchErrors } from "./support/console";

/** A model is chosen with its parameters, used, seen in the usage and held to a budget. */
test.describe.configure({ mode: "serial" });

let world: World;
let page: Page;
let errors: string[];
let app: string;
const OPENAI = "/workspaces/current/model-providers/openai";

test.beforeAll(async ({ browser }) => {
  const context = await browser.newContext({ locale: "en-US" });
  world = await startWorld(context, "en_US", { TENON_LOCAL_MODELS: "" });
  const api = world.api(context);
  await api.call("POST", `${OPENAI}/credentials`, {
    credentials: { openai_api_key: "sk-scripted", openai_api_base: api.modelUrl },
  });
  await api.call("PATCH", `${OPENAI}/models`, { model: "gpt-4o-mini", model_type: "llm", enabled: false });
  const created = await api.call<{ id: string }>("POST", "/apps", {
    name: "Helper",
    mode: "chat",
    description: "",
    icon_type: "emoji",
    icon: "🤖",
    icon_background: "#E0F2FE",
  });
  app = created.id;
  page = await context.newPage();
  errors = watchErrors(page);
});
test.afterAll(async () => {
  await page.context().close();
  await world.stop();
});

test("the picker finds by ability, tells size and price, and why a model cannot be used", async () => {
  await page.goto(`${world.url}/app/${app}/orchestrate`);
  await page.getByRole("combobox", { name: "Model", exact: true }).click();
  const search = page.getByRole("combobox", { name: "Search" });
  await search.fill("gpt-4o-mini");
  await expect(page.getByRole("option", { name: /gpt-4o-mini switched off/ })).toHaveAttribute("aria-disabled", "true");
  await expectAccessible(page, "model picker");
  await search.fill("hears audio");
  await expect(page.getByRole("option", { name: /^scripted/ })).toBeHidden();
  await search.fill("gpt-4.1");
  const option = page.getByRole("option", {
    name: /^gpt-4\.1 Reads pictures.*Per million tokens: \$2 read, \$8 written/,
  });
  await expect(option).toContainText("1M");
  await search.press("Enter");
  await expect(page.getByRole("combobox", { name: "Model", exact: true })).toHaveText("gpt-4.1");
});

test("a preset sets the parameters, and one step takes them back", async () => {
  await page.getByRole("button", { name: "Model parameters" }).click();
  const panel = page.getByRole("dialog", { name: "Model parameters" });
  await panel.getByRole("button", { name: "Precise" }).click();
  await expect(panel.getByRole("spinbutton", { name: "Temperature" })).toHaveValue("0.2");
  await expect(panel.getByRole("button", { name: "Precise" })).toHaveAttribute("aria-pressed", "true");
  await panel.getByRole("spinbutton", { name: "Temperature" }).fill("0.3");
  await expect(panel.getByRole("button", { name: "Precise" })).toHaveAttribute("aria-pressed", "false");
  await expectAccessible(page, "model parameters");
  await panel.getByRole("button", { name: "Back to the model's own values" }).click();
  await expect(panel.getByRole("switch", { name: "Temperature" })).not.toBeChecked();
  await page.keyboard.press("Escape");
});

async function ask(text: string) {
  await page.getByRole("textbox", { name: "Write a message" }).fill(text);
  await page.keyboard.press("Enter");
}

test("what was asked stands in the usage, by model and app", async () => {
  await ask("Hello there");
  await expect(page.getByRole("article").last()).toContainText(/Hello there/);
  await expect(page.getByRole("button", { name: "Stop" })).toBeHidden();
  await page.goto(`${world.url}/apps?settings=usage`);
  const table = page.getByRole("table", { name: "Usage" });
  await expect(table.getByRole("row").filter({ hasText: "gpt-4.1" })).toContainText("$");
  await page.getByRole("button", { name: "App", exact: true }).click();
  await expect(table.getByRole("row").filter({ hasText: "Helper" })).toBeVisible();
  await expectAccessible(page, "usage");
});

test("a spent budget ends the next run with its own words", async () => {
  await page.getByRole("button", { name: "Add budget" }).click();
  const dialog = page.getByRole("dialog", { name: "Add budget" });
  await dialog.getByRole("radio", { name: "One app" }).click();
  await dialog.getByRole("combobox", { name: "App" }).click();
  await page.getByRole("option", { name: "Helper" }).click();
  await dialog.getByRole("radio", { name: /Tokens/ }).click();
  await dialog.getByLabel("At most").fill("0");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog.getByText("Enter more than 0.")).toBeVisible();
  await dialog.getByLabel("At most").fill("1");
  await dialog.getByRole("radio", { name: "Every day" }).click();
  await expectAccessible(page, "budget dialog");
  await dialog.getByRole("button", { name: "Save" }).click();
  const budget = page.getByRole("list", { name: "Budgets" }).getByRole("listitem");
  await expect(budget).toContainText("App Helper");
  await expect(budget.getByText("spent", { exact: true })).toBeVisible();
  await page.goto(`${world.url}/app/${app}/orchestrate`);
  await ask("Once more");
  await expect(page.getByText(/budget of this app .* is spent/).first()).toBeVisible();
  await page.goto(`${world.url}/apps?settings=usage`);
  await page.getByRole("button", { name: /^Delete: App Helper/ }).click();
  await page.getByRole("dialog").last().getByRole("button", { name: "Delete" }).click();
  await expect(page.getByText(/No budget yet/)).toBeVisible();
  expect(errors).toEqual([]);
});
