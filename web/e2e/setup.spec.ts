import { expect, test, type Page } from "@playwright/test";
import { readFileSync } from "node:fs";
import { expectAccessible } from "./support/axe";
import { OWNER, watchErrors } from "./support/console";
import { startModel, startServer } from "./support/server";

/** From an empty server to an app that a program can call, all by hand in the browser. */
test.describe.configure({ mode: "serial" });

let server: Awaited<ReturnType<typeof startServer>>;
let model: Awaited<ReturnType<typeof startModel>>;
let page: Page;
let errors: string[];
const FILE = new URL("./fixtures/report-workflow.yml", import.meta.url).pathname;

test.beforeAll(async ({ browser }) => {
  [server, model] = await Promise.all([startServer(), startModel()]);
  page = await (await browser.newContext({ baseURL: server.url, locale: "en-US", acceptDownloads: true })).newPage();
  errors = watchErrors(page);
});
test.afterAll(async () => {
  await page.context().close();
  await Promise.all([server.stop(), model.stop()]);
});

test("the first person sets the server up", async () => {
  await page.goto("/");
  await expect(page).toHaveURL(/\/install$/);
  await expectAccessible(page, "set-up");
  await page.getByRole("button", { name: "Create and continue" }).click();
  await expect(page.getByText("Fill this in.").first()).toBeVisible();
  await page.getByLabel("E-mail").fill(OWNER.email);
  await page.getByLabel("Name", { exact: true }).fill(OWNER.name);
  await page.getByLabel("Password", { exact: true }).fill("short");
  await page.getByRole("button", { name: "Create and continue" }).click();
  await expect(page.getByText(/Too weak/)).toBeVisible();
  await page.getByLabel("Password", { exact: true }).fill(OWNER.password);
  await page.getByRole("button", { name: "Create and continue" }).click();
  await expect(page.getByRole("heading", { name: "Studio", level: 1 })).toBeVisible();
  await expect(page.getByText("No apps yet")).toBeVisible();
  await expectAccessible(page, "empty Studio");
  await page.goto("/install");
  await expect(page).toHaveURL(/\/signin|\/apps/);
});

test("a model is connected after a wrong try, and tested", async () => {
  await page.goto("/apps?settings=providers");
  await page.getByRole("button", { name: "Connect OpenAI-API-compatible" }).click();
  const dialog = page.getByRole("dialog", { name: /Add models/ });
  await dialog.getByLabel("Model name", { exact: true }).fill("scripted");
  await dialog.getByLabel("API endpoint URL").fill("http://127.0.0.1:9/v1");
  await dialog.getByRole("button", { name: "Check and save" }).click();
  await expect(dialog.getByText(/did not accept this/)).toBeVisible({ timeout: 30_000 });
  await dialog.getByLabel("API endpoint URL").fill(`${model.url}/v1`);
  await expectAccessible(page, "model dialog");
  await dialog.getByRole("button", { name: "Check and save" }).click();
  await expect(dialog).toBeHidden({ timeout: 30_000 });
  await page.getByRole("button", { name: "Show models" }).click();
  await page.getByRole("button", { name: "Test scripted" }).click();
  await expect(page.getByText(/Answered in/)).toBeVisible();
  await page.getByRole("button", { name: "Change", exact: true }).click();
  await page.getByRole("combobox", { name: "Language" }).click();
  await page.getByRole("option", { name: /scripted/ }).click();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByRole("definition").first()).toHaveText("scripted");
});

test("a file is imported and opens", async () => {
  await page.goto("/apps");
  await page.getByRole("button", { name: "Import file" }).click();
  const dialog = page.getByRole("dialog", { name: "Import an app" });
  await dialog.getByRole("button", { name: "Import", exact: true }).click();
  await expect(dialog.getByText("Choose a file.")).toBeVisible();
  await dialog.getByRole("tab", { name: "Paste" }).click();
  await dialog.getByLabel("Text of the file").fill("app: [");
  await dialog.getByRole("button", { name: "Import", exact: true }).click();
  await expect(dialog.getByRole("alert").last()).toBeVisible();
  await dialog.getByRole("tab", { name: "File" }).click();
  await dialog.locator("input[type=file]").setInputFiles(FILE);
  await dialog.getByRole("button", { name: "Import", exact: true }).click();
  await expect(page).toHaveURL(/\/app\/[\w-]+\/orchestrate/);
});

test("a program calls the published app with a new key", async ({ request }) => {
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  await page.getByRole("link", { name: "API Access" }).click();
  await expect(page.getByText("This app is not published yet")).toBeHidden();
  await expectAccessible(page, "API access");
  await page.getByRole("button", { name: "Create key" }).click();
  const dialog = page.getByRole("dialog", { name: "Your new key" });
  const key = (await dialog.locator("code").textContent()) ?? "";
  expect(key).toMatch(/^app-/);
  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(page.locator("pre").first()).toContainText(`Bearer ${key}`);
  const info = await request.get(`${server.url}/v1/info`, { headers: { Authorization: `Bearer ${key}` } });
  expect((await info.json()) as object).toMatchObject({ name: "Weekly report" });
  await page.getByRole("button", { name: "Delete key" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await expect(page.getByText(/No key yet/)).toBeVisible();
  const refused = await request.get(`${server.url}/v1/info`, { headers: { Authorization: `Bearer ${key}` } });
  expect(refused.status()).toBe(401);
});

test("a session that ended asks over the page and loses nothing", async () => {
  await page.goto("/apps?settings=account");
  const name = page.getByRole("dialog", { name: "Settings" }).getByLabel("Name", { exact: true });
  await name.fill("Lin Wei");
  const cookies = await page.context().cookies();
  await page.context().clearCookies();
  expect(cookies.length).toBeGreaterThan(0);
  await page.getByRole("button", { name: "Save" }).first().click();
  const dialog = page.getByRole("dialog", { name: "Your session ended" });
  await dialog.getByLabel("Password", { exact: true }).fill(OWNER.password);
  await dialog.getByRole("button", { name: "Sign in" }).click();
  await expect(dialog).toBeHidden();
  await expect(name).toHaveValue("Lin Wei");
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();
});

test("language and theme change at once and stay", async () => {
  await page.goto("/apps");
  await page.getByRole("button", { name: "Account menu" }).click();
  await page.getByRole("menuitemcheckbox", { name: "简体中文" }).click();
  await expect(page.getByRole("heading", { name: "工作室" })).toBeVisible();
  await page.getByRole("button", { name: "账户菜单" }).click();
  await page.getByRole("menuitemcheckbox", { name: "深色" }).click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await page.reload();
  await expect(page.getByRole("heading", { name: "工作室" })).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await expectAccessible(page, "dark Chinese Studio");
  for (const settings of ["account", "providers", "usage", "members", "workspace"]) {
    await page.goto(`/apps?settings=${settings}`);
    await page.waitForLoadState("networkidle");
    await expectAccessible(page, `dark settings: ${settings}`);
  }
  await page.goto("/apps");
});

test("an app is copied, exported and deleted by its name", async () => {
  await page.getByRole("button", { name: /Weekly report 的操作/ }).click();
  await page.getByRole("menuitem", { name: "复制" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "复制" }).click();
  await expect(page.getByRole("link", { name: "Weekly report 副本" })).toBeVisible();
  await page.getByRole("button", { name: "Weekly report 副本 的操作" }).click();
  await page.getByRole("menuitem", { name: "导出文件" }).click();
  const saved = page.waitForEvent("download");
  await page.getByRole("dialog").getByRole("button", { name: "导出" }).click();
  const file = readFileSync(await (await saved).path(), "utf8");
  expect(file).toContain("kind: app");
  await page.getByRole("button", { name: "Weekly report 副本 的操作" }).click();
  await page.getByRole("menuitem", { name: "删除" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("输入名称以确认").fill("Weekly report 副本");
  await dialog.getByRole("button", { name: "删除" }).click();
  await expect(page.getByRole("link", { name: "Weekly report 副本" })).toBeHidden();
  expect(errors).toEqual([]);
});
