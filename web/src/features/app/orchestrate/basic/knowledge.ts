import { isRaw, listOf, patchIn, rawOf, textOf, textsOf, type Raw } from "./config";

const idOf = (one: Raw): string => textOf(rawOf(one["dataset"])["id"]);
const listed = (config: Raw): Raw[] => listOf(rawOf(rawOf(config["dataset_configs"])["datasets"])["datasets"]);
const tooled = (config: Raw): Raw[] =>
  listOf(rawOf(config["agent_mode"])["tools"]).filter((tool) => isRaw(tool["dataset"]));

/** Ids of the attached knowledge bases; agents of older files keep them among their tools. */
export function basesOf(config: Raw): string[] {
  return [...new Set([...listed(config), ...tooled(config)].map(idOf).filter(Boolean))];
}

/** Other knowledge bases: entries that stay keep what else they hold, wherever they stand. */
export function withBases(config: Raw, ids: readonly string[]): Raw {
  const stored = listed(config);
  const tools = rawOf(config["agent_mode"])["tools"];
  const inTools = new Set(tooled(config).map(idOf));
  const datasets = ids
    .filter((id) => !inTools.has(id) || stored.some((one) => idOf(one) === id))
    .map((id) => stored.find((one) => idOf(one) === id) ?? { dataset: { enabled: true, id } });
  const sets = rawOf(rawOf(config["dataset_configs"])["datasets"]);
  const next = patchIn(config, "dataset_configs", { datasets: { strategy: "router", ...sets, datasets } });
  if (!Array.isArray(tools)) return next;
  const kept = listOf(tools).filter((tool) => !isRaw(tool["dataset"]) || ids.includes(idOf(tool)));
  return kept.length === tools.length ? next : patchIn(next, "agent_mode", { tools: kept });
}

const SHARED = ["metadata_filtering_mode", "metadata_model_config", "metadata_filtering_conditions"] as const;
const MULTIPLE = "multiple_retrieval_config";

/** How knowledge is searched, in the form that the knowledge retrieval node keeps it. */
export function retrievalOf(config: Raw): Raw {
  const settings = rawOf(config["dataset_configs"]);
  const rerank = rawOf(settings["reranking_model"]);
  const model = textOf(rerank["reranking_model_name"]) || textOf(rerank["model"]);
  const enabled = settings["reranking_enable"] ?? settings["reranking_enabled"];
  const data: Raw = {
    dataset_ids: basesOf(config),
    retrieval_mode: settings["retrieval_model"] === "single" ? "single" : "multiple",
    [MULTIPLE]: {
      top_k: typeof settings["top_k"] === "number" ? settings["top_k"] : 4,
      score_threshold: settings["score_threshold_enabled"] === true ? (settings["score_threshold"] ?? 0.5) : null,
      // A file that does not say so reranks where it names a model or weights.
      reranking_enable: enabled === undefined ? model !== "" || isRaw(settings["weights"]) : enabled === true,
      reranking_mode: textOf(settings["reranking_mode"]) || "reranking_model",
      ...(model === ""
        ? {}
        : {
            reranking_model: {
              provider: textOf(rerank["reranking_provider_name"]) || textOf(rerank["provider"]),
              model,
            },
          }),
      ...(isRaw(settings["weights"]) ? { weights: settings["weights"] } : {}),
    },
  };
  for (const key of SHARED) if (settings[key] !== undefined) data[key] = settings[key];
  return data;
}

/** Put back what was changed in the form of the node. */
export function withRetrieval(config: Raw, data: Raw): Raw {
  const before = rawOf(config["dataset_configs"]);
  const multiple = rawOf(data[MULTIPLE]);
  const rerank = rawOf(multiple["reranking_model"]);
  const threshold = multiple["score_threshold"];
  const limited = typeof threshold === "number";
  const change: Raw = {
    retrieval_model: data["retrieval_mode"] === "single" ? "single" : "multiple",
    top_k: multiple["top_k"],
    score_threshold_enabled: limited,
    ...(limited ? { score_threshold: threshold } : {}),
    reranking_enable: multiple["reranking_enable"] !== false,
    reranking_mode: multiple["reranking_mode"] ?? "reranking_model",
  };
  if (textOf(rerank["model"]) !== "") {
    change["reranking_model"] = {
      ...rawOf(before["reranking_model"]),
      reranking_provider_name: rerank["provider"],
      reranking_model_name: rerank["model"],
    };
  }
  if (isRaw(multiple["weights"])) change["weights"] = multiple["weights"];
  for (const key of SHARED) if (data[key] !== undefined) change[key] = data[key];
  const next = patchIn(config, "dataset_configs", change);
  const ids = textsOf(data["dataset_ids"]);
  return ids.join() === basesOf(config).join() ? next : withBases(next, ids);
}
