"""What programs send to the service API's knowledge routes."""

from uuid import UUID

from pydantic import Field

from tenon.domain.knowledge.shapes import (
    Description,
    DocForm,
    Name,
    Permission,
    ProcessRule,
    RetrievalModel,
    Technique,
)
from tenon.kit.shapes import Shape


class PartialMember(Shape):
    """A chosen member."""

    user_id: UUID


class ApiDatasetCreate(Shape):
    """A new knowledge base."""

    name: Name
    description: Description = ""
    indexing_technique: Technique | None = None
    permission: Permission | None = "only_me"
    provider: str = "vendor"
    embedding_model: str | None = None
    embedding_model_provider: str | None = None
    retrieval_model: RetrievalModel | None = None
    partial_member_list: list[PartialMember] | None = None


class ApiDatasetPatch(Shape):
    """What changes of a knowledge base."""

    name: Name | None = None
    description: Description | None = None
    indexing_technique: Technique | None = None
    permission: Permission | None = None
    embedding_model: str | None = None
    embedding_model_provider: str | None = None
    retrieval_model: RetrievalModel | None = None
    partial_member_list: list[PartialMember] | None = None


class TextDocument(Shape):
    """A document from a text."""

    name: str | None = Field(None, max_length=255)
    text: str | None = None
    indexing_technique: Technique | None = None
    doc_form: DocForm | None = None
    doc_language: str = "English"
    process_rule: ProcessRule | None = None
    retrieval_model: RetrievalModel | None = None
    embedding_model: str | None = None
    embedding_model_provider: str | None = None
    original_document_id: UUID | None = None


class Retrieve(Shape):
    """A question."""

    query: str
    retrieval_model: RetrievalModel | None = None


class TagName(Shape):
    """A tag's name."""

    name: str
    tag_id: UUID | None = None


class TagTarget(Shape):
    """Tags and the knowledge base."""

    tag_ids: list[UUID] | None = None
    tag_id: UUID | None = None
    target_id: UUID


class TagId(Shape):
    """A tag."""

    tag_id: UUID
