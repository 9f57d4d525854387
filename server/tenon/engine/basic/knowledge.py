"""`dataset_configs` as the data of a knowledge retrieval node (contract: dsl.md 5 and 7)."""

from collections.abc import Mapping
from typing import Any

from tenon.engine.basic.config import dataset_ids, mapping, mappings, variable_names
from tenon.engine.basic.prompts import filled

_TOP_K = 4


def knowledge_data(mode: str, config: Mapping[str, Any]) -> dict[str, Any] | None:
    """The node's data; None for an app without knowledge."""
    ids = dataset_ids(config)
    if not ids:
        return None
    settings = mapping(config.get("dataset_configs"))
    single = settings.get("retrieval_model") == "single"
    variable = str(config.get("dataset_query_variable") or "")
    found: dict[str, Any] = {
        "type": "knowledge-retrieval",
        "title": "Knowledge Retrieval",
        "query_variable_selector": _query(mode, variable),
        "dataset_ids": ids,
        "retrieval_mode": "single" if single else "multiple",
        "metadata_filtering_mode": settings.get("metadata_filtering_mode") or "disabled",
    }
    if single:
        found["single_retrieval_config"] = {"model": mapping(config.get("model"))}
    else:
        found["multiple_retrieval_config"] = retrieval_settings(settings)
    return found | metadata_filters(config)


def metadata_filters(config: Mapping[str, Any]) -> dict[str, Any]:
    """Members that narrow a search by metadata; `{{name}}` in values becomes a template of the engine."""
    settings, names = mapping(config.get("dataset_configs")), variable_names(config)
    found: dict[str, Any] = {}
    if settings.get("metadata_model_config"):
        found["metadata_model_config"] = settings["metadata_model_config"]
    conditions = mapping(settings.get("metadata_filtering_conditions"))
    if conditions:
        entries = [
            {**entry, "value": filled(entry["value"], names)} if isinstance(entry.get("value"), str) else entry
            for entry in mappings(conditions.get("conditions"))
        ]
        found["metadata_filtering_conditions"] = {**conditions, "conditions": entries}
    return found


def _query(mode: str, variable: str) -> list[str]:
    if mode == "completion":
        return ["start", variable] if variable else []
    return ["sys", "query"]


def retrieval_settings(settings: Mapping[str, Any]) -> dict[str, Any]:
    """How many segments, above which score, ranked how."""
    threshold = settings.get("score_threshold") if settings.get("score_threshold_enabled") else None
    rerank = mapping(settings.get("reranking_model"))
    model = rerank.get("reranking_model_name") or rerank.get("model")
    enabled = settings.get("reranking_enable", settings.get("reranking_enabled"))
    mode = settings.get("reranking_mode") or "reranking_model"
    found: dict[str, Any] = {
        "top_k": settings.get("top_k") or _TOP_K,
        "score_threshold": threshold,
        "reranking_mode": mode,
        # A file that does not say so reranks where it names a model or weights.
        "reranking_enable": bool(model or settings.get("weights")) if enabled is None else bool(enabled),
    }
    if model:
        provider = rerank.get("reranking_provider_name") or rerank.get("provider") or ""
        found["reranking_model"] = {"provider": provider, "model": model}
    if settings.get("weights"):
        found["weights"] = settings["weights"]
    return found
