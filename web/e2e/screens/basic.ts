import type { Page } from "@playwright/test";
import type { ConsoleApi } from "../support/console";
import type { Shot } from "./screens.spec";

const PROVIDER = "openai_api_compatible";
const model = (name: string) => ({ provider: PROVIDER, name, mode: "chat", completion_params: { temperature: 0.3 } });
const TOPIC = { "text-input": { variable: "topic", label: "Topic", required: true, max_length: 48 } };
const TONE = {
  select: { variable: "tone", label: "Tone", required: false, options: ["calm", "bold"], default: "calm" },
};

export interface BasicApps {
  chat: string;
  agent: string;
  text: string;
  chatCode: string;
  agentCode: string;
  textCode: string;
}

/** A chat assistant, an agent and a text generator, published. */
export async function basicApps(api: ConsoleApi): Promise<BasicApps> {
  const make = async (mode: string, name: string, icon: string, change: Record<string, unknown>) => {
    const { id } = await api.call<{ id: string }>("POST", "/apps", {
      name,
      mode,
      description: "",
      icon_type: "emoji",
      icon,
      icon_background: "#E0F2FE",
    });
    const { config, hash } = await api.call<{ config: object; hash: string }>("GET", `/apps/${id}/model-config`);
    await api.call("PUT", `/apps/${id}/model-config`, { config: { ...config, ...change }, hash });
    await api.call("POST", `/apps/${id}/model-config/publish`);
    const app = await api.call<{ site: { code: string } }>("GET", `/apps/${id}`);
    return { id, code: app.site.code };
  };
  const chat = await make("chat", "Travel advisor", "🧭", {
    model: model("scripted-tools"),
    pre_prompt: "You advise on trips about {{topic}} in a {{tone}} tone.\n\nAsk {{budget}} first when it matters.",
    user_input_form: [TOPIC, TONE],
    opening_statement: "Hello. Where do you want to go for {{topic}}?",
    suggested_questions: ["三天怎么玩京都？", "What should I pack?"],
    file_upload: { enabled: true, allowed_file_types: ["image"], number_limits: 3, image: { enabled: true } },
    sensitive_word_avoidance: {
      enabled: true,
      type: "keywords",
      config: { keywords: "bomb", inputs_config: { enabled: true, preset_response: "Let us talk of travel." } },
    },
  });
  const time = (tool_name: string, tool_label: string, more: object = {}) => ({
    provider_id: "time",
    provider_type: "builtin",
    provider_name: "time",
    tool_name,
    tool_label,
    tool_parameters: {},
    enabled: true,
    ...more,
  });
  const agent = await make("agent-chat", "Clock", "⏰", {
    model: model("scripted-tools"),
    pre_prompt: "Look at the clock before you answer.",
    agent_mode: {
      enabled: true,
      strategy: "function_call",
      max_iteration: 5,
      tools: [
        time("current_time", "Current time"),
        time("weekday", "Weekday", { enabled: false }),
        time("moon_phase", "Moon phase", { provider_id: "moon", provider_name: "moon", enabled: false }),
      ],
    },
  });
  const text = await make("completion", "Taglines", "✍️", {
    model: model("scripted"),
    pre_prompt: "Write a tagline about {{topic}}, {{tone}}.",
    user_input_form: [TOPIC, TONE],
    more_like_this: { enabled: true },
  });
  return {
    chat: chat.id,
    agent: agent.id,
    text: text.id,
    chatCode: chat.code,
    agentCode: agent.code,
    textCode: text.code,
  };
}

/** On a phone the trial is behind a switch. */
async function toPreview(page: Page) {
  const side = page.getByRole("button", { name: /^(Preview|预览)$/ });
  if (await side.isVisible()) await side.click();
}
const send = async (page: Page, text: string) => {
  await page.getByRole("textbox", { name: /Write a message|Ask all models|输入消息|向所有模型提问/ }).fill(text);
  await page.keyboard.press("Enter");
};
const rows = ["Topic,Tone", "cats,calm", "dogs,bold", "boom,calm", ",calm", "tea,loud"].join("\n");

export const basicShots = (apps: BasicApps): Shot[] => [
  { name: "basic-chat", path: `/app/${apps.chat}/orchestrate` },
  {
    name: "basic-chat-debug",
    path: `/app/${apps.chat}/orchestrate`,
    before: async (page) => {
      await toPreview(page);
      await page.getByRole("textbox", { name: "Topic", exact: true }).fill("food");
      await send(page, "三天怎么玩京都？");
      await page.getByRole("article").getByText("竹林").waitFor();
    },
  },
  {
    name: "basic-features",
    path: `/app/${apps.chat}/orchestrate`,
    before: (page) => page.getByRole("button", { name: /^(Manage|管理)$/ }).click(),
  },
  {
    name: "basic-variable",
    path: `/app/${apps.chat}/orchestrate`,
    before: (page) => page.getByRole("button", { name: /(Edit variable|编辑变量) tone/ }).click(),
  },
  {
    name: "basic-insert",
    path: `/app/${apps.chat}/orchestrate`,
    before: async (page) => {
      await page.locator("main textarea").first().click();
      await page.keyboard.press("ControlOrMeta+End");
      await page.keyboard.type(" /");
    },
  },
  {
    name: "basic-generator",
    path: `/app/${apps.chat}/orchestrate`,
    before: async (page) => {
      await page.getByRole("button", { name: /^(Generate|生成)$/ }).click();
      await page.getByRole("dialog").getByRole("textbox").first().fill("An advisor who asks one question at a time");
      await page.keyboard.press("ControlOrMeta+Enter");
      await page.getByRole("dialog").locator("pre").waitFor();
    },
  },
  {
    name: "basic-publish",
    path: `/app/${apps.chat}/orchestrate`,
    before: (page) => page.getByRole("button", { name: /^(Publish|发布)$/ }).click(),
  },
  {
    name: "basic-parameters",
    path: `/app/${apps.chat}/orchestrate`,
    before: (page) => page.getByRole("button", { name: /^(Model parameters|模型参数)$/ }).click(),
  },
  {
    name: "basic-log",
    path: `/app/${apps.text}/orchestrate`,
    before: async (page) => {
      await toPreview(page);
      await page.getByRole("textbox", { name: "Topic", exact: true }).fill("tea");
      await page.getByRole("button", { name: /^(Run|运行)$/ }).click();
      await page.getByRole("button", { name: /^(Prompt log|提示词日志)$/ }).click();
    },
  },
  {
    name: "basic-multi",
    path: `/app/${apps.chat}/orchestrate`,
    before: async (page) => {
      await page.getByRole("button", { name: /^(Debug multiple models|多模型调试)$/ }).click();
      await page.getByRole("textbox", { name: "Topic", exact: true }).fill("food");
      await send(page, "三天怎么玩京都？");
      await page.getByRole("article").getByText("竹林").first().waitFor();
    },
  },
  {
    name: "basic-agent",
    path: `/app/${apps.agent}/orchestrate`,
    before: async (page) => {
      await toPreview(page);
      await send(page, "What time is it?");
      await page.getByText("It is noon somewhere.").waitFor();
      await page.locator("summary").last().click();
    },
  },
  {
    name: "basic-tools",
    path: `/app/${apps.agent}/orchestrate`,
    before: (page) =>
      page
        .getByRole("region", { name: /^(Tools|工具)$/ })
        .getByRole("button", { name: /^(Add|添加)$/ })
        .click(),
  },
  {
    name: "basic-tool",
    path: `/app/${apps.agent}/orchestrate`,
    before: async (page) => {
      await page
        .getByRole("button", { name: /(Settings of|的设置)/ })
        .first()
        .click();
    },
  },
  { name: "basic-text", path: `/app/${apps.text}/orchestrate` },
  { name: "site-basic-start", path: `/chat/${apps.chatCode}?locale=LANG` },
  {
    name: "site-agent",
    path: `/chat/${apps.agentCode}?locale=LANG`,
    before: async (page) => {
      await send(page, "What time is it?");
      await page.getByText("It is noon somewhere.").waitFor();
    },
  },
  {
    name: "site-text",
    path: `/completion/${apps.textCode}?locale=LANG`,
    before: async (page) => {
      await page.getByRole("textbox", { name: "Topic", exact: true }).fill("soap");
      await page.getByRole("button", { name: /^(Run|运行)$/ }).click();
      await page.getByRole("main").getByText("Write a tagline about soap").waitFor();
    },
  },
  {
    name: "site-batch",
    path: `/completion/${apps.textCode}?locale=LANG`,
    before: async (page) => {
      await page.getByRole("tab").nth(1).click();
      await page
        .locator("input[type=file]")
        .setInputFiles({ name: "rows.csv", mimeType: "text/csv", buffer: Buffer.from(rows) });
      await page.getByRole("button", { name: /^(Run 5 rows|运行 5 行)$/ }).click();
      await page
        .getByText(/5 of 5|5\/5/)
        .first()
        .waitFor();
    },
  },
  {
    name: "site-saved",
    path: `/completion/${apps.textCode}?locale=LANG`,
    before: (page) => page.getByRole("tab").nth(2).click(),
  },
];
