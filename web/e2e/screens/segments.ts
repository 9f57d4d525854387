import type { Page } from "@playwright/test";
import type { ConsoleApi } from "../support/console";
import { finished, type Prepared as Bases } from "./knowledge";
import type { Shot } from "./screens.spec";

type Added = { dataset: { id: string }; documents: { id: string }[]; batch: string };
type Chunks = { data: { id: string; position: number }[] };
type Prepared = Bases & { pairs: string; pairsDocument: string; child: string; chunk: string; chat: string };

const RULES = { pre_processing_rules: [], segmentation: { separator: "\n\n", max_tokens: 200, chunk_overlap: 0 } };

/** Chunks that were edited, disabled and asked for; pairs; apps that search the bases. */
export async function prepareSegments(api: ConsoleApi, bases: Bases): Promise<Prepared> {
  const rows = (base: string, document: string) =>
    api.call<Chunks>("GET", `/datasets/${base}/documents/${document}/segments?limit=100`);
  const root = `/datasets/${bases.base}/documents/${bases.document}/segments`;
  const { data } = await rows(bases.base, bases.document);
  const [first, second, third] = data.map((one) => one.id);
  await api.call("PATCH", `${root}/${first}`, {
    content: "The museum opens at nine, on Sundays at ten. 博物馆九点开门，周日十点开门。",
    keywords: ["opening hours", "开放时间"],
  });
  await api.call("POST", `${root}/batch/disable`, { segment_ids: [third] });
  for (const query of ["When does the museum open on Sundays?", "团体需要预约吗？"]) {
    await api.call("POST", `/datasets/${bases.base}/hit-testing`, { query });
  }
  const pairs = await api.call<Added>("POST", "/datasets/init", {
    name: "Questions of visitors",
    text: { name: "Visitor questions", text: "Dogs are welcome in the garden." },
    indexing_technique: "economy",
    process_rule: { mode: "custom", rules: RULES },
  });
  await finished(api, pairs.dataset.id, pairs.batch);
  const parent = await api.call<{ data: { id: string }[] }>("GET", `/datasets/${bases.parents}/documents`);
  const child = parent.data[0]?.id ?? "";
  const chat = await api.call<{ id: string }>("POST", "/apps", { name: "Museum guide", mode: "chat" });
  const stored = await api.call<{ config: Record<string, unknown>; hash: string }>(
    "GET",
    `/apps/${chat.id}/model-config`,
  );
  const datasets = [bases.base, bases.parents, "01980000-0000-7000-8000-000000000000"];
  await api.call("PUT", `/apps/${chat.id}/model-config`, {
    hash: stored.hash,
    config: {
      ...stored.config,
      dataset_configs: {
        retrieval_model: "multiple",
        top_k: 4,
        datasets: { strategy: "router", datasets: datasets.map((id) => ({ dataset: { enabled: true, id } })) },
      },
    },
  });
  return {
    ...bases,
    pairs: pairs.dataset.id,
    pairsDocument: pairs.documents[0]?.id ?? "",
    child,
    chunk: second ?? "",
    chat: chat.id,
  };
}

const click = (name: RegExp) => (page: Page) => page.getByRole("button", { name }).first().click();

export const segmentShots = (known: Prepared): Shot[] => {
  const { base, document, parents, child, chunk, chat } = known;
  const at = `/knowledge/${base}/documents/${document}`;
  return [
    { name: "segments", path: at },
    { name: "segments-none", path: `${at}?q=nothing-like-this` },
    { name: "segments-search", path: `${at}?q=nine` },
    { name: "segment", path: `${at}#segment=${chunk}` },
    {
      name: "segments-chosen",
      path: at,
      before: async (page) => {
        await page.getByRole("checkbox").nth(1).click();
        await page.getByRole("checkbox").nth(2).click();
      },
    },
    { name: "segment-disabled", path: at, before: click(/#003$/) },
    { name: "segment-add", path: at, before: click(/^(Add chunk|添加分段)$/) },
    {
      name: "segments-import",
      path: at,
      before: async (page) => {
        await click(/^(More|更多)$/)(page);
        await page.getByRole("menuitem").first().click();
        await page
          .locator("input[type=file]")
          .first()
          .setInputFiles({
            name: "chunks.csv",
            mimeType: "text/csv",
            buffer: Buffer.from("content\nThe café closes at six.\n咖啡馆六点打烊。\n"),
          });
      },
    },
    {
      name: "segment-read",
      path: `${at}#segment=${chunk}`,
      before: click(/^(Read full screen|全屏阅读)$/),
    },
    {
      name: "document-metadata",
      path: at,
      before: async (page) => {
        const edit = page.getByRole("button", { name: /^(Edit|编辑)$/ });
        if ((page.viewportSize()?.width ?? 0) < 1280) await click(/^(About the document|文档信息)$/)(page);
        await edit.click();
      },
    },
    { name: "segments-parents", path: `/knowledge/${parents}/documents/${child}` },
    {
      name: "segment-children",
      path: `/knowledge/${parents}/documents/${child}`,
      before: async (page) => {
        await click(/#001$/)(page);
        await page.getByRole("tab").last().click();
      },
    },
    { name: "retrieval", path: `/knowledge/${base}/retrieval` },
    {
      name: "retrieval-results",
      path: `/knowledge/${base}/retrieval`,
      before: async (page) => {
        await page.getByRole("textbox").first().fill("When does the museum open? 团体预约");
        await click(/^(Test|测试)$/)(page);
        await page.getByRole("article").first().waitFor();
      },
    },
    {
      name: "retrieval-children",
      path: `/knowledge/${parents}/retrieval`,
      before: async (page) => {
        await page.getByRole("textbox").first().fill("groups book ahead");
        await click(/^(Test|测试)$/)(page);
        await click(/^(Open result 1|打开结果 1)$/)(page);
      },
    },
    {
      name: "retrieval-settings",
      path: `/knowledge/${parents}/retrieval`,
      before: click(/search$|检索$/),
    },
    { name: "base-api", path: `/knowledge/${base}/api` },
    { name: "base-key", path: `/knowledge/${base}/api`, before: click(/^(Create key|创建密钥)$/) },
    { name: "context", path: `/app/${chat}/orchestrate` },
    {
      name: "context-picker",
      path: `/app/${chat}/orchestrate`,
      before: async (page) => {
        const section = page.getByRole("region", { name: /^(Context|上下文)$/ });
        await section.getByRole("button", { name: /^(Add|添加)$/ }).click();
      },
    },
    {
      name: "context-settings",
      path: `/app/${chat}/orchestrate`,
      before: async (page) => {
        await click(/^(Retrieval|召回设置)$/)(page);
        await page.getByRole("radio", { name: /^(Manual|手动)$/ }).click();
        await click(/^(Add condition|添加条件)$/)(page);
      },
    },
  ];
};
