import { expect, test } from "@playwright/test";
import { expectState, fixture, startWorld, type World } from "./support/apps";
import { watchErrors } from "./support/console";

let world: World;
let appId: string;

test.use({ locale: "zh-CN" });

test.beforeAll(async ({ browser }) => {
  const context = await browser.newContext();
  world = await startWorld(context, "zh_Hans");
  appId = await world.api(context).importApp(fixture("travel-chatflow.yml"));
  await context.close();
});
test.afterAll(() => world.stop());

test.beforeEach(async ({ context }) => {
  await world.api(context).signIn();
});

test("对话流可以预览，画布同步亮起，每个回答都有步骤", async ({ page }) => {
  const errors = watchErrors(page);
  await page.goto(`${world.url}/app/${appId}/orchestrate`);
  await page.getByRole("button", { name: "预览" }).click();
  const panel = page.getByRole("complementary", { name: "预览" });
  await expect(panel.getByText("你好，我是旅行顾问")).toBeVisible();
  await panel.getByRole("button", { name: "三天怎么玩京都？" }).click();
  await expect(panel.getByRole("article").getByText("清水寺")).toBeVisible();
  await expect(panel.getByText("思考过程")).toBeVisible();
  await expectState(page, "规划行程", "succeeded");
  await expectState(page, "简短回答", "skipped");
  await panel.getByRole("button", { name: "显示步骤" }).click();
  await panel.getByRole("button", { name: /规划行程/ }).click();
  await expect(panel.getByText("输出").first()).toBeVisible();

  await panel.getByRole("textbox", { name: "输入消息" }).fill("去冰岛要带什么？");
  await page.keyboard.press("Enter");
  await expect(panel.getByText("带一件防风外套。")).toBeVisible();
  await expectState(page, "简短回答", "succeeded");
  await panel.getByRole("button", { name: "重新开始" }).click();
  await expect(panel.getByText("带一件防风外套。")).toHaveCount(0);
  expect(errors).toEqual([]);
});

test("停止后保留已有内容", async ({ page }) => {
  await page.goto(`${world.url}/app/${appId}/orchestrate`);
  await page.getByRole("button", { name: "预览" }).click();
  const panel = page.getByRole("complementary", { name: "预览" });
  await panel.getByRole("textbox", { name: "输入消息" }).fill("请慢慢说");
  await panel.getByRole("button", { name: "发送" }).click();
  await expect(panel.getByText("很 长").first()).toBeVisible();
  await panel.getByRole("button", { name: "停止" }).click();
  await expect(panel.getByText("已停止").first()).toBeVisible({ timeout: 15_000 });
  await expect(panel.getByText("很 长").first()).toBeVisible();
});

test("发布后的聊天页：提问、反馈、重命名、置顶、删除", async ({ page, context }) => {
  await page.goto(`${world.url}/app/${appId}/orchestrate`);
  await page.getByRole("button", { name: "发布", exact: true }).click();
  const link = await page.getByRole("link", { name: "打开网页应用" }).getAttribute("href");

  const visitor = await context.browser()?.newContext({ locale: "en-US" });
  const site = await visitor!.newPage();
  const errors = watchErrors(site);
  await site.goto(`${world.url}${link}?locale=zh`);
  await expect(site.getByRole("heading", { name: "旅行顾问" })).toBeVisible();
  await site.getByRole("button", { name: "开始对话" }).click();
  const input = site.getByRole("textbox", { name: "输入消息" });
  await input.fill("三天怎么玩京都？");
  await input.press("Enter");
  await expect(site.getByRole("article").getByText("清水寺")).toBeVisible();
  await site.getByRole("button", { name: "赞", exact: true }).click();
  await expect(site.getByRole("button", { name: "赞", exact: true })).toHaveAttribute("aria-pressed", "true");

  await site.reload();
  await expect(site.getByRole("article").getByText("清水寺")).toBeVisible();
  await expect(site.getByRole("button", { name: "赞", exact: true })).toHaveAttribute("aria-pressed", "true");

  const list = site.getByRole("navigation", { name: "对话列表" });
  const menu = list.getByRole("button", { name: "对话菜单" }).first();
  await menu.click();
  await site.getByRole("menuitem", { name: "重命名" }).click();
  await site.getByRole("textbox", { name: "名称" }).fill("京都之行");
  await site.getByRole("button", { name: "保存" }).click();
  await expect(list.getByRole("button", { name: "京都之行" })).toBeVisible();
  await menu.click();
  await site.getByRole("menuitem", { name: "置顶" }).click();
  await expect(list.getByRole("region", { name: "置顶" }).getByRole("button", { name: "京都之行" })).toBeVisible();
  await menu.click();
  await site.getByRole("menuitem", { name: "删除" }).click();
  await site.getByRole("dialog").getByRole("button", { name: "删除" }).click();
  await expect(list.getByRole("button", { name: "京都之行" })).toHaveCount(0);
  expect(errors).toEqual([]);

  await site.goto(`${world.url}/chat/nosuchcode`);
  await expect(site.getByRole("heading", { name: /This app is not available|应用暂不可用/ })).toBeVisible();
  await visitor?.close();
});

test("输入法组词时回车不发送", async ({ page }) => {
  await page.goto(`${world.url}/app/${appId}/orchestrate`);
  await page.getByRole("button", { name: "预览" }).click();
  const input = page.getByRole("complementary", { name: "预览" }).getByRole("textbox", { name: "输入消息" });
  await input.fill("半句");
  await input.dispatchEvent("keydown", { key: "Enter", keyCode: 229, bubbles: true });
  await input.dispatchEvent("keydown", { key: "Enter", isComposing: true, bubbles: true });
  await expect(input).toHaveValue("半句");
});
