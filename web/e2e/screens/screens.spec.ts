import { expect, test, type Browser, type Page } from "@playwright/test";
import { readFileSync } from "node:fs";
import { basicApps, basicShots } from "./basic";
import { ConsoleApi } from "../support/console";
import { connectToolModel } from "../support/basic";
import { startModel, startServer } from "../support/server";
import { knowledgeShots, prepareKnowledge } from "./knowledge";
import { modelShots, prepareModels } from "./models";
import { operateShots, prepareUse } from "./operate";
import { platformShots, preparePlatform } from "./platform";
import { prepareSegments, segmentShots } from "./segments";

const THEMES = ["light", "dark"] as const;
const LANGUAGES = { en: "en_US", zh: "zh_Hans" } as const;
const WIDTHS = { wide: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };
const fixture = (name: string) => readFileSync(new URL(`../fixtures/${name}`, import.meta.url), "utf8");

export type Shot = { name: string; path: string; before?: (page: Page) => Promise<void> };

async function settled(page: Page) {
  await page.waitForLoadState("networkidle");
  await page.evaluate(() => document.fonts.ready);
  await page.waitForTimeout(400);
}

/** `SHOTS=preview,problems` takes only these screens. */
const only = process.env.SHOTS?.split(",");

const missed: string[] = [];

async function take(page: Page, base: string, shots: readonly Shot[], suffix: string) {
  for (const shot of shots.filter((one) => only?.includes(one.name) ?? true)) {
    try {
      await page.goto(base + shot.path.replace("LANG", suffix.includes("-zh-") ? "zh-Hans" : "en-US"));
      await settled(page);
      if (shot.before) {
        await shot.before(page);
        await settled(page);
      }
    } catch (error) {
      // The picture shows how far it came; the others are taken all the same.
      missed.push(`${shot.name}-${suffix}: ${String(error).split("\n")[0] ?? ""}`);
    }
    await page.screenshot({ path: `screenshots/${shot.name}-${suffix}.png` });
  }
}

const submit = (page: Page) => page.getByRole("button", { name: /^(Run|运行)$/ }).click();
const openRun = (page: Page) => page.getByRole("button", { name: /^(Test run|试运行)$/ }).click();

async function report(page: Page) {
  await openRun(page);
  await page.getByLabel("Team").fill("Tools");
  await page.getByLabel("Notes").fill("shipped the canvas\nfixed exports");
  await submit(page);
  await page.getByRole("heading", { name: "fixed exports" }).waitFor();
}

async function ask(page: Page) {
  await page.getByRole("textbox", { name: /Write a message|输入消息/ }).fill("三天怎么玩京都？");
  await page.keyboard.press("Enter");
  await page.getByRole("article").getByText("竹林").waitFor();
}

/** `SCREENS=phone-en-light,wide-zh-dark` takes only these. */
const wanted = process.env.SCREENS?.split(",");
const variants = () => everyVariant().filter((one) => wanted?.includes(one.suffix) ?? true);
const everyVariant = () =>
  Object.entries(WIDTHS).flatMap(([width, viewport]) =>
    Object.entries(LANGUAGES).flatMap(([short, language]) =>
      THEMES.map((theme) => ({ suffix: `${width}-${short}-${theme}`, viewport, language, theme })),
    ),
  );
const context = (browser: Browser, one: ReturnType<typeof everyVariant>[number]) =>
  browser.newContext({
    viewport: one.viewport,
    colorScheme: one.theme,
    locale: one.language === "zh_Hans" ? "zh-CN" : "en-US",
  });

test("screens", async ({ browser }) => {
  const server = await startServer();
  const model = await startModel(new URL("../fixtures/model.yaml", import.meta.url).pathname);
  try {
    for (const one of variants()) {
      const page = await (await context(browser, one)).newPage();
      await take(page, server.url, [{ name: "install", path: "/install" }], one.suffix);
      await page.context().close();
    }
    const setup = await browser.newContext();
    const api = new ConsoleApi(setup.request, server.url);
    await api.setup();
    await api.connectModel(model.url);
    await api.call("POST", "/workspaces/current/members/invite", {
      emails: ["wei@example.com", "sam@example.com"],
      role: "editor",
    });
    const flow = await api.importApp(fixture("report-workflow.yml"));
    const chat = await api.importApp(fixture("travel-chatflow.yml"));
    for (const name of ["Weekly digest", "发票识别", "Support triage"]) {
      await api.call("POST", "/apps", {
        name,
        mode: "workflow",
        description: "Collects, sorts and answers.",
        icon_type: "emoji",
        icon: "📚",
        icon_background: "#E0F2FE",
      });
    }
    await api.call("POST", `/apps/${flow}/workflows/publish`, {});
    await api.call("POST", `/apps/${chat}/workflows/publish`, {});
    await api.call("POST", `/apps/${flow}/api-keys`);
    const slow = await api.importApp(fixture("count-workflow.yml"));
    const broken = await api.importApp(fixture("count-workflow.yml").replace("name: scripted,", 'name: "",'));
    await connectToolModel(Object.assign(api, { modelUrl: model.url }));
    const basic = await basicApps(api);
    const code = async (id: string) => (await api.call<{ site: { code: string } }>("GET", `/apps/${id}`)).site.code;
    const [flowCode, chatCode] = [await code(flow), await code(chat)];
    await prepareUse(api, server.url, { flow, chat });
    const platform = await preparePlatform(api, { flow, chat });
    await prepareModels(api, basic.chat);
    const knowledge = await prepareKnowledge(api);
    const segments = await prepareSegments(api, knowledge);
    const shots: Shot[] = [
      ...platformShots(platform),
      ...operateShots({ flow, chat }),
      ...modelShots(basic.chat),
      ...knowledgeShots(knowledge),
      ...segmentShots(segments),
      { name: "studio", path: "/apps" },
      { name: "studio-none", path: "/apps?q=nothing-like-this" },
      { name: "create", path: "/apps", before: (page) => page.keyboard.press("c") },
      {
        name: "import",
        path: "/apps",
        before: async (page) => {
          await page.locator("main button[aria-haspopup=menu]").first().click();
          await page.getByRole("menuitem").last().click();
        },
      },
      {
        name: "templates",
        path: "/apps",
        before: async (page) => {
          await page.locator("main button[aria-haspopup=menu]").first().click();
          await page.getByRole("menuitem").nth(1).click();
        },
      },
      {
        name: "template-detail",
        path: "/apps",
        before: async (page) => {
          await page.locator("main button[aria-haspopup=menu]").first().click();
          await page.getByRole("menuitem").nth(1).click();
          await page.getByRole("button", { name: /^(Service desk|客服台)$/ }).click();
        },
      },
      { name: "account-menu", path: "/apps", before: (page) => page.locator("header button").last().click() },
      { name: "orchestrate", path: `/app/${flow}/orchestrate` },
      { name: "orchestrate-chat", path: `/app/${chat}/orchestrate` },
      {
        name: "run-form",
        path: `/app/${flow}/orchestrate`,
        before: async (page) => {
          await openRun(page);
          await submit(page);
        },
      },
      {
        name: "run-going",
        path: `/app/${slow}/orchestrate`,
        before: async (page) => {
          await openRun(page);
          await page.getByLabel("Topic").fill("count slowly");
          await submit(page);
          await page.getByText(/w3/).first().waitFor();
        },
      },
      { name: "run-result", path: `/app/${flow}/orchestrate`, before: report },
      {
        name: "run-detail",
        path: `/app/${flow}/orchestrate`,
        before: async (page) => {
          await report(page);
          await page.getByRole("tab").nth(2).click();
        },
      },
      {
        name: "run-trace",
        path: `/app/${flow}/orchestrate`,
        before: async (page) => {
          await report(page);
          await page.getByRole("tab").nth(3).click();
          await page.getByRole("button", { name: /Split notes/ }).click();
        },
      },
      {
        name: "history-replay",
        path: `/app/${flow}/orchestrate`,
        before: async (page) => {
          await page.getByRole("button", { name: /^(History|历史)$/ }).click();
          await page.getByRole("button", { name: /#\d+/ }).first().click();
        },
      },
      {
        name: "node-panel",
        path: `/app/${flow}/orchestrate`,
        before: async (page) => {
          await page.locator(".canvas").focus();
          await page.keyboard.press("Home");
          await page.keyboard.press("ArrowRight");
          await page.keyboard.press("Enter");
        },
      },
      {
        name: "problems",
        path: `/app/${broken}/orchestrate`,
        before: (page) => page.getByRole("button", { name: /1 problem|1 个问题/ }).click(),
      },
      {
        name: "preview",
        path: `/app/${chat}/orchestrate`,
        before: async (page) => {
          await page.getByRole("button", { name: /^(Preview|预览)$/ }).click();
          await ask(page);
        },
      },
      { name: "site-workflow", path: `/workflow/${flowCode}?locale=LANG` },
      {
        name: "site-workflow-result",
        path: `/workflow/${flowCode}?locale=LANG`,
        before: async (page) => {
          await page.getByLabel("Team").fill("Tools");
          await page.getByLabel("Notes").fill("shipped the canvas\nfixed exports");
          await submit(page);
          await page.getByRole("main").getByRole("heading", { name: "fixed exports" }).waitFor();
        },
      },
      { name: "site-chat-start", path: `/chat/${chatCode}?locale=LANG` },
      {
        name: "site-chat",
        path: `/chat/${chatCode}?locale=LANG`,
        before: async (page) => {
          await page.getByRole("button", { name: /Start conversation|开始对话/ }).click();
          await ask(page);
        },
      },
      { name: "site-gone", path: "/chat/nosuchcode?locale=LANG" },
      {
        name: "embed-bubble",
        path: "/",
        before: async (page) => {
          const body =
            `<!doctype html><title>Shop</title><body style="font-family:sans-serif"><h1>Shop</h1>` +
            `<script>window.difyChatbotConfig={token:"${chatCode}",baseUrl:"${server.url}"}</script>` +
            `<script src="${server.url}/embed.min.js" id="${chatCode}" defer></script></body>`;
          await page.route("**/a-shop", (route) => route.fulfill({ contentType: "text/html", body }));
          await page.goto(`${server.url}/a-shop`);
          await page.locator("#dify-chatbot-bubble-button").click();
        },
      },
      ...basicShots(basic),
      { name: "api-access", path: `/app/${flow}/api` },
      {
        name: "reference",
        path: "/reference",
        before: (page) =>
          page
            .getByRole("button", { name: /\/v1\/chat-messages/ })
            .first()
            .click(),
      },
      { name: "providers", path: "/apps?settings=providers" },
      {
        name: "provider-connect",
        path: "/apps?settings=providers",
        before: (page) => page.getByRole("button", { name: /(Connect|接入) Anthropic$/ }).click(),
      },
      { name: "account", path: "/apps?settings=account" },
      { name: "members", path: "/apps?settings=members" },
      { name: "workspace", path: "/apps?settings=workspace" },
      { name: "not-found", path: "/nowhere" },
    ];
    for (const one of variants()) {
      const browserContext = await context(browser, one);
      const page = await browserContext.newPage();
      await take(page, server.url, [{ name: "signin", path: "/signin" }], one.suffix);
      await new ConsoleApi(browserContext.request, server.url).signIn();
      const own = new ConsoleApi(browserContext.request, server.url);
      await own.call("PATCH", "/account", { language: one.language, theme: one.theme });
      await take(page, server.url, shots, one.suffix);
      await browserContext.close();
    }
    expect(missed).toEqual([]);
  } finally {
    await model.stop();
    await server.stop();
  }
});
