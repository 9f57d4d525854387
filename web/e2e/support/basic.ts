import { expect, type Page } from "@playwright/test";
import type { ConsoleApi } from "./console";

/** A second scripted model, one that calls tools and reads pictures, at the address of the first. */
export async function connectToolModel(api: ConsoleApi, name = "scripted-tools") {
  const provider = "openai_api_compatible";
  const path = `/workspaces/current/model-providers/${provider}/models`;
  await api.call("POST", path, {
    model: name,
    model_type: "llm",
    credentials: {
      endpoint_url: `${api.modelUrl}/v1`,
      api_key: "none",
      mode: "chat",
      context_size: "8192",
      function_calling_type: "tool_call",
      vision_support: "support",
    },
  });
}

/** Creates an app from blank with the mouse and waits for its page. */
export async function newApp(
  page: Page,
  type: string,
  name: string,
  words = { create: "Create app", blank: "From blank" as string | RegExp, field: "Name", submit: "Create" },
) {
  await page.getByRole("button", { name: words.create }).first().click();
  const blank = page.getByRole("menuitem", { name: words.blank });
  await blank.or(page.getByRole("dialog")).first().waitFor();
  if (await blank.isVisible()) await blank.click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("radio", { name: type }).click();
  await dialog.getByLabel(words.field, { exact: true }).fill(name);
  await dialog.getByRole("button", { name: words.submit, exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
}

export async function publish(page: Page, words = { open: "Publish", update: "Publish update", done: "Published" }) {
  await expect(page.getByText(/^(Saved |.*已保存)/).first()).toBeVisible();
  await page.getByRole("button", { name: words.open, exact: true }).click();
  await page.getByRole("button", { name: words.update }).click();
  await expect(page.getByText(words.done, { exact: true })).toBeVisible();
}

/** The published page in a browser of its own. */
export async function openPublished(page: Page, words = { open: "Publish", link: "Open web app", locale: "en-US" }) {
  await page.getByRole("button", { name: words.open, exact: true }).click();
  const link = await page.getByRole("link", { name: words.link }).getAttribute("href");
  await page.keyboard.press("Escape");
  const visitor = await page.context().browser()!.newContext({ locale: words.locale });
  const site = await visitor.newPage();
  await site.goto(new URL(`${link}?locale=${words.locale}`, page.url()).href);
  return site;
}
