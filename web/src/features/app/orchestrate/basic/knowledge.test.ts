import { describe, expect, it } from "vitest";
import { basesOf, retrievalOf, withBases, withRetrieval } from "./knowledge";

const entry = (id: string) => ({ dataset: { enabled: true, id } });
const config = {
  model: { name: "m" },
  dataset_configs: {
    retrieval_model: "multiple",
    top_k: 6,
    own: "kept",
    datasets: { strategy: "router", datasets: [{ ...entry("a"), note: 1 }, entry("b")] },
  },
};
const settings = (all: Record<string, unknown>) => all["dataset_configs"] as Record<string, unknown>;

describe("knowledge bases of an app", () => {
  it("are those of the settings and the old entries among an agent's tools", () => {
    const agent = { ...config, agent_mode: { tools: [entry("b"), entry("c"), { tool_name: "clock" }] } };
    expect(basesOf(agent)).toEqual(["a", "b", "c"]);
    const next = withBases(agent, ["a"]);
    expect(basesOf(next)).toEqual(["a"]);
    expect((next["agent_mode"] as { tools: unknown[] }).tools).toEqual([{ tool_name: "clock" }]);
  });

  it("keep what their entries hold, in the order that is asked for", () => {
    const next = settings(withBases(config, ["n", "a"]));
    expect(next["datasets"]).toEqual({ strategy: "router", datasets: [entry("n"), { ...entry("a"), note: 1 }] });
    expect(next["own"]).toBe("kept");
  });
});

describe("retrieval of an app", () => {
  it("reads like that of a node, with what is usual where nothing is said", () => {
    expect(retrievalOf({})).toEqual({
      dataset_ids: [],
      retrieval_mode: "multiple",
      multiple_retrieval_config: {
        top_k: 4,
        score_threshold: null,
        reranking_enable: false,
        reranking_mode: "reranking_model",
      },
    });
    const named = { dataset_configs: { reranking_model: { reranking_provider_name: "p", reranking_model_name: "r" } } };
    expect(retrievalOf(named)).toMatchObject({
      multiple_retrieval_config: { reranking_enable: true, reranking_model: { provider: "p", model: "r" } },
    });
  });

  it("goes back into the settings with everything else as it was", () => {
    const data = retrievalOf(config);
    expect(settings(withRetrieval(config, data))).toMatchObject({
      own: "kept",
      top_k: 6,
      score_threshold_enabled: false,
    });
    const next = withRetrieval(config, {
      ...data,
      metadata_filtering_mode: "manual",
      multiple_retrieval_config: {
        top_k: 2,
        score_threshold: 0.4,
        reranking_enable: true,
        reranking_mode: "reranking_model",
        reranking_model: { provider: "p", model: "r" },
      },
    });
    expect(settings(next)).toMatchObject({
      top_k: 2,
      score_threshold: 0.4,
      score_threshold_enabled: true,
      reranking_enable: true,
      reranking_model: { reranking_provider_name: "p", reranking_model_name: "r" },
      metadata_filtering_mode: "manual",
      datasets: config.dataset_configs.datasets,
    });
    expect(retrievalOf(next)).toMatchObject({ multiple_retrieval_config: { score_threshold: 0.4 } });
  });
});
