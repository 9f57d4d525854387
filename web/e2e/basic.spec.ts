import { expect, test, type Page } from "@playwright/test";
import { startWorld, type World } from "./support/apps";
import { expectAccessible } from "./support/axe";
import { connectToolModel, newApp, openPublished, publish } from "./support/basic";
import { watchErrors } from "./support/console";

let world: World;

test.beforeAll(async ({ browser }) => {
  const context = await browser.newContext();
  world = await startWorld(context);
  await connectToolModel(world.api(context));
  await context.close();
});
test.afterAll(() => world.stop());

test.beforeEach(async ({ context, page }) => {
  await world.api(context).signIn();
  await page.goto(`${world.url}/apps`);
});

const debug = (page: Page) => page.getByRole("region", { name: "Preview" });

test("a chat assistant: from blank over prompt, variable and opener to the published page", async ({ page }) => {
  const errors = watchErrors(page);
  await newApp(page, "Chatbot", "Interviewer");
  const prompt = page.getByRole("textbox", { name: "Prompt" });
  await prompt.click();
  await page.keyboard.type("You interview for /");
  await expect(page.getByRole("option", { name: "New variable" })).toBeVisible();
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Add variable" });
  await dialog.getByLabel("Name", { exact: true }).fill("job");
  await dialog.getByLabel("Label shown to people").fill("Job");
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await prompt.press("End");
  await page.keyboard.type("/jo");
  await page.keyboard.press("Enter");
  await expect(prompt).toHaveValue("You interview for {{job}}");
  await page.keyboard.type(" in {{city}}.");
  await expect(page.getByText("Not declared yet:")).toBeVisible();
  // A reference goes as a whole: a dot, the reference, and " in ".
  for (let times = 0; times < 6; times += 1) await page.keyboard.press("Backspace");
  await expect(page.getByText("Not declared yet:")).toHaveCount(0);
  await expect(prompt).toHaveValue("You interview for {{job}}");

  await page.getByRole("button", { name: "Manage" }).click();
  const features = page.getByRole("dialog", { name: "Features" });
  await features.getByRole("switch", { name: "Conversation opener" }).click();
  await features.getByLabel("First message").fill("Welcome to the {{job}} interview.");
  await features.getByRole("button", { name: "Add question" }).click();
  await features.getByLabel("Question 1", { exact: true }).fill("What will you ask?");
  await features.getByRole("button", { name: "Close" }).click();

  const side = debug(page);
  await side.getByText("Variables").waitFor();
  await side.getByLabel("Job").fill("cook");
  await expect(side.getByText("Welcome to the cook interview.")).toBeVisible();
  await side.getByRole("button", { name: "What will you ask?" }).click();
  await expect(side.getByRole("article").getByText("What will you ask?").first()).toBeVisible();
  await expect(side.getByRole("button", { name: "Copy" })).toBeVisible();
  await expect(page.getByText(/^Saved /)).toBeVisible();
  await expectAccessible(page, "the orchestration page of a chat assistant");

  await page.reload();
  await expect(prompt).toHaveValue("You interview for {{job}}");
  await publish(page);
  const site = await openPublished(page);
  await site.getByLabel("Job").fill("pilot");
  await site.getByRole("button", { name: "Start conversation" }).click();
  await expect(site.getByText("Welcome to the pilot interview.")).toBeVisible();
  await site.getByRole("button", { name: "What will you ask?" }).click();
  await expect(site.getByRole("button", { name: "Good answer" })).toBeVisible();
  expect(errors).toEqual([]);
});

test("a text generator: run once, keep a result, run a table with a bad row", async ({ page }) => {
  const errors = watchErrors(page);
  await newApp(page, "Text generator", "Taglines");
  const prompt = page.getByRole("textbox", { name: "Prompt" });
  await page.getByRole("button", { name: "Menu of variable query" }).click();
  await page.getByRole("menuitem", { name: "Remove" }).click();
  await prompt.fill("Write a tagline for {{product}}.");
  await page.getByRole("button", { name: "product", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Add variable" });
  await expect(dialog.getByLabel("Name", { exact: true })).toHaveValue("product");
  await dialog.getByLabel("Label shown to people").fill("Product");
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await page.getByRole("button", { name: "Manage" }).click();
  await page.getByRole("switch", { name: "More like this" }).click();
  await page.getByRole("dialog", { name: "Features" }).getByRole("button", { name: "Close" }).click();

  const side = debug(page);
  await side.getByRole("button", { name: "Run", exact: true }).click();
  await expect(side.getByText("Fill in this field.")).toBeVisible();
  await side.getByLabel("Product").fill("tea");
  await side.getByRole("button", { name: "Run", exact: true }).click();
  await expect(side.getByText("Write a tagline for tea.")).toBeVisible();
  await publish(page);

  const site = await openPublished(page);
  await site.getByLabel("Product").fill("soap");
  await site.getByRole("button", { name: "Run", exact: true }).click();
  const result = site.getByRole("main");
  await expect(result.getByText("Write a tagline for soap.")).toBeVisible();
  await result.getByRole("button", { name: "Good answer" }).click();
  await result.getByRole("button", { name: "Save", exact: true }).click();
  await expect(result.getByRole("button", { name: "Remove from saved" })).toBeVisible();
  await result.getByRole("button", { name: "More like this" }).click();
  await expect(result.getByText("Variation 1")).toBeVisible();
  await expectAccessible(site, "the page of a text generator");

  await site.reload();
  await site.getByRole("tab", { name: /Saved/ }).click();
  await expect(result.getByText("Write a tagline for soap.")).toBeVisible();
  await result.getByRole("button", { name: "Remove from saved" }).click();
  await expect(result.getByText("Nothing saved yet")).toBeVisible();

  await site.getByRole("tab", { name: "Run batch" }).click();
  const template = await Promise.all([
    site.waitForEvent("download"),
    site.getByRole("button", { name: /Download template/ }).click(),
  ]);
  expect(template[0].suggestedFilename()).toBe("Taglines.csv");
  const names = Array.from({ length: 99 }, (_, index) => `thing ${index + 1}`);
  const table = (text: string | Buffer) => ({ name: "rows.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
  const upload = site.locator("input[type=file]");
  await upload.setInputFiles(table(Buffer.from([0xd6, 0xf7, 0xcc, 0xe2, 0x0a, 0x41])));
  await expect(site.getByText(/not in UTF-8/)).toBeVisible();
  await upload.setInputFiles(table("Other\nx"));
  await expect(site.getByText("These columns are missing: Product.")).toBeVisible();
  await upload.setInputFiles(table(`\ufeffProduct\n${[...names, "boom"].join("\n")}\n`));
  await site.getByRole("button", { name: "Run 100 rows" }).click();
  await expect(site.getByText("100 of 100 done")).toBeVisible({ timeout: 90_000 });
  await expect(site.getByText("1 failed")).toBeVisible();
  await expect(result.getByText("Write a tagline for thing 99.")).toBeVisible();
  await Promise.all([
    site.waitForResponse(/\/api\/completion-messages$/),
    site.getByRole("button", { name: "Retry failed" }).click(),
  ]);
  await expect(site.getByText("100 of 100 done")).toBeVisible();
  await expect(site.getByText("1 failed")).toBeVisible();
  const [csv] = await Promise.all([
    site.waitForEvent("download"),
    site.getByRole("button", { name: "Download results" }).click(),
  ]);
  const chunks: Buffer[] = [];
  for await (const chunk of await csv.createReadStream()) chunks.push(chunk as Buffer);
  const written = Buffer.concat(chunks).toString("utf8");
  expect(written.startsWith("\ufeffProduct,Result,State,Error")).toBe(true);
  expect(written).toContain("thing 1,Write a tagline for thing 1.,Succeeded,");
  expect(errors).toEqual([]);
});

test("an agent: its strategy, a tool from the picker, its call in the answer", async ({ page }) => {
  const errors = watchErrors(page);
  await newApp(page, "Agent", "Clock");
  await page.getByRole("combobox", { name: "Model" }).click();
  await page.getByRole("option", { name: /scripted-tools/ }).click();
  await expect(page.getByText("Function calling")).toBeVisible();
  const tools = page.getByRole("region", { name: "Tools" });
  await tools.getByRole("button", { name: "Add", exact: true }).click();
  await page.getByRole("textbox", { name: "Search tools" }).fill("time");
  await page.getByRole("button", { name: /Current time/i }).click();
  await page.keyboard.press("Escape");
  await expect(tools.getByText("1 of 1 switched on")).toBeVisible();
  await tools.getByRole("button", { name: /^Settings of/ }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Description for the model").fill("Tells the time in a zone.");
  await dialog.getByRole("button", { name: "Save" }).click();

  const side = debug(page);
  await side.getByRole("textbox", { name: "Write a message" }).fill("What time is it?");
  await page.keyboard.press("Enter");
  await expect(side.getByText(/^Used /)).toBeVisible();
  await expect(side.getByText("It is noon somewhere.")).toBeVisible();
  await side.getByText(/^Used /).click();
  await expect(side.getByText("Result", { exact: true })).toBeVisible();
  await expectAccessible(page, "the orchestration page of an agent");
  await publish(page);
  const site = await openPublished(page);
  await site.getByRole("textbox", { name: "Write a message" }).fill("What time is it?");
  await site.keyboard.press("Enter");
  await expect(site.getByText(/^Used /)).toBeVisible();
  await site.reload();
  await expect(site.getByText(/^Used /)).toBeVisible();
  expect(errors).toEqual([]);
});

test("several models answer one question, and one of them becomes the app's", async ({ page }) => {
  await newApp(page, "Chatbot", "Arena");
  await page.getByRole("button", { name: "Debug multiple models" }).click();
  const side = debug(page);
  await side.getByRole("button", { name: "Add model" }).click();
  await side.getByRole("button", { name: "Add model" }).click();
  await expect(side.getByRole("button", { name: "Add model" })).toHaveAttribute("aria-disabled", "true");
  const last = side.getByRole("combobox", { name: "Model" }).last();
  await last.click();
  await page.getByRole("option", { name: /scripted-tools/ }).click();
  await side.getByRole("textbox", { name: "Ask all models" }).fill("Say hello");
  await page.keyboard.press("Enter");
  await expect(side.getByText(/first word/)).toHaveCount(4);
  await side.getByRole("button", { name: "Menu of this model" }).last().click();
  await page.getByRole("menuitem", { name: "Debug with this model alone" }).click();
  await expect(page.getByRole("combobox", { name: "Model" })).toContainText("scripted-tools");
  await expect(side.getByText("Debug and preview")).toBeVisible();
});

test("two tabs: changes to different parts join, a clash asks, discarding goes back", async ({ page, context }) => {
  await newApp(page, "Chatbot", "Shared");
  const prompt = page.getByRole("textbox", { name: "Prompt" });
  await prompt.fill("first");
  await expect(page.getByText(/^Saved /)).toBeVisible();
  const other = await context.newPage();
  await other.goto(page.url());
  const theirs = other.getByRole("textbox", { name: "Prompt" });
  await expect(theirs).toHaveValue("first");
  await theirs.fill("from the other tab");
  await expect(other.getByText(/^Saved /)).toBeVisible();
  await expect(other.getByText("Unpublished changes")).toBeVisible();
  await prompt.fill("mine");
  const clash = page.getByRole("dialog", { name: "Somebody else changed the same part" });
  await expect(clash.getByText("from the other tab")).toBeVisible();
  await clash.getByRole("button", { name: "Theirs" }).click();
  await clash.getByRole("button", { name: "Keep these" }).click();
  await expect(prompt).toHaveValue("from the other tab");
  await page.getByRole("button", { name: "Publish" }).click();
  await page.getByRole("button", { name: "Discard changes" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Discard changes" }).click();
  await expect(prompt).toHaveValue("");
});

test("中文：从空白创建、调试、发布和对话", async ({ page, context }) => {
  const api = world.api(context);
  await api.call("PATCH", "/account", { language: "zh_Hans" });
  await page.reload();
  await newApp(page, "聊天助手", "旅行顾问", { create: "创建应用", blank: /空白/, field: "名称", submit: "创建" });
  await page.getByRole("textbox", { name: "提示词" }).fill("用中文回答。");
  const side = page.getByRole("region", { name: "预览" });
  await side.getByRole("textbox", { name: "输入消息" }).fill("去冰岛要带什么？");
  await page.keyboard.press("Enter");
  await expect(side.getByText("带一件防风外套。")).toBeVisible();
  await side.getByRole("button", { name: "提示词日志" }).click();
  await expect(page.getByRole("dialog").getByText("用中文回答。")).toBeVisible();
  await page.getByRole("dialog").getByRole("button", { name: "关闭" }).click();
  await publish(page, { open: "发布", update: "发布更新", done: "已发布" });
  const site = await openPublished(page, { open: "发布", link: "打开网页应用", locale: "zh-CN" });
  await site.getByRole("textbox", { name: "输入消息" }).fill("去冰岛要带什么？");
  await site.keyboard.press("Enter");
  await expect(site.getByRole("article").getByText("带一件防风外套。")).toBeVisible();
  await api.call("PATCH", "/account", { language: "en_US" });
});
