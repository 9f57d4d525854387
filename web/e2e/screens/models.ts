import type { Page } from "@playwright/test";
import type { ConsoleApi } from "../support/console";
import type { Shot } from "./screens.spec";

const OPENAI = "/workspaces/current/model-providers/openai";

/** Two credentials, a balanced model, some use and two budgets. */
export async function prepareModels(api: ConsoleApi, app: string) {
  const added: { id: string }[] = [];
  for (const name of ["Production", "Testing"]) {
    const credentials = { openai_api_key: `sk-${name}-secret`, openai_api_base: api.modelUrl };
    added.push(await api.call("POST", `${OPENAI}/credentials`, { name, credentials }));
  }
  const model = { model: "gpt-4.1", model_type: "llm" };
  await api.call("PUT", `${OPENAI}/models/load-balancing`, {
    ...model,
    enabled: true,
    entries: [null, added[1]?.id, added[1]?.id].map((credential_id) => ({ credential_id, enabled: true })),
  });
  for (let call = 0; call < 3; call++) await api.call("POST", `${OPENAI}/models/test`, model);
  const budgets = "/workspaces/current/model-budgets";
  await api.call("POST", budgets, { scope: "workspace", metric: "money", currency: "USD", period: "month", most: 20 });
  await api.call("POST", budgets, { scope: "app", target: app, metric: "tokens", period: "day", most: 50_000 });
}

async function models(page: Page) {
  const card = page.getByRole("article", { name: "OpenAI", exact: true });
  await card.getByRole("button", { name: /^(Show models|显示模型)$/ }).click();
  await card.getByRole("list").first().waitFor();
  await card.scrollIntoViewIfNeeded();
  return card;
}

export const modelShots = (app: string): Shot[] => [
  { name: "provider-models", path: "/apps?settings=providers", before: async (page) => void (await models(page)) },
  {
    name: "provider-balancing",
    path: "/apps?settings=providers",
    before: async (page) => {
      const card = await models(page);
      await card.getByRole("button", { name: /^(Settings of gpt-4\.1|gpt-4\.1 的设置)$/ }).click();
    },
  },
  {
    name: "provider-credentials",
    path: "/apps?settings=providers",
    before: (page) =>
      page
        .getByRole("article", { name: "OpenAI", exact: true })
        .getByRole("button", { name: /^(Credentials|凭据)$/ })
        .click(),
  },
  {
    name: "default-models",
    path: "/apps?settings=providers",
    before: (page) => page.getByRole("button", { name: /^(Change|更改)$/ }).click(),
  },
  { name: "usage", path: "/apps?settings=usage" },
  {
    name: "budget",
    path: "/apps?settings=usage",
    before: (page) => page.getByRole("button", { name: /^(Add budget|添加预算)$/ }).click(),
  },
  {
    name: "model-picker",
    path: `/app/${app}/orchestrate`,
    before: (page) => page.getByRole("combobox", { name: /^(Model|模型)$/ }).click(),
  },
];
