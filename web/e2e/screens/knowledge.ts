import type { Page } from "@playwright/test";
import type { ConsoleApi } from "../support/console";
import type { Shot } from "./screens.spec";

export type Prepared = { base: string; parents: string; empty: string; document: string };
type Added = { dataset: { id: string }; documents: { id: string }[]; batch: string };

const HANDBOOK = Array.from(
  { length: 12 },
  (_, index) =>
    `## Chapter ${index + 1}\n\nThe museum opens at nine. Groups of ${index + 2} or more book ahead.\n\n` +
    `博物馆九点开门，${index + 2} 人以上的团体请提前预约。闭馆前三十分钟停止入场。`,
).join("\n\n");
const segmentation = (max_tokens: number) => ({ separator: "\\n\\n", max_tokens, chunk_overlap: 0 });

export async function finished(api: ConsoleApi, base: string, batch: string) {
  for (let turn = 0; turn < 100; turn++) {
    const { data } = await api.call<{ data: { display_status: string }[] }>(
      "GET",
      `/datasets/${base}/batch/${batch}/status`,
    );
    if (data.every((one) => !["queuing", "indexing"].includes(one.display_status))) return;
    await new Promise((done) => setTimeout(done, 100));
  }
}

/** Bases of every kind, with documents in several states, tags and metadata. */
export async function prepareKnowledge(api: ConsoleApi): Promise<Prepared> {
  await api.connectEmbedding();
  const embedding = {
    embedding_model_provider: "openai_api_compatible",
    embedding_model: "scripted-embedding",
  };
  const made = await api.call<Added>("POST", "/datasets/init", {
    name: "Museum handbook",
    description: "Opening hours, tickets and guided tours of the museum.",
    files: [
      await api.upload("visitor-handbook.md", HANDBOOK),
      await api.upload("门票与优惠说明.txt", "成人票六十元，学生票三十元。\n\n周一闭馆。"),
      await api.upload("broken-scan.docx", `PK\u0003\u0004${"x".repeat(200)}`),
      await api.upload("opening-hours.csv", "day,opens\nMonday,closed\nTuesday,9:00"),
    ],
    indexing_technique: "economy",
    process_rule: { mode: "custom", rules: { pre_processing_rules: [], segmentation: segmentation(60) } },
  });
  const base = made.dataset.id;
  await finished(api, base, made.batch);
  const parents = await api.call<Added>("POST", "/datasets/init", {
    name: "产品手册",
    description: "各型号的安装、保养与常见问题。",
    text: { name: "安装指南", text: HANDBOOK },
    indexing_technique: "high_quality",
    doc_form: "hierarchical_model",
    ...embedding,
  });
  await finished(api, parents.dataset.id, parents.batch);
  await api.call("PATCH", `/datasets/${parents.dataset.id}`, { permission: "all_team_members" });
  const empty = await api.call<{ id: string }>("POST", "/datasets", { name: "Support cases" });
  const tag = await api.call<{ id: string }>("POST", "/tags", { name: "museum", type: "knowledge" });
  await api.call("POST", `/datasets/${base}/tags`, { tag_ids: [tag.id] });
  const fields = await Promise.all(
    [
      { name: "topic", type: "string" },
      { name: "valid_until", type: "time" },
    ].map((body) => api.call<{ id: string; name: string }>("POST", `/datasets/${base}/metadata`, body)),
  );
  const [first, second, , last] = made.documents.map((one) => one.id);
  const value = (id: string | undefined, topic: string) => ({
    document_id: id,
    metadata_list: [{ id: fields[0]?.id, name: "topic", value: topic }],
  });
  await api.call("POST", `/datasets/${base}/documents/metadata`, {
    operation_data: [value(first, "visit"), value(second, "tickets")],
  });
  await api.call("POST", `/datasets/${base}/documents/batch/disable`, { document_ids: [last] });
  return { base, parents: parents.dataset.id, empty: empty.id, document: first ?? "" };
}

const choose = async (page: Page) => {
  const boxes = page.getByRole("table").getByRole("checkbox");
  await boxes.nth(1).click();
  await boxes.nth(2).click();
};
const file = (name: string, text: string) => ({ name, mimeType: "text/plain", buffer: Buffer.from(text) });

async function toProcess(page: Page) {
  await page
    .locator("input[type=file]")
    .first()
    .setInputFiles([file("visitor-handbook.md", HANDBOOK)]);
  await page.getByRole("button", { name: /^(Next|下一步)$/ }).click();
  await page.getByRole("list").getByText("Chapter 1").first().waitFor();
}

export const knowledgeShots = ({ base, parents, empty, document }: Prepared): Shot[] => [
  { name: "knowledge", path: "/knowledge" },
  { name: "knowledge-none", path: "/knowledge?q=nothing-like-this" },
  {
    name: "knowledge-delete",
    path: "/knowledge",
    before: async (page) => {
      await page.getByRole("button", { name: /Museum handbook/ }).click();
      await page.getByRole("menuitem").last().click();
    },
  },
  {
    name: "knowledge-source",
    path: "/knowledge/new",
    before: (page) =>
      page
        .locator("input[type=file]")
        .first()
        .setInputFiles([file("visitor-handbook.md", HANDBOOK), file("floor-plan.png", "x"), file("empty.txt", "")]),
  },
  { name: "knowledge-process", path: "/knowledge/new", before: toProcess },
  {
    name: "knowledge-parents",
    path: "/knowledge/new",
    before: async (page) => {
      await toProcess(page);
      await page.getByRole("radio", { name: /^(Parent-child|父子)/ }).click();
      await page.locator("sup").first().waitFor();
    },
  },
  {
    name: "knowledge-progress",
    path: "/knowledge/new",
    before: async (page) => {
      await toProcess(page);
      await page.getByRole("radio", { name: /^(Economical|经济)/ }).click();
      await page.getByRole("button", { name: /^(Save and process|保存并处理)$/ }).click();
      await page.getByText(/Everything is through|全部完成/).waitFor();
    },
  },
  { name: "documents", path: `/knowledge/${base}/documents` },
  { name: "documents-chosen", path: `/knowledge/${base}/documents`, before: choose },
  { name: "documents-empty", path: `/knowledge/${empty}/documents` },
  {
    name: "documents-values",
    path: `/knowledge/${base}/documents`,
    before: async (page) => {
      await page.getByRole("link", { name: "visitor-handbook.md" }).waitFor();
      const boxes = page.getByRole("table").getByRole("checkbox");
      await boxes.first().click();
      await page
        .getByRole("region")
        .getByRole("button", { name: /^(Metadata|元数据)$/ })
        .click();
    },
  },
  { name: "document-again", path: `/knowledge/${base}/documents/${document}/settings` },
  { name: "metadata", path: `/knowledge/${base}/metadata` },
  { name: "base-settings", path: `/knowledge/${parents}/settings` },
  {
    name: "base-settings-members",
    path: `/knowledge/${base}/settings`,
    before: async (page) => {
      await page.getByRole("radio", { name: /Chosen members|部分成员/ }).click();
      await page.getByRole("radio", { name: /^(High quality|高质量)/ }).click();
    },
  },
];
