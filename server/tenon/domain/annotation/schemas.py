"""What annotation routes take and answer (contract: service-api.md 3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from tenon.kit.pagination import Page
from tenon.kit.shapes import Shape

LONGEST = 50_000


def _written(text: str) -> str:
    if "\0" in text or not text.strip():
        raise ValueError("it must hold text and no NUL character")
    return text


Words = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST), AfterValidator(_written)]
Action = Literal["enable", "disable"]
JobStatus = Literal["waiting", "processing", "completed", "error"]
ExportFormat = Literal["csv", "jsonl"]


@dataclass(frozen=True, slots=True)
class Pair:
    """A question and its answer."""

    question: str
    answer: str


class AnnotationIn(Shape):
    """A pair as the service API takes it."""

    question: Words
    answer: Words


class AnnotationItem(Shape):
    """An annotation of the service API."""

    id: UUID
    question: str
    answer: str
    hit_count: int
    created_at: int


class AnnotationPage(Shape):
    """One page of the service API."""

    data: Sequence[AnnotationItem]
    has_more: bool
    limit: int
    total: int
    page: int


class ReplySettings(Shape):
    """What switching the reply on or off takes."""

    score_threshold: float = Field(ge=0, le=1)
    embedding_provider_name: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    embedding_model_name: Annotated[str, StringConstraints(min_length=1, max_length=255)]


class JobStarted(Shape):
    """A job that was asked for."""

    job_id: UUID
    job_status: JobStatus


class JobState(JobStarted):
    """How far a job is."""

    error_msg: str


class Author(Shape):
    """Who wrote an annotation."""

    id: UUID | None
    name: str


class Annotation(AnnotationItem):
    """An annotation in the console."""

    message_id: UUID | None
    created_by: Author
    updated_at: int


class AnnotationsPage(Page[Annotation]):
    """One page of the console."""


class ConsoleAnnotationIn(Shape):
    """A pair, or a message whose question and answer are taken where none are given."""

    question: Words | None = None
    answer: Words | None = None
    message_id: UUID | None = None


class AnnotationPatch(Shape):
    """What changes."""

    question: Words | None = None
    answer: Words | None = None


class Hit(Shape):
    """A use of an annotation: the question asked, the pair as it was then."""

    id: UUID
    message_id: UUID | None
    query: str
    question: str
    answer: str
    score: float
    source: str
    created_at: int


class HitsPage(Page[Hit]):
    """One page of uses, newest first."""


class ReplyState(Shape):
    """The reply switch of an app, and what goes on in the background."""

    enabled: bool
    score_threshold: float
    embedding_provider_name: str
    embedding_model_name: str
    job: JobState | None


class ThresholdPatch(Shape):
    """Another threshold."""

    score_threshold: float = Field(ge=0, le=1)


class ImportStarted(JobStarted):
    """An import that was asked for."""

    record_count: int


class ImportState(JobState):
    """How far an import is."""

    done: int
    total: int


class MessageAnnotation(Shape):
    """What a message has to do with annotations: the one made from it, and the one it was answered from."""

    annotation: Annotation | None
    hit: Hit | None
    answered_from: Annotation | None
