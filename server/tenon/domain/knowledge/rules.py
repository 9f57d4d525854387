"""Process rules and retrieval settings: what is left open is filled, what cannot be is refused."""

from dataclasses import dataclass
from typing import Any

from tenon.domain.knowledge.shapes import (
    CleaningRule,
    ProcessRule,
    RerankingModel,
    RetrievalModel,
    Rules,
    SegmentationRule,
    Technique,
)
from tenon.errors import InvalidParam
from tenon.rag.extract.document import READERS

EXTENSIONS = (
    *("txt", "md", "mdx", "markdown", "html", "htm", "pdf", "doc", "docx", "xlsx", "xls", "csv", "ppt", "pptx", "epub"),
    *("eml", "msg", "xml", "vtt", "properties"),
)
"""Kinds of files that knowledge bases take, as shown to users."""
_NOT_TAKEN = frozenset({".py", ".js", ".ts", ".java", ".c", ".h", ".cpp", ".go", ".rs", ".sh", ".sql", ".env"})
READABLE = frozenset(extension[1:] for extension in READERS if extension not in _NOT_TAKEN)


@dataclass(frozen=True, slots=True)
class KnowledgeLimits:
    """Set by the operator. Sizes are MB; a request's segments 0: no limit."""

    file_size: int = 15
    batch: int = 5
    top_k: int = 10
    max_tokens: int = 4000
    segments_per_request: int = 0


_CLEANING = [CleaningRule(id="remove_extra_spaces", enabled=True), CleaningRule(id="remove_urls_emails", enabled=False)]
AUTOMATIC = Rules(
    pre_processing_rules=_CLEANING,
    segmentation=SegmentationRule(separator="\\n\\n", max_tokens=1024, chunk_overlap=50),
)
GENERAL = ProcessRule(mode="custom", rules=AUTOMATIC)
HIERARCHICAL = ProcessRule(
    mode="hierarchical",
    rules=Rules(
        pre_processing_rules=_CLEANING,
        segmentation=SegmentationRule(separator="\\n\\n", max_tokens=1024, chunk_overlap=50),
        parent_mode="paragraph",
        subchunk_segmentation=SegmentationRule(separator="\\n", max_tokens=512, chunk_overlap=0),
    ),
)


def checked(rule: ProcessRule, doc_form: str, limits: KnowledgeLimits) -> ProcessRule:
    """The rule with everything filled in. Raises `InvalidParam`."""
    parent_child = doc_form == "hierarchical_model"
    if rule.mode == "automatic" or rule.rules is None or rule.rules.segmentation is None:
        if rule.mode == "custom" and rule.rules is None:
            raise InvalidParam("Process rule: rules are required in the mode custom.", params="process_rule")
        default = HIERARCHICAL if parent_child else GENERAL
        filled = (default.rules or AUTOMATIC).model_copy()
        if rule.mode != "automatic" and rule.rules is not None:
            given = rule.rules.model_dump(exclude_none=True, exclude_defaults=True)
            filled = filled.model_copy(update={name: getattr(rule.rules, name) for name in given})
        return ProcessRule(mode=rule.mode, rules=filled)
    rules = rule.rules.model_copy()
    if parent_child:
        default = HIERARCHICAL.rules or AUTOMATIC
        rules.parent_mode = rules.parent_mode or "paragraph"
        rules.subchunk_segmentation = rules.subchunk_segmentation or default.subchunk_segmentation
    for name, part in (("segmentation", rules.segmentation), ("subchunk_segmentation", rules.subchunk_segmentation)):
        if part is None:
            continue
        if not 10 <= part.max_tokens <= limits.max_tokens and not (rules.parent_mode == "full-doc" and name[0] == "s"):
            raise InvalidParam(f"{name}.max_tokens must be between 10 and {limits.max_tokens}", params="process_rule")
        if part.chunk_overlap >= part.max_tokens:
            raise InvalidParam(f"{name}.chunk_overlap must be smaller than max_tokens", params="process_rule")
    return ProcessRule(mode=rule.mode, rules=rules)


def chunk_rules(rule: ProcessRule, doc_form: str) -> dict[str, Any]:
    """A checked rule as `rag.work` takes it."""
    rules = rule.rules or AUTOMATIC
    found: dict[str, Any] = {
        "cleaning": [each.id for each in rules.pre_processing_rules if each.enabled],
        "segmentation": _segmentation(rules.segmentation or SegmentationRule()),
    }
    if doc_form == "hierarchical_model":
        found["parent_mode"] = rules.parent_mode or "paragraph"
        found["children"] = _segmentation(rules.subchunk_segmentation or SegmentationRule(separator="\\n"))
    return found


def _segmentation(part: SegmentationRule) -> dict[str, Any]:
    return {"separator": part.separator, "max_tokens": part.max_tokens, "overlap": part.chunk_overlap}


def default_retrieval(technique: Technique | None) -> RetrievalModel:
    """How a new knowledge base is searched."""
    method = "keyword_search" if technique == "economy" else "semantic_search"
    return RetrievalModel(
        search_method=method,
        reranking_model=RerankingModel(),
        top_k=3,
        score_threshold_enabled=False,
        score_threshold=0.5,
    )


def checked_retrieval(model: RetrievalModel, limits: KnowledgeLimits) -> RetrievalModel:
    """The settings within the operator's limits. Raises `InvalidParam`."""
    if model.top_k > max(limits.top_k, 100):
        raise InvalidParam(f"top_k must be at most {limits.top_k}", params="top_k")
    if model.reranking_enable and model.reranking_mode == "reranking_model":
        named = model.reranking_model
        if named is None or not named.reranking_model_name:
            raise InvalidParam("Choose a rerank model, or switch reranking off.", params="reranking_model")
    return model
