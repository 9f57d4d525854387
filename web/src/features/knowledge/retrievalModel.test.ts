import { describe, expect, it } from "vitest";
import type { RetrievalModel } from "./data";
import { problemsOf, weightOf, withMethod, withMode, withWeight } from "./retrievalModel";

const plain: RetrievalModel = {
  search_method: "semantic_search",
  reranking_enable: false,
  top_k: 3,
  score_threshold_enabled: false,
  score_threshold: 0.5,
};

describe("retrieval settings", () => {
  it("join a hybrid search by weights unless a rerank model is on", () => {
    const hybrid = withMethod(plain, "hybrid_search");
    expect(hybrid).toMatchObject({ search_method: "hybrid_search", reranking_mode: "weighted_score" });
    expect(hybrid.weights).toMatchObject({
      vector_setting: { vector_weight: 0.7 },
      keyword_setting: { keyword_weight: 0.3 },
    });
    expect(withMethod({ ...plain, reranking_enable: true }, "hybrid_search").reranking_mode).toBe("reranking_model");
    expect(withMethod(hybrid, "full_text_search").reranking_mode).toBeNull();
  });

  it("keep both weights adding up to one", () => {
    const third = withWeight(plain, 0.33);
    expect([weightOf(third), third.weights?.keyword_setting?.keyword_weight]).toEqual([0.33, 0.67]);
    expect(weightOf(withMode(third, "weighted_score"))).toBe(0.33);
  });

  it("name what is wrong", () => {
    expect(problemsOf(plain, "high_quality", 10)).toEqual([]);
    expect(problemsOf({ ...plain, top_k: 11 }, "economy", 10)).toEqual(["topK"]);
    const wrong = { ...withMode(plain, "reranking_model"), score_threshold_enabled: true, score_threshold: 2 };
    expect(problemsOf(wrong, "high_quality", 10)).toEqual(["threshold", "rerankModel"]);
    expect(problemsOf(wrong, "economy", 10)).toEqual([]);
  });
});
