"""Bodies of the service API's knowledge routes (contract: service-api.md 4). Times are unix seconds."""

from typing import Any
from uuid import UUID

from pydantic import Field

from tenon.domain.knowledge.metadata_schemas import BuiltInField, FieldRef, FieldValue
from tenon.kit.shapes import Shape


class ApiTag(Shape):
    """A tag."""

    id: UUID
    name: str
    type: str = "knowledge"


class ApiDataset(Shape):
    """A knowledge base."""

    id: UUID
    name: str
    description: str
    provider: str
    permission: str
    data_source_type: str | None
    indexing_technique: str | None
    app_count: int
    document_count: int
    word_count: int
    created_by: str
    author_name: str
    created_at: int
    updated_by: str
    updated_at: int
    embedding_model: str | None
    embedding_model_provider: str | None
    embedding_available: bool
    retrieval_model_dict: dict[str, Any]
    summary_index_setting: dict[str, Any]
    tags: list[ApiTag]
    doc_form: str | None
    external_knowledge_info: dict[str, Any]
    external_retrieval_model: dict[str, Any]
    doc_metadata: list[FieldRef]
    built_in_field_enabled: bool
    pipeline_id: str | None = None
    runtime_mode: str | None = "general"
    chunk_structure: str | None = None
    icon_info: dict[str, Any]
    is_published: bool = False
    total_documents: int
    total_available_documents: int
    enable_api: bool
    is_multimodal: bool = False
    maintainer: str | None = None
    partial_member_list: list[str]


class ApiDocument(Shape):
    """A document."""

    id: UUID
    position: int
    data_source_type: str
    data_source_info: dict[str, Any]
    data_source_detail_dict: dict[str, Any]
    dataset_process_rule_id: str
    name: str
    created_from: str
    created_by: str
    created_at: int
    tokens: int
    indexing_status: str
    error: str | None
    enabled: bool
    disabled_at: int | None
    disabled_by: str | None
    archived: bool
    display_status: str
    word_count: int
    hit_count: int
    doc_form: str
    doc_metadata: list[FieldValue]
    summary_index_status: str | None = None
    need_summary: bool = False


class ApiDocumentCreated(Shape):
    """A document that is being indexed."""

    document: ApiDocument
    batch: str


class IndexingStatus(Shape):
    """How far a document is."""

    id: UUID
    indexing_status: str
    processing_started_at: int | None
    parsing_completed_at: int | None
    cleaning_completed_at: int | None
    splitting_completed_at: int | None
    completed_at: int | None
    paused_at: int | None
    error: str | None
    stopped_at: int | None
    completed_segments: int
    total_segments: int


class IndexingStatuses(Shape):
    """How far the documents of a batch are."""

    data: list[IndexingStatus]


class ApiChild(Shape):
    """A child chunk."""

    id: UUID
    segment_id: UUID
    content: str
    position: int
    word_count: int
    type: str
    created_at: int
    updated_at: int


class ApiSegment(Shape):
    """A chunk."""

    id: UUID
    position: int
    document_id: UUID
    content: str
    sign_content: str
    answer: str
    word_count: int
    tokens: int
    keywords: list[str]
    index_node_id: str
    index_node_hash: str
    hit_count: int
    enabled: bool
    disabled_at: int | None
    disabled_by: str | None
    status: str
    created_by: str
    created_at: int
    updated_at: int
    updated_by: str
    indexing_at: int | None
    completed_at: int | None
    error: str | None
    stopped_at: int | None = None
    child_chunks: list[ApiChild]
    attachments: list[dict[str, Any]] = Field(default_factory=list[dict[str, Any]])
    summary: str | None = None


class ApiSegments(Shape):
    """New chunks."""

    data: list[ApiSegment]
    doc_form: str


class ApiSegmentPage(Shape):
    """A page of chunks."""

    data: list[ApiSegment]
    doc_form: str
    total: int
    has_more: bool
    limit: int
    page: int


class ApiSegmentOne(Shape):
    """A chunk."""

    data: ApiSegment
    doc_form: str


class ApiChildOne(Shape):
    """A child chunk."""

    data: ApiChild


class ApiChildPage(Shape):
    """A page of child chunks."""

    data: list[ApiChild]
    total: int
    total_pages: int
    page: int
    limit: int


class Retrieved(Shape):
    """What was found, best first."""

    query: dict[str, Any]
    records: list[dict[str, Any]]


class ApiMetadata(Shape):
    """The fields of a knowledge base."""

    doc_metadata: list[dict[str, Any]]
    built_in_field_enabled: bool


class ApiBuiltIn(Shape):
    """The fields that the system fills."""

    fields: list[BuiltInField]
