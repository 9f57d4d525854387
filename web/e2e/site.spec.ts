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

test("a question is asked in other words and answered anew, in its place, also after a reload", async ({
  page,
  context,
}) => {
  const api = world.api(context);
  const id = await api.importApp(fixture("travel-chatflow.yml"));
  await api.call("POST", `/apps/${id}/workflows/publish`, {});
  await api.call("PATCH", `/apps/${id}/site`, {
    chat_color_theme: "#7a3fb0",
    chat_color_theme_inverted: true,
    use_icon_as_answer_icon: true,
  });
  const app = await api.call<{ site: { code: string } }>("GET", `/apps/${id}`);
  await page.goto(`${world.url}/chat/${app.site.code}?locale=en-US`);
  await page.getByRole("button", { name: "Start conversation" }).click();
  const input = page.getByRole("textbox", { name: /Write a message/ });
  const answers = page.getByRole("article");
  await input.fill("Where to first?");
  await page.keyboard.press("Enter");
  await expect(answers.first().getByRole("button", { name: "Ask again" })).toBeVisible();
  await input.fill("And then?");
  await page.keyboard.press("Enter");
  await expect(answers.nth(1).getByRole("button", { name: "Ask again" })).toBeVisible();
  await answers.nth(1).getByRole("button", { name: "Ask again" }).click();
  await expect(answers.nth(1).getByRole("button", { name: "Ask again" })).toBeVisible();
  await expect(answers).toHaveCount(2);
  await expect(answers.nth(1).getByRole("img", { name: "Diagram" }).getByText("Arashiyama")).toBeVisible();
  await expectAccessible(page, "chat in an inverted theme");

  await answers.first().hover();
  await answers.first().getByRole("button", { name: "Edit question" }).click();
  const edit = page.getByRole("textbox", { name: "Edit question" });
  await edit.fill("Where to in winter?");
  await expectAccessible(page, "question being edited");
  await edit.press("Enter");
  await expect(answers).toHaveCount(1);
  await expect(answers.first().getByRole("button", { name: "Ask again" })).toBeVisible();
  await page.reload();
  await expect(answers.getByText("Where to in winter?").first()).toBeVisible();
  await expect(answers).toHaveCount(1);
});
