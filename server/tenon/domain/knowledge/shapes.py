"""Parts of bodies that console and service API share: process rules and retrieval settings."""

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from tenon.kit.shapes import Shape

Technique = Literal["high_quality", "economy"]
DocForm = Literal["text_model", "hierarchical_model", "qa_model"]
Permission = Literal["only_me", "all_team_members", "partial_members"]
DisplayStatus = Literal["queuing", "indexing", "paused", "error", "available", "disabled", "archived"]
SearchMethod = Literal["semantic_search", "full_text_search", "hybrid_search", "keyword_search"]
Operator = Literal[
    "contains", "not contains", "start with", "end with", "is", "is not", "empty", "not empty", "in", "not in",
    "=", "≠", ">", "<", "≥", "≤", "before", "after",
]  # fmt: skip
FieldType = Literal["string", "number", "time"]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
Description = Annotated[str, StringConstraints(max_length=400)]


class CleaningRule(Shape):
    """A cleaning rule and whether it is on."""

    id: Literal["remove_extra_spaces", "remove_urls_emails", "remove_stopwords"]
    enabled: bool = False


class SegmentationRule(Shape):
    """Where and how long chunks are; lengths are tokens."""

    separator: str = Field(default="\n\n", max_length=500)
    max_tokens: int = Field(default=1024, ge=1)
    chunk_overlap: int = Field(default=0, ge=0)


class Rules(Shape):
    """The rules of a process rule."""

    pre_processing_rules: list[CleaningRule] = Field(default_factory=list[CleaningRule])
    segmentation: SegmentationRule | None = None
    parent_mode: Literal["paragraph", "full-doc"] | None = None
    subchunk_segmentation: SegmentationRule | None = None


class ProcessRule(Shape):
    """How a document is cleaned and cut."""

    mode: Literal["automatic", "custom", "hierarchical"]
    rules: Rules | None = None


class RerankingModel(Shape):
    """A rerank model by name."""

    reranking_provider_name: str | None = ""
    reranking_model_name: str | None = ""


class VectorSetting(Shape):
    """The weight of the vector search."""

    vector_weight: float = Field(0.7, ge=0, le=1)
    embedding_provider_name: str | None = ""
    embedding_model_name: str | None = ""


class KeywordSetting(Shape):
    """The weight of the word search."""

    keyword_weight: float = Field(0.3, ge=0, le=1)


class Weights(Shape):
    """Weights of a hybrid search."""

    weight_type: str | None = "customized"
    vector_setting: VectorSetting | None = None
    keyword_setting: KeywordSetting | None = None


class Condition(Shape):
    """A condition on a field of metadata. Old files give the name as a list of one."""

    name: str | list[str]
    comparison_operator: Operator
    value: Any = None


class Conditions(Shape):
    """Conditions joined by one operator."""

    logical_operator: Literal["and", "or"] | None = "and"
    conditions: list[Condition] | None = None


class RetrievalModel(Shape):
    """How a knowledge base is searched."""

    search_method: SearchMethod = "semantic_search"
    reranking_enable: bool = False
    reranking_mode: Literal["weighted_score", "reranking_model"] | None = None
    reranking_model: RerankingModel | None = None
    weights: Weights | None = None
    top_k: int = Field(3, ge=1)
    score_threshold_enabled: bool = False
    score_threshold: float | None = Field(None, ge=0, le=1)
    metadata_filtering_conditions: Conditions | None = None
