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
test.beforeEach(({ context }) => world.api(context).signIn());

test("the page of an app is dressed, used, read in the log, rated and counted", async ({ page, context, browser }) => {
  const api = world.api(context);
  const app = await api.importApp(fixture("travel-chatflow.yml"));
  await api.call("POST", `/apps/${app}/workflows/publish`, {});
  await page.goto(`${world.url}/app/${app}/overview`);
  await expect(page.getByText("Nobody used the app in this time.")).toBeVisible();
  await expectAccessible(page, "unused app");

  await page.getByRole("button", { name: "Settings", exact: true }).click();
  const settings = page.getByRole("dialog", { name: "Site settings" });
  await settings.getByLabel("Title").fill("Trip helper");
  await settings.getByLabel("Theme colour", { exact: false }).first().fill("blue");
  await settings.getByLabel("Copyright").fill("Lin Travel");
  await settings.getByLabel("Disclaimer").fill("Answers may be wrong.");
  await settings.getByRole("button", { name: "Save" }).click();
  await expect(settings.getByText("Write a colour like #0f766e.")).toBeVisible();
  await settings.getByLabel("Theme colour", { exact: false }).first().fill("#7a3fb0");
  await expectAccessible(page, "site settings");
  await settings.getByRole("button", { name: "Save" }).click();
  await expect(settings).toBeHidden();
  await page.getByRole("button", { name: "Embed", exact: true }).click();
  const embed = page.getByRole("dialog", { name: /^Embed / });
  await expect(embed.getByText(/embed\.min\.js/)).toBeVisible();
  await embed.getByRole("tab", { name: "Frame" }).click();
  await expect(embed.getByText(/<iframe/)).toBeVisible();
  await expectAccessible(page, "embed");
  await page.keyboard.press("Escape");

  const address = await page.getByRole("link", { name: "Open", exact: true }).getAttribute("href");
  const visitor = await (await browser.newContext({ locale: "en-US" })).newPage();
  await visitor.goto(address ?? "");
  await expect(visitor.getByRole("heading", { level: 1, name: "Trip helper" })).toBeVisible();
  await expect(visitor.getByText("Answers may be wrong.")).toBeVisible();
  await visitor.getByRole("button", { name: "Start conversation" }).click();
  await visitor.getByRole("textbox", { name: /Write a message/ }).fill("三天怎么玩京都？");
  await visitor.keyboard.press("Enter");
  await expect(visitor.getByRole("article").getByText("竹林")).toBeVisible();
  await visitor.getByRole("button", { name: "Good answer" }).click();
  await visitor.context().close();

  await page.getByRole("link", { name: "Logs" }).click();
  const table = page.getByRole("table", { name: "Logs" });
  await expect(table.getByRole("row")).toHaveCount(2);
  await page.getByRole("searchbox", { name: "Search texts and users" }).fill("nobody said this");
  await expect(page.getByText("Nothing matches")).toBeVisible();
  await page.getByRole("button", { name: "Clear the filters" }).click();
  await page.getByRole("combobox", { name: "Rating" }).click();
  await page.getByRole("option", { name: "Liked", exact: true }).click();
  await table.getByRole("button", { name: /京都/ }).click();
  const panel = page.getByRole("complementary", { name: "Conversation" });
  await expect(panel.getByRole("article").getByText("竹林")).toBeVisible();
  await expect(panel.getByText("User", { exact: true }).last()).toBeVisible();
  await panel.getByRole("button", { name: "Bad answer" }).click();
  await expect(panel.getByText("Rated by Lin")).toBeVisible();
  await panel.getByRole("button", { name: "Tracing" }).click();
  await expect(panel.getByRole("button", { name: /开始|Start/ }).first()).toBeVisible();
  await panel.getByRole("button", { name: "Annotate" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await expect(panel.getByText("Annotated", { exact: true })).toBeVisible();
  await panel.getByRole("button", { name: "Prompt log" }).click();
  await expect(page.getByRole("dialog", { name: "Prompt log" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expectAccessible(page, "conversation in the log");
  await page.reload();
  await expect(panel.getByText("Rated by Lin")).toBeVisible();

  await page.getByRole("link", { name: "Monitoring" }).click();
  await expect(page.getByRole("region", { name: "Messages" }).getByText("1", { exact: true })).toBeVisible();
  await expect(page.getByRole("region", { name: "Satisfaction" }).getByText("1,000", { exact: true })).toBeVisible();
  await expectAccessible(page, "figures");
  await page.getByRole("switch", { name: "Web app in service" }).click();
  await expect(page.getByText("Switched off")).toBeVisible();
});

test("runs of a published workflow are read step by step", async ({ page, context, request }) => {
  const api = world.api(context);
  const app = await api.importApp(fixture("count-workflow.yml"));
  await api.call("POST", `/apps/${app}/workflows/publish`, {});
  const key = await api.call<{ token: string }>("POST", `/apps/${app}/api-keys`);
  const ran = await request.post(`${world.url}/v1/workflows/run`, {
    headers: { Authorization: `Bearer ${key.token}` },
    data: { inputs: { topic: "rain" }, response_mode: "blocking", user: "ada" },
  });
  expect(ran.status(), await ran.text()).toBe(200);
  await page.goto(`${world.url}/app/${app}/logs`);
  const table = page.getByRole("table", { name: "Logs" });
  await expect(table.getByText("ada")).toBeVisible();
  await table.getByRole("row").nth(1).click();
  const panel = page.getByRole("complementary", { name: "Run" });
  await panel.getByRole("tab", { name: "Tracing" }).click();
  await expect(panel.getByRole("listitem").first()).toBeVisible();
  await expectAccessible(page, "run in the log");
});
