import { defineConfig } from "@playwright/test";
import base from "./playwright.config";

/** `npm run screenshots`: every screen in both themes, both languages and two widths, for people to look at. */
export default defineConfig({
  ...base,
  use: { ...base.use, trace: "off" },
  testDir: "e2e/screens",
  testIgnore: [],
  timeout: 1_200_000,
  projects: [{ name: "screenshots" }],
});
