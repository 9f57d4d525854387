import type { RetrievalModel, Technique } from "./data";

export type Method = RetrievalModel["search_method"];
export const METHODS: readonly Method[] = ["semantic_search", "full_text_search", "hybrid_search"];
const WEIGHT = 0.7;
export const THRESHOLD = 0.5;

/** How much meaning counts against words in a hybrid search, 0..1. */
export const weightOf = ({ weights }: RetrievalModel) => weights?.vector_setting?.vector_weight ?? WEIGHT;

/** Rounded, so that both weights add up to one exactly. */
export function withWeight(model: RetrievalModel, given: number): RetrievalModel {
  const weight = Math.round(given * 100) / 100;
  return {
    ...model,
    weights: {
      weight_type: "customized",
      vector_setting: {
        embedding_provider_name: "",
        embedding_model_name: "",
        ...model.weights?.vector_setting,
        vector_weight: weight,
      },
      keyword_setting: { keyword_weight: Math.round((1 - weight) * 100) / 100 },
    },
  };
}

/** Another method: hybrid needs a way to join both lists, the others a rerank model or nothing. */
export function withMethod(model: RetrievalModel, method: Method): RetrievalModel {
  const next = { ...model, search_method: method };
  if (method !== "hybrid_search") {
    return { ...next, reranking_mode: model.reranking_enable ? ("reranking_model" as const) : null };
  }
  return model.reranking_enable
    ? { ...next, reranking_mode: "reranking_model" }
    : withWeight({ ...next, reranking_mode: "weighted_score" }, weightOf(model));
}

/** Joining by weights needs no model; by a rerank model it must be chosen. */
export const withMode = (model: RetrievalModel, mode: "weighted_score" | "reranking_model"): RetrievalModel =>
  mode === "weighted_score"
    ? withWeight({ ...model, reranking_enable: false, reranking_mode: mode }, weightOf(model))
    : { ...model, reranking_enable: true, reranking_mode: mode };

export const reranks = (model: RetrievalModel) => model.reranking_enable && model.reranking_mode !== "weighted_score";

export type Problem = "topK" | "threshold" | "rerankModel";

/** What keeps the settings from being saved. */
export function problemsOf(model: RetrievalModel, technique: Technique, topKMax: number): Problem[] {
  const { top_k, score_threshold, score_threshold_enabled } = model;
  const found: Problem[] = [];
  if (!Number.isInteger(top_k) || top_k < 1 || top_k > topKMax) found.push("topK");
  if (technique === "economy") return found;
  if (score_threshold_enabled && !(typeof score_threshold === "number" && score_threshold >= 0 && score_threshold <= 1))
    found.push("threshold");
  if (reranks(model) && !model.reranking_model?.reranking_model_name) found.push("rerankModel");
  return found;
}
