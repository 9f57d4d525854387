import { defineConfig, devices } from "@playwright/test";

const chromium = {
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
};

/** Journeys in a real browser against a real server with the scripted model; see e2e/support. */
export default defineConfig({
  testDir: "e2e",
  testIgnore: ["**/screens/**", "**/bench/**"],
  workers: 1,
  fullyParallel: false,
  timeout: 150_000,
  expect: { timeout: 25_000 },
  forbidOnly: Boolean(process.env.CI),
  retries: 0,
  reporter: [["list"]],
  use: { launchOptions: chromium, trace: "retain-on-failure", locale: "en-US", actionTimeout: 25_000 },
  projects: [
    {
      name: "desktop",
      use: { viewport: { width: 1440, height: 900 } },
      testIgnore: ["**/screens/**", "**/bench/**", "**/*.phone.spec.ts"],
    },
    { name: "phone", use: { ...devices["Pixel 7"] }, testMatch: /.*\.phone\.spec\.ts/ },
  ],
});
