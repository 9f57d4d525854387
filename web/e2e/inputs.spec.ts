import { expect, test, type Locator, type Page } from "@playwright/test";
import { fixture, startWorld, type World } from "./support/apps";
import { expectAccessible } from "./support/axe";

/** A required input of every kind, in the test run, the preview and on both published pages, in both languages. */

let world: World;
const apps: Record<"flow" | "chat", { id: string; code: string }> = {
  flow: { id: "", code: "" },
  chat: { id: "", code: "" },
};

const TEXTS = {
  en: { testRun: "Test run", run: "Run", preview: "Preview", start: "Start conversation", send: "Write a message" },
  zh: { testRun: "试运行", run: "运行", preview: "预览", start: "开始对话", send: "输入消息" },
} as const;
const PROBLEMS = {
  en: { empty: "Fill in this field.", number: /number/i, json: /JSON/, long: /12/ },
  zh: { empty: "请填写此项。", number: /数字/, json: /JSON/, long: /12/ },
} as const;
type Lang = keyof typeof TEXTS;
const LANGUAGES: Lang[] = ["en", "zh"];
const LINE = "Lin|large|8|True|3|one paper|first+second";

test.beforeAll(async ({ browser }) => {
  const context = await browser.newContext();
  world = await startWorld(context);
  const api = world.api(context);
  for (const [kind, file] of [
    ["flow", "all-inputs.yml"],
    ["chat", "all-inputs-chat.yml"],
  ] as const) {
    const id = await api.importApp(fixture(file));
    await api.call("POST", `/apps/${id}/workflows/publish`, {});
    const app = await api.call<{ site: { code: string } }>("GET", `/apps/${id}`);
    apps[kind] = { id, code: app.site.code };
  }
  await context.close();
});
test.afterAll(() => world.stop());

const file = (name: string, text: string) => ({ name, mimeType: "text/plain", buffer: Buffer.from(text) });

/** Wrong values first: each is told at its field and everything typed stays; then right ones. */
async function fillWithMistakes(page: Page, form: Locator, lang: Lang, submit: () => Promise<void>) {
  const problems = PROBLEMS[lang];
  await submit();
  await expect(form.getByRole("alert").filter({ hasText: problems.empty })).toHaveCount(7);
  const described = async (label: string, problem: RegExp) => {
    const field = form.getByLabel(label, { exact: true });
    await expect(field).toHaveAttribute("aria-invalid", "true");
    await expect(field).toHaveAccessibleDescription(problem);
  };
  await form.getByLabel("Name", { exact: true }).fill("far too long a name");
  await form.getByLabel("Story").fill("line one\nline two");
  await form.getByLabel("Size", { exact: true }).selectOption("large");
  await form.getByLabel("Count").fill("seven");
  await form.getByLabel("Settings").fill('{"deep": ');
  await submit();
  await described("Name", problems.long);
  await described("Count", problems.number);
  await described("Settings", problems.json);
  await expectAccessible(page, `form with mistakes (${lang})`);
  await expect(form.getByLabel("Story")).toHaveValue("line one\nline two");
  await form.getByLabel("Name", { exact: true }).fill("Lin");
  await form.getByLabel("Count").fill("7");
  await form.getByLabel("Settings").fill('{"deep": {"n": 3}}');
  await form.getByLabel("Agreed").check();
  const pickers = form.locator("input[type=file]");
  await pickers.last().setInputFiles([file("first.txt", "first"), file("second.txt", "second")]);
  await pickers.first().setInputFiles(file("paper.txt", "one paper"));
  for (const name of ["paper.txt", "first.txt", "second.txt"]) await expect(form.getByText(name)).toBeVisible();
  await expect(form.getByRole("alert")).toHaveCount(0);
}

for (const lang of LANGUAGES) {
  const texts = TEXTS[lang];
  test.describe(`in ${lang}`, () => {
    test.use({ locale: lang === "en" ? "en-US" : "zh-CN" });

    test("a test run and a preview take every kind", async ({ page, context }) => {
      const api = world.api(context);
      await api.signIn();
      await api.call("PATCH", "/account", { language: lang === "en" ? "en_US" : "zh_Hans" });
      await page.goto(`${world.url}/app/${apps.flow.id}/orchestrate`);
      await page.getByRole("button", { name: texts.testRun }).click();
      const panel = page.getByRole("complementary", { name: texts.testRun });
      const run = () => panel.getByRole("button", { name: texts.run, exact: true }).click();
      await fillWithMistakes(page, panel, lang, run);
      await run();
      await expect(panel.getByText(LINE)).toBeVisible({ timeout: 30_000 });

      await page.goto(`${world.url}/app/${apps.chat.id}/orchestrate`);
      await page.getByRole("button", { name: texts.preview }).click();
      const preview = page.getByRole("complementary", { name: texts.preview });
      const composer = preview.getByRole("textbox", { name: texts.send });
      await fillWithMistakes(page, preview, lang, async () => {
        if ((await composer.inputValue()) === "") await composer.fill("go");
        if (await composer.isEditable()) await composer.press("Enter");
      });
      // What was asked was not sent, and is still there.
      await expect(composer).toHaveValue("go");
      await composer.press("Enter");
      await expect(preview.getByRole("article").getByText(LINE)).toBeVisible({ timeout: 30_000 });
    });

    test("both published pages take every kind", async ({ page }) => {
      await page.goto(`${world.url}/workflow/${apps.flow.code}?locale=${lang}`);
      const form = page.getByRole("region", { name: "Every input" });
      const run = () => form.getByRole("button", { name: texts.run, exact: true }).click();
      await fillWithMistakes(page, form, lang, run);
      await run();
      await expect(page.getByRole("main").getByText(LINE)).toBeVisible({ timeout: 30_000 });

      await page.goto(`${world.url}/chat/${apps.chat.code}?locale=${lang}`);
      const main = page.getByRole("main");
      const start = () => main.getByRole("button", { name: texts.start }).click();
      await fillWithMistakes(page, main, lang, start);
      await start();
      await main.getByRole("textbox", { name: texts.send }).fill("go");
      await page.keyboard.press("Enter");
      await expect(main.getByRole("article").getByText(LINE)).toBeVisible({ timeout: 30_000 });
    });
  });
}
