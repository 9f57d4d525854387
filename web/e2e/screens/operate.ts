import type { ConsoleApi } from "../support/console";
import type { Shot } from "./screens.spec";

type Apps = { flow: string; chat: string };

/** Some use of the published apps, for logs and figures. */
export async function prepareUse(api: ConsoleApi, url: string, apps: Apps): Promise<void> {
  const call = async (app: string, path: string, body: Record<string, unknown>) => {
    const key = await api.call<{ token: string }>("POST", `/apps/${app}/api-keys`);
    const answer = await fetch(`${url}/v1${path}`, {
      method: "POST",
      headers: { Authorization: `Bearer ${key.token}`, "Content-Type": "application/json" },
      body: JSON.stringify({ response_mode: "blocking", ...body }),
    });
    return (await answer.json()) as { message_id?: string };
  };
  const first = await call(apps.chat, "/chat-messages", {
    inputs: {},
    query: "三天怎么玩京都？",
    user: "wang.lei@example.com",
  });
  for (const query of ["What is open on Sunday?", "Where can I park a bus with fifty people and their luggage?"]) {
    await call(apps.chat, "/chat-messages", { inputs: {}, query, user: "visitor-8231" });
  }
  await api.call("POST", `/apps/${apps.chat}/logs/messages/${first.message_id}/feedback`, { rating: "like" });
  const inputs = { team: "Tools", notes: "shipped the canvas\nfixed exports" };
  for (const user of ["ada", "grace"]) await call(apps.flow, "/workflows/run", { inputs, user });
}

export const operateShots = ({ flow, chat }: Apps): Shot[] => [
  { name: "logs", path: `/app/${chat}/logs` },
  { name: "logs-none", path: `/app/${chat}/logs?q=nothing` },
  {
    name: "log-conversation",
    path: `/app/${chat}/logs`,
    before: (page) => page.getByRole("button", { name: /京都/ }).first().click(),
  },
  { name: "logs-runs", path: `/app/${flow}/logs` },
  {
    name: "log-run",
    path: `/app/${flow}/logs`,
    before: (page) => page.getByRole("row").nth(1).click(),
  },
  { name: "overview", path: `/app/${chat}/overview` },
  { name: "overview-workflow", path: `/app/${flow}/overview?days=30` },
  {
    name: "site-settings",
    path: `/app/${chat}/overview`,
    before: (page) => page.getByRole("button", { name: /^(Settings|设置)$/ }).click(),
  },
  {
    name: "embed-code",
    path: `/app/${chat}/overview`,
    before: (page) => page.getByRole("button", { name: /^(Embed|嵌入)$/ }).click(),
  },
  { name: "annotations", path: `/app/${chat}/annotations` },
  { name: "audit", path: "/apps?settings=audit" },
  { name: "extensions", path: "/apps?settings=extensions" },
  { name: "palette", path: "/apps", before: (page) => page.keyboard.press("Control+k") },
  {
    name: "palette-search",
    path: `/app/${chat}/overview`,
    before: async (page) => {
      await page.keyboard.press("Control+k");
      await page.getByRole("combobox").fill("e");
    },
  },
];
