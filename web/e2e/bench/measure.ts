import type { BrowserContext, CDPSession, Page } from "@playwright/test";
import { loadavg } from "node:os";

/** Frames a second, the 95th percentile and the longest of their distances, and the main thread's work in each. */
export interface Figures {
  fps: number;
  p95: number;
  longest: number;
  cpu: number;
}

/** A page and its meter; nothing is cached yet. */
export async function metered(context: BrowserContext): Promise<{ page: Page; cdp: CDPSession }> {
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  await cdp.send("Performance.enable", { timeDomain: "threadTicks" });
  return { page, cdp };
}

async function metric(cdp: CDPSession, name: string): Promise<number> {
  const { metrics } = await cdp.send("Performance.getMetrics");
  return metrics.find((one) => one.name === name)?.value ?? 0;
}

/** Measure frames while something goes on. */
export async function frames(page: Page, cdp: CDPSession, act: () => Promise<void>): Promise<Figures> {
  await page.evaluate(() => {
    const seen: number[] = [];
    Object.assign(window, { frames: seen, measuring: true });
    const tick = (at: number) => {
      seen.push(at);
      if ((window as unknown as { measuring: boolean }).measuring) requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  });
  const before = await metric(cdp, "TaskDuration");
  await act();
  const spent = (await metric(cdp, "TaskDuration")) - before;
  const seen = await page.evaluate(() => {
    Object.assign(window, { measuring: false });
    return (window as unknown as { frames: number[] }).frames;
  });
  const gaps = seen
    .slice(1)
    .map((at, n) => at - (seen[n] ?? at))
    .sort((a, b) => a - b);
  const total = gaps.reduce((sum, gap) => sum + gap, 0);
  return {
    fps: (gaps.length / total) * 1000,
    p95: gaps[Math.floor(gaps.length * 0.95)] ?? 0,
    longest: gaps.at(-1) ?? 0,
    cpu: (spent / Math.max(1, gaps.length)) * 1000,
  };
}

/** Megabytes of JavaScript heap after a collection. */
export async function heap(cdp: CDPSession): Promise<number> {
  await cdp.send("HeapProfiler.collectGarbage");
  return (await metric(cdp, "JSHeapUsedSize")) / 1e6;
}

/** Milliseconds until the first contentful paint. */
export const firstPaint = (page: Page) =>
  page.evaluate(
    () =>
      new Promise<number>((done) => {
        new PerformanceObserver((list) => {
          const entry = list.getEntriesByName("first-contentful-paint")[0];
          if (entry) done(entry.startTime);
        }).observe({ type: "paint", buffered: true });
      }),
  );

/** The value in the middle. */
export const median = (values: number[]) =>
  values.slice().sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

export const quantile = (values: number[], q: number) =>
  values.slice().sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * q))] ?? Number.NaN;

/** Collects rows and prints them at the end. */
export class Table {
  private readonly rows: string[] = [];

  constructor(private readonly name: string) {}

  add(what: string, figure: string, budget: string) {
    this.rows.push(`| ${what} | ${figure} | ${budget} |`);
  }

  frames(what: string, { fps, p95, longest, cpu }: Figures, budget: string) {
    const figure = `${fps.toFixed(0)} fps, p95 ${p95.toFixed(0)} ms, longest ${longest.toFixed(0)} ms`;
    this.add(what, `${figure}, main thread ${cpu.toFixed(1)} ms a frame`, budget);
  }

  print() {
    const load = loadavg()[0]?.toFixed(1);
    console.log(
      `\n## ${this.name}   (load ${load})\n\n| what | figure | budget |\n|---|---|---|\n${this.rows.join("\n")}`,
    );
  }
}
