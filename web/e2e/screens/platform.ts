import type { Page } from "@playwright/test";
import type { ConsoleApi } from "../support/console";
import { SHOP } from "../support/shop";
import type { Shot } from "./screens.spec";

type Prepared = { flow: string; chat: string; shop: string };

/** What the screens of tools, annotations, extensions and the audit log show. */
export async function preparePlatform(api: ConsoleApi, apps: { flow: string; chat: string }): Promise<Prepared> {
  const shop = await api.call<{ id: string }>("POST", "/workspaces/current/tool-providers/api", {
    name: "Shop",
    description: "Orders and articles of the shop.",
    labels: ["business"],
    icon: { content: "🛒", background: "#D1FAE5" },
    document: SHOP("https://shop.example.com"),
  });
  await api.call("POST", "/workspaces/current/tool-providers/workflow", {
    app_id: apps.flow,
    name: "weekly_report",
    label: "Weekly report",
    description: "Writes the report of a week from notes.",
    labels: ["productivity"],
  });
  return { ...apps, shop: shop.id };
}

const card = (page: Page, name: RegExp) => page.getByRole("main").getByRole("button", { name }).first();

export const platformShots = ({ flow, shop }: Prepared): Shot[] => [
  { name: "tools", path: "/tools" },
  { name: "tools-none", path: "/tools?q=nothing" },
  { name: "tools-custom", path: `/tools?tab=api&id=${shop}` },
  { name: "tools-workflow", path: "/tools?tab=workflow" },
  { name: "tool-detail", path: "/tools", before: (page) => card(page, /Tavily/).click() },
  {
    name: "tool-authorize",
    path: "/tools?id=tavily",
    before: (page) =>
      page
        .getByRole("button", { name: /^(Authorize|授权)$/ })
        .first()
        .click(),
  },
  {
    name: "tool-create",
    path: "/tools?tab=api",
    before: async (page) => {
      await page
        .getByRole("button", { name: /^(Create custom tool|创建自定义工具)$/ })
        .first()
        .click();
      await page.getByRole("button", { name: /^(Examples|示例)$/ }).click();
      await page.getByRole("menuitem").last().click();
      await page.getByText("place_order").first().waitFor();
      await page.getByRole("radio", { name: /API/ }).click();
      await page.getByRole("button", { name: /^(Create|创建)$/ }).click();
    },
  },
  {
    name: "tool-test",
    path: "/tools?tab=api",
    before: async (page) => {
      await page
        .getByRole("button", { name: /^(Create custom tool|创建自定义工具)$/ })
        .first()
        .click();
      await page.getByRole("button", { name: /^(Examples|示例)$/ }).click();
      await page.getByRole("menuitem").first().click();
      await page.getByRole("button", { name: /get_forecast/ }).click();
    },
  },
  { name: "tool-publish", path: `/tools?tab=workflow&publish=${flow}` },
];
