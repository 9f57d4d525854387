"""Bodies of the console's knowledge routes."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from tenon.domain.knowledge.metadata_schemas import FieldRef, FieldValue
from tenon.domain.knowledge.shapes import (
    Description,
    DisplayStatus,
    DocForm,
    Name,
    Permission,
    ProcessRule,
    RetrievalModel,
    Technique,
)
from tenon.kit.shapes import Shape


class TagRef(Shape):
    """A tag on a knowledge base."""

    id: UUID
    name: str
    type: str = "knowledge"


class IconInfo(Shape):
    """The picture of a knowledge base."""

    icon_type: str | None = "emoji"
    icon: str | None = "📙"
    icon_background: str | None = "#FFF4ED"


class Dataset(Shape):
    """A knowledge base."""

    id: UUID
    name: str
    description: str
    permission: Permission
    partial_member_list: list[UUID]
    provider: str
    source_type: str | None
    indexing_technique: Technique | None
    doc_form: DocForm | None
    embedding_model_provider: str | None
    embedding_model: str | None
    embedding_available: bool
    retrieval_model: RetrievalModel
    process_rule: ProcessRule | None
    icon: IconInfo | None
    built_in_field_enabled: bool
    enable_api: bool
    tags: list[TagRef]
    doc_metadata: list[FieldRef]
    document_count: int
    available_document_count: int
    word_count: int
    app_count: int
    created_by: UUID | None
    author_name: str | None
    updated_by: UUID | None
    created_at: datetime
    updated_at: datetime


class DatasetCreate(Shape):
    """A new, empty knowledge base."""

    name: Name
    description: Description = ""
    permission: Permission = "only_me"
    indexing_technique: Technique | None = None


class DatasetPatch(Shape):
    """What changes of a knowledge base."""

    name: Name | None = None
    description: Description | None = None
    permission: Permission | None = None
    partial_member_list: list[UUID] | None = None
    indexing_technique: Technique | None = None
    embedding_model_provider: str | None = None
    embedding_model: str | None = None
    retrieval_model: RetrievalModel | None = None
    icon: IconInfo | None = None
    enable_api: bool | None = None


class TagIds(Shape):
    """The tags of a knowledge base, all of them."""

    tag_ids: list[UUID] = Field(max_length=100)


class ChunkDefaults(Shape):
    """Rules to begin with."""

    general: ProcessRule
    hierarchical: ProcessRule


class RetrievalDefaults(Shape):
    """Settings to begin with."""

    high_quality: RetrievalModel
    economy: RetrievalModel


class DatasetOptions(Shape):
    """Limits and defaults for the wizard. Sizes are MB."""

    file_size_limit_mb: int
    batch_limit: int
    extensions: list[str]
    top_k_max: int
    max_tokens_max: int
    chunk_defaults: ChunkDefaults
    retrieval_defaults: RetrievalDefaults


class LinkedApp(Shape):
    """An app that uses a knowledge base."""

    id: UUID
    name: str
    mode: str
    icon_type: str | None
    icon: str | None
    icon_background: str | None


class LinkedApps(Shape):
    """The apps that use a knowledge base."""

    data: list[LinkedApp]


class TextSource(Shape):
    """A text as a document."""

    name: str = Field(min_length=1, max_length=255)
    text: str = Field(min_length=1)


class DocumentsCreate(Shape):
    """Documents to add: uploaded files or a text. Model and retrieval count where the knowledge base has none yet."""

    files: list[UUID] | None = None
    text: TextSource | None = None
    doc_form: DocForm | None = None
    doc_language: str = Field("English", max_length=64)
    process_rule: ProcessRule | None = None
    indexing_technique: Technique | None = None
    embedding_model_provider: str | None = None
    embedding_model: str | None = None
    retrieval_model: RetrievalModel | None = None


class DatasetInit(DocumentsCreate):
    """A new knowledge base with its first documents."""

    name: Name | None = None
    description: Description = ""


class SourceInfo(Shape):
    """Where a document came from."""

    upload_id: UUID | None = None
    name: str = ""
    size: int = 0
    extension: str = ""
    mime_type: str = ""


class Document(Shape):
    """A document and how far it is. `progress` is 0..1, `remaining_seconds` an estimate."""

    id: UUID
    position: int
    batch: str
    name: str
    source_type: str
    source_info: SourceInfo
    doc_form: DocForm
    doc_language: str
    indexing_status: str
    display_status: DisplayStatus
    error: str | None
    enabled: bool
    archived: bool
    word_count: int
    tokens: int
    embedding_tokens: int
    hit_count: int
    segment_count: int
    total_segments: int
    completed_segments: int
    progress: float
    remaining_seconds: float | None
    process_rule: ProcessRule | None
    doc_metadata: list[FieldValue]
    created_by: UUID | None
    created_at: datetime
    updated_at: datetime
    completed_at: datetime | None
    indexing_latency: float | None


class DocumentList(Shape):
    """Documents."""

    data: list[Document]


class DocumentsCreated(Shape):
    """Documents that are being indexed."""

    documents: list[Document]
    batch: str


class DatasetCreated(DocumentsCreated):
    """A new knowledge base and its documents."""

    dataset: Dataset


class DocumentPatch(Shape):
    """A new name."""

    name: str = Field(min_length=1, max_length=255)


class DocumentIds(Shape):
    """Documents to act on."""

    document_ids: list[UUID] = Field(min_length=1, max_length=1000)


class ProcessAgain(Shape):
    """Other settings for a document."""

    process_rule: ProcessRule


class Result(Shape):
    """It was done."""

    result: Literal["success"] = "success"
    count: int | None = None


class PreviewRequest(Shape):
    """Chunks to try: of an uploaded file or a text."""

    dataset_id: UUID | None = None
    upload_id: UUID | None = None
    text: str | None = None
    name: str = ""
    doc_form: DocForm = "text_model"
    doc_language: str = Field("English", max_length=64)
    process_rule: ProcessRule


class PreviewChild(Shape):
    """A child chunk of a preview."""

    content: str
    word_count: int


class PreviewChunk(Shape):
    """A chunk of a preview."""

    content: str
    word_count: int
    answer: str | None = None
    children: list[PreviewChild] = Field(default_factory=list[PreviewChild])


class Preview(Shape):
    """The first chunks and how many there would be."""

    total_segments: int
    characters: int
    preview: list[PreviewChunk]
