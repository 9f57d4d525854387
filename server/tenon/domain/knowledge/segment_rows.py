"""Rows of chunks: made, checked, changed, and how the console shows them."""

from collections.abc import Sequence
from uuid import UUID

from tenon.domain.knowledge.access import Actor
from tenon.domain.knowledge.chunking import child_rows, digest
from tenon.domain.knowledge.errors import (
    ArchivedImmutable,
    ChildChunkNotFound,
    StillIndexing,
)
from tenon.domain.knowledge.repository.documents import OPEN
from tenon.domain.knowledge.repository.segments import SegmentRepository
from tenon.domain.knowledge.segment_schemas import (
    Child,
    Segment,
    SegmentCreate,
    SegmentPatch,
)
from tenon.domain.knowledge.tables import ChildChunkRow, DocumentRow, SegmentRow
from tenon.errors import Conflict, InvalidParam
from tenon.kit.db import utc_now
from tenon.kit.ids import uuid7
from tenon.kit.pagination import Page, PageQuery
from tenon.models.tokens import count_text
from tenon.rag.terms import keywords as found_keywords

SHOWN_CHILDREN = 50


def editable(document: DocumentRow) -> None:
    """Raise `ArchivedImmutable` or `StillIndexing` where chunks cannot be changed."""
    if document.archived:
        raise ArchivedImmutable()
    if document.status in OPEN:
        raise StillIndexing()


def serving(document: DocumentRow) -> bool:
    """Whether questions see the document."""
    return document.enabled and not document.archived


def new_row(document: DocumentRow, body: SegmentCreate, who: Actor) -> SegmentRow:
    """A row for a new chunk; its position comes later."""
    now = utc_now()
    return SegmentRow(
        id=uuid7(),
        workspace_id=document.workspace_id,
        dataset_id=document.dataset_id,
        document_id=document.id,
        version=document.version,
        position=0,
        content=body.content,
        answer=body.answer if document.doc_form == "qa_model" else None,
        word_count=len(body.content) + len(body.answer or ""),
        tokens=count_text(body.content),
        keywords=body.keywords,
        hash=digest(body.content),
        hit_count=0,
        enabled=True,
        status="completed",
        edited=False,
        rev=0,
        created_by=who.account_id,
        updated_by=who.account_id,
        indexing_at=now,
        completed_at=now,
        created_at=now,
        updated_at=now,
    )


def child_row(row: SegmentRow, content: str, position: int, kind: str) -> ChildChunkRow:
    """A row for a child chunk."""
    shared = {"workspace_id": row.workspace_id, "dataset_id": row.dataset_id, "document_id": row.document_id}
    return ChildChunkRow(**child_rows(shared, row.id, [content], position, kind)[0])


async def existing_child(repository: SegmentRepository, segment_id: UUID, child_id: UUID) -> ChildChunkRow:
    """A child of a chunk. Raises `ChildChunkNotFound`."""
    row = await repository.child(segment_id, child_id)
    if row is None:
        raise ChildChunkNotFound()
    return row


def check_patch(row: SegmentRow, body: SegmentPatch, document: DocumentRow) -> None:
    """Raise `Conflict` or `InvalidParam` for a change that cannot be made."""
    if body.rev is not None and body.rev != row.rev:
        raise Conflict("The chunk was changed by someone else meanwhile. Reload it and try again.")
    changes = body.content is not None or body.answer is not None or body.keywords is not None
    if not row.enabled and changes and body.enabled is not True:
        raise InvalidParam("Can't update disabled segment", params="segment")
    if body.content is not None and not body.content.strip():
        raise InvalidParam("Content is empty.", params="content")
    if document.doc_form == "qa_model" and body.answer is not None and not body.answer.strip():
        raise InvalidParam("Answer is required.", params="answer")


def apply_patch(row: SegmentRow, body: SegmentPatch, who: Actor) -> None:
    """Change a chunk."""
    if body.content is not None:
        row.content, row.hash, row.tokens = body.content, digest(body.content), count_text(body.content)
        if body.keywords is None and row.keywords is not None:
            row.keywords = found_keywords(body.content)
    if body.answer is not None and row.answer is not None:
        row.answer = body.answer
    if body.keywords is not None:
        row.keywords = list(body.keywords)
    row.word_count = len(row.content) + len(row.answer or "")
    if body.enabled is not None:
        row.enabled = body.enabled
        row.disabled_at = None if body.enabled else utc_now()
        row.disabled_by = None if body.enabled else who.account_id
    row.updated_by, row.updated_at = who.account_id, utc_now()


def shown(row: SegmentRow, children: Sequence[ChildChunkRow]) -> Segment:
    """A chunk as the console answers it."""
    return Segment.model_validate(
        {
            **{name: getattr(row, name) for name in _SAME},
            "keywords": row.keywords or [],
            "child_count": len(children),
            "child_chunks": [child_shown(child, row.content) for child in children[:SHOWN_CHILDREN]],
        }
    )


_SAME = (
    *("id", "document_id", "position", "content", "answer", "word_count", "tokens", "hit_count", "enabled", "status"),
    *("error", "edited", "rev", "created_at", "updated_at"),
)


def child_shown(row: ChildChunkRow, parent: str) -> Child:
    """A child as the console answers it, with its place in the parent."""
    start = parent.find(row.content)
    return Child(
        id=row.id,
        segment_id=row.segment_id,
        position=row.position,
        content=row.content,
        word_count=row.word_count,
        type=row.type,
        start=start if start >= 0 else None,
        end=start + len(row.content) if start >= 0 else None,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def page_of(found: tuple[list[Segment], int, DocumentRow], page: PageQuery) -> Page[Segment]:
    """A page of chunks as the console answers it."""
    return page.page_of(found[0], found[1])
