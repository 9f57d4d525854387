import { describe, expect, it } from "vitest";
import type { Dataset, Document, Options } from "../data";
import { initialSettings, previewKey, processRule, ruleProblems, withForm, withTechnique } from "./settings";

const part = (separator: string, max_tokens: number, chunk_overlap = 0) => ({ separator, max_tokens, chunk_overlap });
const cleaning = [
  { id: "remove_extra_spaces" as const, enabled: true },
  { id: "remove_urls_emails" as const, enabled: false },
];
const retrieval = {
  search_method: "semantic_search" as const,
  reranking_enable: false,
  top_k: 3,
  score_threshold_enabled: false,
};
const options: Options = {
  file_size_limit_mb: 15,
  batch_limit: 5,
  extensions: ["txt"],
  top_k_max: 10,
  max_tokens_max: 4000,
  chunk_defaults: {
    general: { mode: "custom", rules: { pre_processing_rules: cleaning, segmentation: part("\\n\\n", 1024, 50) } },
    hierarchical: {
      mode: "hierarchical",
      rules: {
        pre_processing_rules: cleaning,
        segmentation: part("\\n\\n", 1024, 50),
        parent_mode: "paragraph",
        subchunk_segmentation: part("\\n", 512),
      },
    },
  },
  retrieval_defaults: {
    high_quality: retrieval,
    economy: { ...retrieval, search_method: "keyword_search" },
  },
};
const MODEL = { provider: "p", model: "m" };

describe("processing settings", () => {
  it("begin with the server's defaults, as high quality only with an embedding model", () => {
    expect(initialSettings(options, {}).technique).toBe("economy");
    const settings = initialSettings(options, { embedding: MODEL });
    expect(settings).toMatchObject({ technique: "high_quality", embedding: MODEL, form: "text_model" });
    expect(processRule(settings)).toEqual(options.chunk_defaults.general);
    expect(processRule({ ...settings, form: "hierarchical_model" })).toEqual(options.chunk_defaults.hierarchical);
  });

  it("follow the base and the document's own rule", () => {
    const base = {
      indexing_technique: "economy",
      doc_form: "text_model",
      retrieval_model: { ...retrieval, top_k: 7 },
      process_rule: null,
    } as Dataset;
    const document = {
      doc_form: "text_model",
      doc_language: "Chinese",
      process_rule: { mode: "custom", rules: { pre_processing_rules: [], segmentation: part("---", 300, 30) } },
    } as unknown as Document;
    const settings = initialSettings(options, { base, document, embedding: MODEL });
    expect(settings).toMatchObject({ technique: "economy", language: "Chinese", retrieval: { top_k: 7 } });
    expect(settings.general).toEqual(part("---", 300, 30));
    expect(settings.cleaning.remove_extra_spaces).toBe(false);
  });

  it("keep parents and pairs with high quality", () => {
    const economy = initialSettings(options, {});
    const parents = withForm(economy, "hierarchical_model", options);
    expect(parents).toMatchObject({ technique: "high_quality", form: "hierarchical_model" });
    expect(parents.retrieval.search_method).toBe("semantic_search");
    expect(withTechnique(parents, "economy", options)).toMatchObject({
      form: "text_model",
      retrieval: { search_method: "keyword_search" },
    });
  });

  it("name the lengths that cannot be", () => {
    const settings = initialSettings(options, {});
    expect(ruleProblems(settings, 4000)).toEqual([]);
    expect(ruleProblems({ ...settings, general: part("", 5, 5) }, 4000).map((one) => one.what)).toEqual([
      "length",
      "overlap",
      "separator",
    ]);
    const whole = { ...settings, form: "hierarchical_model" as const, parentMode: "full-doc" as const };
    expect(ruleProblems({ ...whole, parent: part("", 9999) }, 4000)).toEqual([]);
  });

  it("tell a preview apart from other rules, and the language only where it counts", () => {
    const settings = initialSettings(options, {});
    expect(previewKey({ ...settings, language: "Japanese" })).toBe(previewKey(settings));
    expect(previewKey({ ...settings, general: part("x", 100) })).not.toBe(previewKey(settings));
  });
});
