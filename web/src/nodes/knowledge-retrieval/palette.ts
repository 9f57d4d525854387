import type { Palette } from "@/editor/spec";

export const palette: Palette = {
  group: "basic",
  order: 2,
  help: { en: "Finds passages in knowledge bases that belong to a question.", zh: "从知识库中找出与问题相关的内容。" },
  words: "zsjs zhishi rag",
  data: {
    query_variable_selector: [],
    dataset_ids: [],
    retrieval_mode: "multiple",
    multiple_retrieval_config: {
      top_k: 4,
      score_threshold: null,
      reranking_enable: false,
    },
  },
};
