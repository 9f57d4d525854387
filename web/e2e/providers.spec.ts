import { expect, test, type Page } from "@playwright/test";
import { expectAccessible } from "./support/axe";
import { ConsoleApi, watchErrors } from "./support/console";
import { startOllama } from "./support/ollama";
import { startModel, startServer } from "./support/server";

/** Model providers set up by hand: found nearby, with several credentials, balanced, from a server's list. */
test.describe.configure({ mode: "serial" });

let server: Awaited<ReturnType<typeof startServer>>;
let model: Awaited<ReturnType<typeof startModel>>;
let ollama: Awaited<ReturnType<typeof startOllama>>;
let page: Page;
let errors: string[];

test.beforeAll(async ({ browser }) => {
  ollama = await startOllama();
  [server, model] = await Promise.all([startServer({ TENON_LOCAL_MODELS: `ollama=${ollama.url}` }), startModel()]);
  page = await (await browser.newContext({ baseURL: server.url, locale: "en-US" })).newPage();
  await new ConsoleApi(page.context().request, server.url).setup();
  errors = watchErrors(page);
});
test.afterAll(async () => {
  await page.context().close();
  await Promise.all([server.stop(), model.stop(), ollama.stop()]);
});

const card = (name: string) => page.getByRole("article", { name, exact: true });
const dialog = (name: string | RegExp) => page.getByRole("dialog", { name });

test("a model server of this machine is taken over with one click", async () => {
  await page.goto("/apps?settings=providers");
  const found = page.getByRole("region", { name: "Ollama found on this machine" });
  await expect(found.getByText("llama3.2:latest")).toBeVisible();
  await expect(page.getByText(/No language model can be used yet/)).toBeVisible();
  await expectAccessible(page, "providers with a local server");
  await found.getByRole("button", { name: "Use 2 models" }).click();
  await expect(card("Ollama").getByText("2 models")).toBeVisible();
  await expect(found).toBeHidden();
  await expect(page.getByRole("definition").first()).toHaveText("llama3.2:latest");
});

test("a provider is found, tried, and keeps two credentials", async () => {
  await page.getByRole("searchbox", { name: "Search providers" }).fill("openai");
  await expect(page.getByRole("button", { name: "Connect Anthropic" })).toBeHidden();
  await page.getByRole("button", { name: "Connect OpenAI", exact: true }).click();
  const first = dialog("Connect OpenAI");
  await expect(first.getByRole("link", { name: /Get an API key/ })).toHaveAttribute("href", /^https:/);
  await first.getByLabel("API key", { exact: true }).fill("sk-first-secret");
  await first.getByLabel(/API base URL/).fill("http://127.0.0.1:9");
  await first.getByRole("button", { name: "Test", exact: true }).click();
  await expect(first.getByRole("alert")).toContainText("127.0.0.1:9");
  await first.getByLabel(/API base URL/).fill(model.url);
  await first.getByRole("button", { name: "Test", exact: true }).click();
  await expect(first.getByText(/It works/)).toBeVisible();
  await first.getByLabel(/Name of the credential/).fill("Production");
  await first.getByRole("button", { name: "Check and save" }).click();
  await expect(first).toBeHidden();
  await card("OpenAI").getByRole("button", { name: "Credentials", exact: true }).click();
  await dialog("Credentials of OpenAI").getByRole("button", { name: "Add credential" }).click();
  const second = dialog("Connect OpenAI");
  await second.getByLabel("API key", { exact: true }).fill("sk-second-secret");
  await second.getByLabel(/API base URL/).fill(model.url);
  await second.getByLabel(/Name of the credential/).fill("Testing");
  await second.getByRole("button", { name: "Check and save" }).click();
  const list = dialog("Credentials of OpenAI");
  await list.getByRole("switch", { name: "Stand-in" }).click();
  await expect(list.getByRole("switch", { name: "Stand-in" })).toBeChecked();
  await expectAccessible(page, "credentials");
  await list.getByRole("button", { name: "Use Testing" }).click();
  await expect(list.getByRole("listitem").filter({ hasText: "Testing" })).toContainText("In use");
  await list.getByRole("button", { name: "Edit Production" }).click();
  const edit = dialog("Credential of OpenAI");
  await expect(edit.getByLabel("API key", { exact: true })).toHaveAttribute("readonly");
  await expect(edit.getByLabel("API key", { exact: true })).not.toHaveValue(/first/);
  await edit.getByLabel(/Name of the credential/).fill("Main account");
  await edit.getByRole("button", { name: "Check and save" }).click();
  await expect(dialog("Credentials of OpenAI").getByText("Main account")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(card("OpenAI").getByText("Testing")).toBeVisible();
});

test("a model is balanced over both, and the pool outlives a change of mind", async () => {
  await card("OpenAI").getByRole("button", { name: "Show models" }).click();
  await card("OpenAI").getByRole("searchbox", { name: "Search models" }).fill("gpt-4.1");
  const settings = page.getByRole("button", { name: "Settings of gpt-4.1", exact: true });
  const row = card("OpenAI").getByRole("listitem").filter({ has: settings });
  await settings.click();
  const config = dialog("Settings of gpt-4.1");
  await config.getByRole("radio", { name: /Load balancing/ }).click();
  await expect(config.getByText(/needs at least two/)).toBeVisible();
  await config.getByRole("button", { name: "Add credential" }).click();
  await page.getByRole("menuitem", { name: "Main account" }).click();
  await config.getByRole("button", { name: "More of Main account" }).click();
  await expect(config.getByText("67%")).toBeVisible();
  await expectAccessible(page, "load balancing");
  await config.getByRole("button", { name: "Save" }).click();
  await expect(row.getByText("balanced")).toBeVisible();
  await settings.click();
  await config.getByRole("radio", { name: /One credential/ }).click();
  await config.getByRole("button", { name: "Save" }).click();
  await expect(row.getByText("balanced")).toBeHidden();
  await settings.click();
  await config.getByRole("radio", { name: /Load balancing/ }).click();
  await expect(config.getByText("67%")).toBeVisible();
  await config.getByRole("button", { name: "Cancel" }).click();
});

test("models are hidden, tested, added from the server's list, removed and brought back", async () => {
  await card("OpenAI").getByRole("searchbox", { name: "Search models" }).fill("gpt-4o-mini");
  await card("OpenAI").getByRole("switch", { name: "Use gpt-4o-mini in apps" }).click();
  await expect(card("OpenAI").getByRole("switch", { name: "Use gpt-4o-mini in apps" })).not.toBeChecked();
  await card("OpenAI").getByRole("button", { name: "Hide models" }).click();

  await page.getByRole("button", { name: "Connect OpenAI-API-compatible" }).click();
  const add = dialog(/Add models/);
  await add.getByRole("button", { name: "From the server's list" }).click();
  await add.getByLabel("API endpoint URL").fill(`${model.url}/v1`);
  await add.getByRole("button", { name: "Fetch models" }).click();
  await add.getByRole("list").getByRole("checkbox").first().click();
  await expectAccessible(page, "models of a server");
  await add.getByRole("button", { name: "Check and add 1 model" }).click();
  await expect(add).toBeHidden();
  const own = card("OpenAI-API-compatible");
  await own.getByRole("button", { name: "Show models" }).click();
  await own.getByRole("button", { name: /^Test / }).click();
  await expect(own.getByText(/Answered in/)).toBeVisible();
  await own.getByRole("button", { name: /^Remove / }).click();
  await page.getByRole("dialog").last().getByRole("button", { name: "Remove", exact: true }).click();
  await expect(own.getByText("No model yet.", { exact: false })).toBeVisible();
  await own.getByRole("button", { name: "Add model" }).click();
  await add.getByRole("button", { name: /^Add .* again$/ }).click();
  await expect(own.getByText("1 model", { exact: true })).toBeVisible();
  await own.getByRole("button", { name: "More of OpenAI-API-compatible" }).click();
  await page.getByRole("menuitem", { name: "Credentials of models" }).click();
  await expect(dialog(/Credentials of the models/).getByRole("listitem")).toHaveCount(1);
  await page.keyboard.press("Escape");
});

test("the last credential in use goes only after a warning", async () => {
  await card("OpenAI").getByRole("button", { name: "Credentials", exact: true }).click();
  await page.getByRole("button", { name: "Delete Testing" }).click();
  const warning = dialog("Delete Testing?");
  await expect(warning.getByText(/cannot answer until you choose another/)).toBeVisible();
  await warning.getByRole("button", { name: "Delete" }).click();
  await expect(page.getByText(/No credential is in use/)).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(card("OpenAI").getByText("No credential in use")).toBeVisible();
  expect(errors).toEqual([]);
});
