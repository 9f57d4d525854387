import { expect, type BrowserContext, type Page } from "@playwright/test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ConsoleApi } from "./console";
import { startModel, startServer } from "./server";

const FIXTURES = join(import.meta.dirname, "../fixtures");

export interface World {
  url: string;
  api: (context: BrowserContext) => ConsoleApi;
  stop: () => Promise<void>;
}

/** A server with the scripted model, set up and connected. */
export async function startWorld(
  context: BrowserContext,
  language: "en_US" | "zh_Hans" = "en_US",
  env: NodeJS.ProcessEnv = {},
): Promise<World> {
  const [server, model] = await Promise.all([startServer(env), startModel(join(FIXTURES, "model.yaml"))]);
  const api = (of: BrowserContext) => {
    const calls = new ConsoleApi(of.request, server.url);
    calls.modelUrl = model.url;
    return calls;
  };
  await api(context).setup(language);
  await api(context).connectModel(model.url);
  return {
    url: server.url,
    api,
    stop: async () => {
      await Promise.all([server.stop(), model.stop()]);
    },
  };
}

export const fixture = (name: string) => readFileSync(join(FIXTURES, name), "utf8");

/** The card of a node on the canvas. */
export const card = (page: Page, title: string) =>
  page.locator(".nd-card").filter({ has: page.locator(".nd-title").getByText(title, { exact: true }) });

export async function expectState(page: Page, title: string, state: string) {
  await expect(card(page, title)).toHaveAttribute("data-state", state, { timeout: 20_000 });
}
