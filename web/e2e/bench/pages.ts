import { test, type Browser, type BrowserContext, type Page } from "@playwright/test";
import { startWorld } from "../support/apps";
import { startModel } from "../support/server";
import { firstPaint, frames, median, metered, Table } from "./measure";

/** Pages other than the canvas (design budgets 14.1, 14.3 to 14.7). Times are told, not asserted. */

const TRIES = 5;

const section = (n: number) => `
## Part ${n}

Some **words** about rivers, with \`code\` and a [link](https://example.com/${n}), so that a line is long enough to wrap.

| name | depth | length |
|---|---|---|
| Aare | ${n} | 288 |
| Rhine | ${n + 1} | 1230 |

\`\`\`python
def flow(depth: int) -> float:
    return depth * ${n}.5
\`\`\`
`;

/** A hundred tokens a second for more than 5,000 characters with tables and code. */
const SCRIPT = `
rules:
  - when: {last: river}
    answer: ${JSON.stringify(Array.from({ length: 24 }, (_, n) => section(n)).join(""))}
    delay: {first_ms: 20, token_ms: 10}
`;

async function paint(browser: Browser, url: string, of: BrowserContext, slow: boolean): Promise<number> {
  const context = await browser.newContext({ storageState: await of.storageState() });
  const { page, cdp } = await metered(context);
  if (slow) {
    await cdp.send("Network.enable");
    const speed = (10 * 1_000_000) / 8;
    await cdp.send("Network.emulateNetworkConditions", {
      offline: false,
      latency: 40,
      downloadThroughput: speed,
      uploadThroughput: speed,
    });
    await cdp.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  }
  await page.goto(url);
  const at = await firstPaint(page);
  await context.close();
  return at;
}

async function painted(table: Table, browser: Browser, context: BrowserContext, url: string, what: string) {
  for (const slow of [false, true]) {
    const times: number[] = [];
    for (let n = 0; n < TRIES; n += 1) times.push(await paint(browser, url, context, slow));
    const how = slow ? ", 10 Mbit/s, 40 ms, processor / 4" : ", empty cache";
    table.add(`${what}: first paint${how}`, `${median(times).toFixed(0)} ms`, slow ? "1,200 ms" : "400 ms");
  }
}

async function streaming(page: Page, run: (act: () => Promise<void>) => ReturnType<typeof frames>, table: Table) {
  await page.getByRole("textbox", { name: /Write a message/ }).fill("Tell me about the river");
  const figures = await run(async () => {
    await page.keyboard.press("Enter");
    await page.getByRole("article").getByRole("button", { name: "Ask again" }).waitFor({ timeout: 120_000 });
  });
  const length = (await page.getByRole("article").first().innerText()).length;
  table.frames(`an answer of ${length} characters, 100 tokens/s`, figures, "p95 20 ms, longest 50 ms");
}

async function palette(page: Page, table: Table) {
  const times: number[] = [];
  for (let n = 0; n < TRIES; n += 1) {
    await page.keyboard.press("Control+k");
    await page.getByRole("dialog").getByRole("combobox").waitFor();
    times.push(
      await page.evaluate(
        () =>
          new Promise<number>((done) => {
            const field = document.querySelector<HTMLInputElement>("[role=dialog] input")!;
            const began = performance.now();
            const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")!.set!;
            set.call(field, "set");
            field.dispatchEvent(new Event("input", { bubbles: true }));
            const look = () =>
              document.querySelector("[role=dialog] [role=option]")
                ? done(performance.now() - began)
                : requestAnimationFrame(look);
            requestAnimationFrame(look);
          }),
      ),
    );
    await page.keyboard.press("Escape");
  }
  table.add("palette: first results", `${median(times).toFixed(0)} ms`, "50 ms");
}

test("pages", async ({ browser }) => {
  test.setTimeout(300_000);
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const world = await startWorld(context);
  const rivers = await startModel();
  await fetch(`${rivers.url}/scripted/script`, { method: "PUT", body: SCRIPT });
  const api = world.api(context);
  await api.connectModel(rivers.url, "rivers");
  const table = new Table("pages");

  await painted(table, browser, context, `${world.url}/apps`, "Studio");
  const made = await api.call<{ id: string; site: { code: string } }>("POST", "/apps", {
    name: "Rivers",
    mode: "chat",
    description: "",
    icon_type: "emoji",
    icon: "🌊",
    icon_background: "#E0F2FE",
  });
  const app = await api.call<{ site: { code: string } }>("GET", `/apps/${made.id}`);
  const site = `${world.url}/chat/${app.site.code}?locale=en-US`;
  await painted(table, browser, context, site, "published chat");

  const chat = await metered(context);
  await chat.page.goto(site);
  await streaming(chat.page, (act) => frames(chat.page, chat.cdp, act), table);
  await chat.page.close();

  const { page } = await metered(context);
  await page.goto(`${world.url}/app/${made.id}/overview`);
  const drawn: number[] = [];
  for (let n = 0; n < TRIES; n += 1) {
    await page.reload();
    await page.locator("details summary").first().waitFor();
    drawn.push(await page.evaluate(() => performance.now()));
  }
  table.add("dashboard: from navigation to the charts", `${median(drawn).toFixed(0)} ms`, "500 ms");
  await palette(page, table);
  table.print();
  await context.close();
  await Promise.all([world.stop(), rivers.stop()]);
});
