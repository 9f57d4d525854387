import { test, type Page } from "@playwright/test";
import { startWorld } from "../support/apps";
import { file } from "./graphs";
import { frames, heap, median, metered, quantile, Table } from "./measure";

/** The canvas with graphs of several sizes (design budgets 14.2 and 14.8). Times are told, not asserted. */

const SIZES = [60, 200, 500, 1000];
const SECONDS = 3;
const KEYS = 60;

type Act = (page: Page, until: number) => Promise<void>;

const pan: Act = async (page, until) => {
  const box = (await page.locator(".canvas").boundingBox()) ?? { x: 0, y: 0, width: 800, height: 600 };
  await page.mouse.move(box.x + box.width / 2, box.y + 60);
  for (let n = 0; Date.now() < until; n += 1) await page.mouse.wheel(Math.sin(n / 20) * 30, Math.cos(n / 17) * 20);
};

/** A card is held and moved about. */
const drag: Act = async (page, until) => {
  const found = await page.locator(".nd-card .nd-head").first().boundingBox();
  const box = found ?? { x: 400, y: 400, width: 100, height: 20 };
  const [x, y] = [Math.max(260, box.x + 60), box.y + 20];
  await page.mouse.move(x, y);
  await page.mouse.down();
  for (let n = 0; Date.now() < until; n += 1)
    await page.mouse.move(x + Math.sin(n / 15) * 160, y + Math.cos(n / 11) * 90);
  await page.mouse.up();
};

const zoom: Act = async (page, until) => {
  await page.keyboard.down("Control");
  for (let n = 0; Date.now() < until; n += 1) await page.mouse.wheel(0, n % 60 < 30 ? 12 : -12);
  await page.keyboard.up("Control");
};

/** Milliseconds from each key to the frame that shows it. */
async function typing(page: Page): Promise<number[]> {
  await page.evaluate(() => {
    const seen: number[] = [];
    Object.assign(window, { paints: seen });
    addEventListener(
      "keydown",
      (event) => requestAnimationFrame(() => setTimeout(() => seen.push(performance.now() - event.timeStamp))),
      { capture: true },
    );
  });
  for (let n = 0; n < KEYS; n += 1) await page.keyboard.type("abcdefgh"[n % 8] ?? "a");
  await page.waitForTimeout(300);
  return page.evaluate(() => (window as unknown as { paints: number[] }).paints);
}

const ready = (page: Page) =>
  page.addInitScript(() => {
    const look = () => {
      if (document.querySelector(".react-flow__node")) Object.assign(window, { opened: performance.now() });
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });

test("canvas", async ({ browser }) => {
  test.setTimeout(900_000);
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const world = await startWorld(context);
  const api = world.api(context);
  const table = new Table("canvas");
  for (const size of SIZES) {
    const id = await api.importApp(file(size));
    const { page, cdp } = await metered(context);
    await ready(page);
    const run = (act: Act) => frames(page, cdp, () => act(page, Date.now() + SECONDS * 1000));
    await page.goto(`${world.url}/app/${id}/orchestrate`);
    await page.locator(".react-flow__node").first().waitFor({ timeout: 60_000 });
    const opened = await page.evaluate(() => Math.round((window as unknown as { opened: number }).opened));
    table.add(`${size} nodes: from navigation to the first cards`, `${opened} ms`, size === 500 ? "600 ms" : "");
    await page.waitForTimeout(1500);
    await page.locator(".canvas").focus();
    await page.keyboard.press("Control+1");
    await page.waitForTimeout(600);
    const overview = size === 1000 ? "40 fps" : size === 500 ? "50 fps, p95 35 ms" : "";
    table.frames(`${size} nodes: pan, all in view`, await run(pan), overview);
    await page.locator(".canvas").focus();
    await page.keyboard.press("Shift+Digit1");
    await page.waitForTimeout(600);
    const work = size === 500 ? "58 fps, p95 25 ms, 9 ms" : "58 fps";
    table.frames(`${size} nodes: pan at work`, await run(pan), work);
    table.frames(`${size} nodes: zoom`, await run(zoom), work);
    await page.locator(".canvas").focus();
    await page.keyboard.press("Shift+Digit1");
    await page.waitForTimeout(600);
    table.frames(`${size} nodes: drag a card`, await run(drag), work);
    const mounted = await page.locator(".react-flow__node").count();
    table.add(`${size} nodes: cards mounted at work`, String(mounted), "");
    if (size === 500) {
      table.add("500 nodes: organize", `${(await organize(page)).toFixed(0)} ms`, "500 ms");
      await panel(page, table);
    }
    await page.close();
  }
  await reopen(await metered(context), world.url, await api.importApp(file(500)), table);
  table.print();
  await context.close();
  await world.stop();
});

/** Milliseconds from the key until a card stands elsewhere. */
async function organize(page: Page): Promise<number> {
  await page.locator(".canvas").focus();
  await page.evaluate(() => {
    const places = () =>
      [...document.querySelectorAll<HTMLElement>(".react-flow__node")].map((node) => node.style.transform).join();
    addEventListener(
      "keydown",
      () => {
        const [began, before] = [performance.now(), places()];
        const look = () =>
          places() === before
            ? requestAnimationFrame(look)
            : Object.assign(window, { organized: performance.now() - began });
        requestAnimationFrame(look);
      },
      { capture: true, once: true },
    );
  });
  await page.keyboard.press("Control+o");
  await page.waitForFunction(() => "organized" in window);
  return page.evaluate(() => (window as unknown as { organized: number }).organized);
}

/** Opening the settings of nodes one after the other, and typing into one. */
async function panel(page: Page, table: Table) {
  await page.getByRole("button", { name: "Outline" }).first().click();
  const rows = page.getByRole("navigation", { name: "Outline" }).getByRole("button", { name: /^Step/ });
  await rows.first().click();
  await page.getByLabel("Description", { exact: true }).waitFor();
  const times: number[] = [];
  for (let n = 1; n <= 10; n += 1) {
    times.push(
      await rows.nth(n).evaluate(
        (row: HTMLElement) =>
          new Promise<number>((done) => {
            const began = performance.now();
            row.click();
            requestAnimationFrame(() => setTimeout(() => done(performance.now() - began)));
          }),
      ),
    );
  }
  table.add("500 nodes: open the settings of a node, p50", `${median(times).toFixed(0)} ms`, "100 ms");
  await page.getByLabel("Description", { exact: true }).focus();
  const keys = await typing(page);
  const figure = `${median(keys).toFixed(0)} ms p50, ${quantile(keys, 0.95).toFixed(0)} ms p95`;
  table.add("500 nodes: key to paint in the settings", figure, "32 ms p95");
}

/** What stays in memory after an app was opened and left twenty times. */
async function reopen({ page, cdp }: Awaited<ReturnType<typeof metered>>, url: string, id: string, table: Table) {
  const visit = async () => {
    await page.locator(`a[href*="/app/${id}"]`).first().click();
    await page.locator(".react-flow__node").first().waitFor({ timeout: 60_000 });
    await page.goBack();
    await page.getByRole("button", { name: "Create app" }).first().waitFor();
  };
  await page.goto(`${url}/apps`);
  for (let n = 0; n < 2; n += 1) await visit();
  const before = await heap(cdp);
  for (let n = 0; n < 20; n += 1) await visit();
  const grown = (await heap(cdp)) - before;
  table.add("heap after opening and leaving a canvas of 500 nodes 20 times", `${grown.toFixed(1)} MB more`, "20 MB");
  await page.close();
}
