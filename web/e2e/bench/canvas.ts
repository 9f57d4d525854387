import { test, type CDPSession, type Page } from "@playwright/test";
import { loadavg } from "node:os";
import { ConsoleApi } from "../support/console";
import { startServer } from "../support/server";

/** Prints frames, their 95th percentile and the main thread's work for graphs of several sizes. Times are told, not asserted. */

const SIZES = [60, 200, 500];
const SECONDS = 3;

function graph(count: number) {
  const columns = Math.ceil(Math.sqrt(count * 2));
  const nodes = Array.from({ length: count }, (_, n) => ({
    id: n === 0 ? "start" : `n${n}`,
    type: "custom",
    position: { x: (n % columns) * 320, y: Math.floor(n / columns) * 180 },
    data:
      n === 0
        ? {
            type: "start",
            title: "Start",
            variables: [{ variable: "q", label: "q", type: "text-input", required: false }],
          }
        : {
            type: "template-transform",
            title: `Step ${n}`,
            template: "{{ a }}",
            variables: [
              { variable: "a", value_selector: [n === 1 ? "start" : `n${n - 1}`, n === 1 ? "q" : "output"] },
              { variable: "b", value_selector: ["start", "q"] },
            ],
          },
  }));
  const edges = nodes
    .slice(1)
    .map((node, n) => ({ id: `e${n}`, source: nodes[n]?.id, target: node.id, type: "custom" }));
  return { nodes, edges, viewport: { x: 0, y: 0, zoom: 1 } };
}

const file = (count: number) =>
  JSON.stringify({
    version: "0.5.0",
    kind: "app",
    app: { name: `Bench ${count}`, mode: "workflow", icon: "", icon_type: "emoji", description: "" },
    workflow: { graph: graph(count), features: {}, environment_variables: [], conversation_variables: [] },
  });

interface Figures {
  fps: number;
  p95: number;
  cpu: number;
}

async function measure(page: Page, cdp: CDPSession, act: (until: number) => Promise<void>): Promise<Figures> {
  const busy = async () => {
    const { metrics } = await cdp.send("Performance.getMetrics");
    return metrics.find((metric) => metric.name === "TaskDuration")?.value ?? 0;
  };
  await page.evaluate(() => {
    const frames: number[] = [];
    Object.assign(window, { frames, measuring: true });
    const tick = (at: number) => {
      frames.push(at);
      if ((window as unknown as { measuring: boolean }).measuring) requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  });
  const before = await busy();
  await act(Date.now() + SECONDS * 1000);
  const spent = (await busy()) - before;
  const frames = await page.evaluate(() => {
    Object.assign(window, { measuring: false });
    return (window as unknown as { frames: number[] }).frames;
  });
  const gaps = frames
    .slice(1)
    .map((at, n) => at - (frames[n] ?? at))
    .sort((a, b) => a - b);
  const total = gaps.reduce((sum, gap) => sum + gap, 0);
  return {
    fps: (gaps.length / total) * 1000,
    p95: gaps[Math.floor(gaps.length * 0.95)] ?? 0,
    cpu: (spent / Math.max(1, gaps.length)) * 1000,
  };
}

async function pan(page: Page, until: number) {
  const box = (await page.locator(".canvas").boundingBox()) ?? { x: 0, y: 0, width: 800, height: 600 };
  const [x, y] = [box.x + box.width / 2, box.y + 60];
  await page.mouse.move(x, y);
  for (let n = 0; Date.now() < until; n += 1) await page.mouse.wheel(Math.sin(n / 20) * 30, Math.cos(n / 17) * 20);
}

/** A card is held and moved about. */
async function drag(page: Page, until: number) {
  const box = (await page.locator(".nd-card .nd-head").first().boundingBox()) ?? {
    x: 400,
    y: 400,
    width: 100,
    height: 20,
  };
  const [x, y] = [Math.max(260, box.x + 60), box.y + 20];
  await page.mouse.move(x, y);
  await page.mouse.down();
  for (let n = 0; Date.now() < until; n += 1)
    await page.mouse.move(x + Math.sin(n / 15) * 160, y + Math.cos(n / 11) * 90);
  await page.mouse.up();
}

async function zoom(page: Page, until: number) {
  await page.keyboard.down("Control");
  for (let n = 0; Date.now() < until; n += 1) await page.mouse.wheel(0, n % 60 < 30 ? 12 : -12);
  await page.keyboard.up("Control");
}

test("canvas", async ({ browser }) => {
  test.setTimeout(600_000);
  const server = await startServer();
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const api = new ConsoleApi(context.request, server.url);
  await api.setup();
  const rows: string[] = [];
  for (const size of SIZES) {
    const id = await api.importApp(file(size));
    const page = await context.newPage();
    const cdp = await context.newCDPSession(page);
    await cdp.send("Performance.enable", { timeDomain: "threadTicks" });
    await page.addInitScript(() => {
      const look = () => {
        if (document.querySelector(".react-flow__node")) Object.assign(window, { opened: performance.now() });
        else requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    });
    await page.goto(`${server.url}/app/${id}/orchestrate`);
    await page.locator(".react-flow__node").first().waitFor({ timeout: 60_000 });
    const open = await page.evaluate(() => Math.round((window as unknown as { opened: number }).opened));
    await page.waitForTimeout(1500);
    const cells: [string, Figures][] = [];
    cells.push(["pan all", await measure(page, cdp, (until) => pan(page, until))]);
    cells.push(["zoom", await measure(page, cdp, (until) => zoom(page, until))]);
    await page.locator(".canvas").focus();
    await page.keyboard.press("Shift+Digit1");
    await page.waitForTimeout(500);
    cells.push(["pan work", await measure(page, cdp, (until) => pan(page, until))]);
    cells.push(["drag work", await measure(page, cdp, (until) => drag(page, until))]);
    const cards = await page.locator(".react-flow__node").count();
    for (const [name, { fps, p95, cpu }] of cells) {
      rows.push(`| ${size} | ${name} | ${fps.toFixed(0)} | ${p95.toFixed(0)} | ${cpu.toFixed(1)} |`);
    }
    rows.push(`| ${size} | opened in ${open} ms, ${cards} cards mounted at work zoom | | | |`);
    await page.close();
  }
  console.log(
    `load ${loadavg()[0]?.toFixed(1)}\n| nodes | what | fps | p95 ms | main thread ms/frame |\n|---|---|---|---|---|\n${rows.join("\n")}`,
  );
  await context.close();
  await server.stop();
});
