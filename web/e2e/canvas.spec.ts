import { expect, test, type Locator, type Page } from "@playwright/test";
import { card, expectState, startWorld, type World } from "./support/apps";
import { expectAccessible } from "./support/axe";
import { newApp as createApp } from "./support/basic";
import { watchErrors } from "./support/console";

let world: World;

test.beforeAll(async ({ browser }) => {
  const context = await browser.newContext();
  world = await startWorld(context);
  await context.close();
});
test.afterAll(() => world.stop());
test.beforeEach(async ({ context }) => {
  await world.api(context).signIn();
});

interface Graph {
  nodes: { id: string; data: { type: string; title: string } }[];
  edges: { source: string; sourceHandle: string; target: string }[];
}

async function newApp(page: Page, name: string): Promise<string> {
  const { id } = await world.api(page.context()).call<{ id: string }>("POST", "/apps", {
    name,
    mode: "workflow",
    description: "",
    icon_type: "emoji",
    icon: "🧩",
    icon_background: "#E0F2FE",
  });
  return id;
}

async function open(page: Page, id: string): Promise<Locator> {
  await page.goto(`${world.url}/app/${id}/orchestrate`);
  await expect(card(page, "Start")).toBeVisible();
  return page.getByRole("application", { name: "Graph" });
}

const saved = (page: Page) => expect(page.locator("[data-save]")).toHaveAttribute("data-save", "saved");

/** The edges of the stored draft, by titles. */
async function wires(page: Page, id: string): Promise<string[]> {
  const { graph } = await world.api(page.context()).call<{ graph: Graph }>("GET", `/apps/${id}/workflows/draft`);
  const title = (node: string) => graph.nodes.find((one) => one.id === node)?.data.title ?? node;
  return graph.edges.map((one) => `${title(one.source)} > ${title(one.target)}`).sort();
}

async function pull(page: Page, from: Locator, to: { x: number; y: number }) {
  const box = (await from.boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(to.x - 20, to.y, { steps: 4 });
  await page.mouse.move(to.x, to.y, { steps: 2 });
  await page.mouse.up();
}

const pin = (page: Page, title: string, n = 0) => card(page, title).locator(".nd-pin.source").nth(n);
const middle = async (of: Locator) => {
  const box = (await of.boundingBox())!;
  return { x: box.x + box.width / 2, y: box.y + 20 };
};
const choose = (page: Page, name: string) => page.getByRole("option", { name, exact: true }).click();

test("a workflow of six nodes is built with the mouse, saved, reloaded and run", async ({ page }) => {
  const errors = watchErrors(page);
  await page.goto(`${world.url}/apps`);
  await createApp(page, "Workflow", "By mouse");
  const id = /app\/([\w-]+)/.exec(page.url())?.[1] ?? "";
  const canvas = await open(page, id);
  const bare = () => page.keyboard.press("Escape");

  // The plus at a handle.
  await pin(page, "Start").click();
  await choose(page, "Template");
  await expect(card(page, "Template")).toHaveAttribute("data-selected");
  await canvas.focus();
  await bare();
  // Dropped in the open.
  const at = await middle(card(page, "Template"));
  await pull(page, pin(page, "Template"), { x: at.x + 220, y: at.y + 140 });
  await page.getByRole("combobox", { name: "Search nodes" }).fill("tiaojian");
  await page.keyboard.press("Enter");
  await canvas.focus();
  await bare();
  await page.keyboard.press("f");
  // A way out for each case.
  await pin(page, "IF/ELSE", 0).click();
  await choose(page, "Output");
  await canvas.focus();
  await bare();
  await page.keyboard.press("f");
  await pin(page, "IF/ELSE", 1).click();
  await choose(page, "Code");
  await canvas.focus();
  await bare();
  await page.keyboard.press("f");
  // Right click, then an edge by hand.
  const box = (await canvas.boundingBox())!;
  await page.mouse.click(box.x + box.width / 2, box.y + box.height - 160, { button: "right" });
  await page.getByRole("menuitem", { name: "Add node here" }).click();
  await choose(page, "Output");
  await canvas.focus();
  await bare();
  await page.keyboard.press("f");
  await pull(page, pin(page, "Code"), await middle(card(page, "Output 2")));

  await saved(page);
  expect(await wires(page, id)).toEqual([
    "Code > Output 2",
    "IF/ELSE > Code",
    "IF/ELSE > Output",
    "Start > Template",
    "Template > IF/ELSE",
  ]);

  // A circle is refused, and said so.
  const target = await middle(card(page, "Template"));
  const from = (await pin(page, "Code").boundingBox())!;
  await page.mouse.move(from.x + 5, from.y + 5);
  await page.mouse.down();
  await page.mouse.move(target.x, target.y, { steps: 5 });
  await expect(page.getByText("This would make a circle.")).toBeVisible();
  await page.mouse.up();

  await page.reload();
  await expect(card(page, "Output 2")).toBeVisible();
  await expectAccessible(page, "canvas being edited");
  await page.getByRole("button", { name: "Test run" }).click();
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await expectState(page, "Template", "succeeded");
  expect(errors).toEqual([]);
});

test("the same is built with the keyboard alone, undone and done again", async ({ page }) => {
  const id = await newApp(page, "By keyboard");
  const canvas = await open(page, id);
  const add = async (name: string) => {
    await canvas.focus();
    await page.keyboard.press("a");
    await page.keyboard.type(name);
    await page.keyboard.press("Enter");
    await expect(page.getByRole("dialog", { name: "Add a node" })).toHaveCount(0);
    await canvas.focus();
  };
  await canvas.focus();
  await page.keyboard.press("Home");
  await add("template");
  await add("if/else");
  await add("code");
  await add("output");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowLeft");
  await add("output");
  await saved(page);
  const built = await wires(page, id);
  expect(built).toEqual([
    "Code > Output",
    "IF/ELSE > Code",
    "IF/ELSE > Output 2",
    "Start > Template",
    "Template > IF/ELSE",
  ]);

  for (let step = 0; step < 5; step += 1) await page.keyboard.press("Control+z");
  await page.keyboard.press("f");
  await expect(page.locator(".nd-card")).toHaveCount(1);
  for (let step = 0; step < 5; step += 1) await page.keyboard.press("Control+y");
  await saved(page);
  expect(await wires(page, id)).toEqual(built);

  await page.keyboard.press("Control+j");
  const changes = page.getByRole("complementary", { name: "Changes" });
  await changes.getByRole("button", { name: /Added Template/ }).click();
  await page.keyboard.press("f");
  await expect(page.locator(".nd-card")).toHaveCount(2);
  await changes
    .getByRole("button", { name: /Added Output/ })
    .first()
    .click();
  await page.keyboard.press("f");
  await expect(page.locator(".nd-card")).toHaveCount(6);
  await page.keyboard.press("Control+o");
  await saved(page);
  await canvas.focus();
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toContainText("Organize");
});

test("a chatflow from blank stands ready to answer", async ({ page }) => {
  const errors = watchErrors(page);
  await page.goto(`${world.url}/apps`);
  await createApp(page, "Chatflow", "From blank");
  for (const title of ["Start", "LLM", "Answer"]) await expect(card(page, title)).toBeVisible();
  await page.getByRole("button", { name: "Preview" }).click();
  await page.getByRole("textbox", { name: "Write a message" }).fill("Any tea left?");
  await page.keyboard.press("Enter");
  await expectState(page, "Answer", "succeeded");
  expect(errors).toEqual([]);
});

test("nodes are copied from one app into another", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const [first, second] = [await newApp(page, "From"), await newApp(page, "To")];
  const canvas = await open(page, first);
  await pin(page, "Start").click();
  await choose(page, "Code");
  await canvas.focus();
  await pin(page, "Code").click();
  await choose(page, "Output");
  await canvas.focus();
  await page.keyboard.press("Control+a");
  await page.keyboard.press("Control+c");
  await saved(page);
  const other = await context.newPage();
  const there = await open(other, second);
  await there.focus();
  await other.keyboard.press("Control+v");
  await expect(card(other, "Code")).toBeVisible();
  await saved(other);
  expect(await wires(other, second)).toEqual(["Code > Output"]);
  await other.keyboard.press("Delete");
  await expect(card(other, "Code")).toHaveCount(0);
});

test("two tabs that edit one draft join their work, and ask where they clash", async ({ page, browser }) => {
  const id = await newApp(page, "Two tabs");
  const canvas = await open(page, id);
  await pin(page, "Start").click();
  await choose(page, "Code");
  await saved(page);
  // Another browser, as of a colleague: nothing tells it of changes but the server.
  const elsewhere = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  await world.api(elsewhere).signIn();
  const other = await elsewhere.newPage();
  await open(other, id);
  await expect(card(other, "Code")).toBeVisible();

  await canvas.focus();
  await pin(page, "Code").click();
  await choose(page, "Output");
  await saved(page);
  await pin(other, "Start").click();
  await choose(other, "Template");
  await saved(other);
  await expect(card(other, "Output")).toBeVisible();
  await expect(other.getByText(/joined in/)).toBeVisible();
  expect(await wires(other, id)).toEqual(["Code > Output", "Start > Code", "Start > Template"]);

  const rename = async (on: Page, title: string) => {
    await on.getByRole("application", { name: "Graph" }).focus();
    await on.keyboard.press("Escape");
    await card(on, "Code").locator(".nd-title").dblclick();
    await on.getByLabel("Title of the node").fill(title);
    await on.keyboard.press("Enter");
  };
  await rename(page, "Mine");
  await saved(page);
  await rename(other, "Yours");
  const dialog = other.getByRole("dialog", { name: "Somebody else changed the same settings" });
  await expect(dialog).toContainText("Mine");
  await dialog.getByRole("button", { name: "Theirs" }).click();
  await dialog.getByRole("button", { name: "Keep this choice" }).click();
  await saved(other);
  await expect(card(other, "Mine")).toBeVisible();
  await elsewhere.close();
});

test("a model writes a prompt; two versions are compared on the canvas", async ({ page }) => {
  const errors = watchErrors(page);
  const api = world.api(page.context());
  const { id } = await api.call<{ id: string }>("POST", "/apps", { name: "Written", mode: "advanced-chat" });
  await open(page, id);
  await api.call("POST", `/apps/${id}/workflows/publish`, { marked_name: "Empty" });
  await page.locator(".nd-card").first().waitFor();
  await card(page, "LLM").click();
  await page.getByRole("button", { name: "Generate prompt" }).first().click();
  const dialog = page.getByRole("dialog", { name: "Generate a prompt" });
  await dialog.getByRole("button", { name: "Extract facts" }).click();
  await dialog.getByRole("button", { name: "Generate", exact: true }).click();
  await expect(dialog.getByText("Version 1 is ready.")).toBeAttached();
  await expectAccessible(page, "the prompt generator");
  await dialog.getByRole("button", { name: "Apply" }).click();
  await expect(dialog).toBeHidden();
  await saved(page);
  await page.getByRole("button", { name: "Versions" }).click();
  await page.getByRole("button", { name: "Actions for Empty" }).click();
  await page.getByRole("menuitem", { name: "Compare" }).click();
  await expect(card(page, "LLM")).toHaveAttribute("data-mark", "changed");
  await page.getByRole("button", { name: "Back to draft" }).click();
  await expect(card(page, "LLM")).not.toHaveAttribute("data-mark");
  expect(errors).toEqual([]);
});
