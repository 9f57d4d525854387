"""Bodies of the console's routes of chunks, retrieval tests and keys."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from tenon.domain.knowledge.shapes import RetrievalModel
from tenon.kit.shapes import Shape


class Child(Shape):
    """A child chunk; `start` and `end` are its place in the parent, where it still stands there."""

    id: UUID
    segment_id: UUID
    position: int
    content: str
    word_count: int
    type: str
    start: int | None = None
    end: int | None = None
    created_at: datetime
    updated_at: datetime


class Segment(Shape):
    """A chunk; `rev` grows with every edit."""

    id: UUID
    document_id: UUID
    position: int
    content: str
    answer: str | None
    word_count: int
    tokens: int
    keywords: list[str]
    hit_count: int
    enabled: bool
    status: str
    error: str | None
    edited: bool
    rev: int
    child_count: int = 0
    child_chunks: list[Child] = Field(default_factory=list[Child])
    created_at: datetime
    updated_at: datetime


class SegmentCreate(Shape):
    """A new chunk."""

    content: str = Field(min_length=1, max_length=400_000)
    answer: str | None = Field(None, max_length=400_000)
    keywords: list[str] | None = Field(None, max_length=10)


class SegmentPatch(Shape):
    """What changes of a chunk. With `rev`, an edit made meanwhile by someone else is not overwritten."""

    content: str | None = Field(None, max_length=400_000)
    answer: str | None = Field(None, max_length=400_000)
    keywords: list[str] | None = Field(None, max_length=10)
    enabled: bool | None = None
    regenerate_child_chunks: bool = False
    rev: int | None = None


class SegmentIds(Shape):
    """Chunks to act on."""

    segment_ids: list[UUID] = Field(min_length=1, max_length=1000)


class ChildContent(Shape):
    """The text of a child chunk."""

    content: str = Field(min_length=1, max_length=400_000)


class ChildList(Shape):
    """The children of a chunk."""

    data: list[Child]


class HitTest(Shape):
    """A question to try, perhaps with other settings."""

    query: str
    retrieval_model: RetrievalModel | None = None


class HitDocument(Shape):
    """The document of a hit."""

    id: UUID
    name: str
    source_type: str
    doc_metadata: dict[str, Any]


class HitSegment(Segment):
    """A chunk that was found, with its document."""

    document: HitDocument


class HitChild(Shape):
    """A child chunk that was matched."""

    id: UUID
    content: str
    position: int
    score: float


class HitRecord(Shape):
    """A hit."""

    segment: HitSegment
    child_chunks: list[HitChild]
    score: float


class HitQuery(Shape):
    """What was asked."""

    content: str


class HitResult(Shape):
    """What was found, best first."""

    query: HitQuery
    records: list[HitRecord]


class PastQuery(Shape):
    """A question that was asked before."""

    id: UUID
    content: str
    source: str
    app_id: UUID | None
    created_by: UUID | None
    created_at: datetime


class DatasetKey(Shape):
    """A key of the service API for knowledge; `token` is told once, when it is made."""

    id: UUID
    type: str = "dataset"
    hint: str
    token: str | None = None
    created_at: datetime
    last_used_at: datetime | None


class DatasetKeys(Shape):
    """The keys of the workspace."""

    data: list[DatasetKey]


class Download(Shape):
    """Where a file can be fetched for a short time."""

    url: str


class Imported(Shape):
    """How many chunks were added."""

    count: int
