import { defineConfig } from "@playwright/test";
import journeys from "./playwright.config";

/** Measures in a real browser; `npx playwright test -c playwright.bench.config.ts` prints tables. */
export default defineConfig(journeys, {
  testDir: "e2e/bench",
  testMatch: "*.ts",
  testIgnore: [],
  projects: [{ name: "bench" }],
});
