"""Queries of documents."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, false, func, or_, select, true, update

from tenon.domain.knowledge.tables import DatasetRow, DocumentRow, SegmentRow
from tenon.kit.db import UnitOfWork, utc_now
from tenon.kit.pagination import PageQuery

OPEN = ("waiting", "parsing", "cleaning", "splitting", "indexing")
_SORTS = {
    "name": DocumentRow.name,
    "word_count": DocumentRow.word_count,
    "hit_count": DocumentRow.hit_count,
    "created_at": DocumentRow.created_at,
    "position": DocumentRow.position,
}


def _display(status: str) -> ColumnElement[bool]:
    """Documents whose display status is this one."""
    row = DocumentRow
    through = row.status == "completed"
    if status == "queuing":
        return and_(row.status == "waiting", row.paused_at.is_(None))
    if status == "indexing":
        return and_(row.status.in_(OPEN[1:]), row.paused_at.is_(None))
    if status == "paused":
        return and_(row.status.in_(OPEN), row.paused_at.is_not(None))
    if status == "error":
        return row.status == "error"
    if status == "archived":
        return and_(through, row.archived == true())
    enabled = row.enabled == (true() if status == "available" else false())
    return and_(through, row.archived == false(), enabled)


class DocumentRepository:
    """The documents of one knowledge base, which was found with its workspace."""

    def __init__(self, uow: UnitOfWork, dataset: DatasetRow) -> None:
        self._session, self._dataset = uow.session, dataset

    def _here(self) -> ColumnElement[bool]:
        return and_(DocumentRow.dataset_id == self._dataset.id, DocumentRow.removed_at.is_(None))

    def add(self, row: DocumentRow) -> None:
        """Keep a new document."""
        self._session.add(row)

    async def get(self, document_id: UUID) -> DocumentRow | None:
        """A document by id."""
        query = select(DocumentRow).where(self._here(), DocumentRow.id == document_id)
        return (await self._session.execute(query)).scalar_one_or_none()

    async def many(self, ids: Sequence[UUID]) -> Sequence[DocumentRow]:
        """Documents by their ids."""
        query = select(DocumentRow).where(self._here(), DocumentRow.id.in_(ids))
        return (await self._session.execute(query.order_by(DocumentRow.position))).scalars().all()

    async def of_batch(self, batch: str) -> Sequence[DocumentRow]:
        """The documents of one request."""
        query = select(DocumentRow).where(self._here(), DocumentRow.batch == batch)
        return (await self._session.execute(query.order_by(DocumentRow.position))).scalars().all()

    async def page(
        self, page: PageQuery, *, keyword: str = "", status: str | None = None, sort: str = "-created_at"
    ) -> tuple[Sequence[DocumentRow], int]:
        """A page; `sort` is a column, with `-` for falling."""
        where = [self._here()]
        if keyword:
            pattern = "%" + keyword.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
            where.append(DocumentRow.name.ilike(pattern, escape="\\"))
        if status:
            where.append(_display(status))
        total = (await self._session.execute(select(func.count()).select_from(DocumentRow).where(*where))).scalar_one()
        column = _SORTS.get(sort.lstrip("-"), DocumentRow.created_at)
        order = column.desc() if sort.startswith("-") else column.asc()
        second = DocumentRow.position.desc() if sort.startswith("-") else DocumentRow.position.asc()
        query = select(DocumentRow).where(*where).order_by(order, second)
        return (await self._session.execute(query.offset(page.offset).limit(page.limit))).scalars().all(), total

    async def next_position(self) -> int:
        """The position after the last."""
        query = select(func.coalesce(func.max(DocumentRow.position), 0)).where(
            DocumentRow.dataset_id == self._dataset.id
        )
        return (await self._session.execute(query)).scalar_one() + 1

    async def failed(self) -> Sequence[DocumentRow]:
        """Documents that could not be indexed."""
        return (await self._session.execute(select(DocumentRow).where(self._here(), _display("error")))).scalars().all()

    async def idle(self) -> Sequence[DocumentRow]:
        """Documents that were switched off because nobody had needed them."""
        query = select(DocumentRow).where(self._here(), DocumentRow.idle_at.is_not(None))
        return (await self._session.execute(query)).scalars().all()

    async def all_ids(self) -> Sequence[UUID]:
        """Ids of all documents."""
        return (await self._session.execute(select(DocumentRow.id).where(self._here()))).scalars().all()

    async def any_completed(self) -> bool:
        """Whether something can be searched."""
        query = select(DocumentRow.id).where(self._here(), DocumentRow.version > 0).limit(1)
        return (await self._session.execute(query)).first() is not None


class DocumentRecords:
    """Documents of all workspaces: for work in the background."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    async def get(self, document_id: UUID) -> tuple[DocumentRow, DatasetRow] | None:
        """A document with its knowledge base; None when either is gone."""
        query = (
            select(DocumentRow, DatasetRow)
            .join(DatasetRow, DatasetRow.id == DocumentRow.dataset_id)
            .where(DocumentRow.id == document_id, DocumentRow.removed_at.is_(None), DatasetRow.removed_at.is_(None))
        )
        row = (await self._session.execute(query)).first()
        return (row[0], row[1]) if row is not None else None

    async def claim(self, document_id: UUID, claim: UUID, until: datetime) -> bool:
        """Take a document to work on, unless another process has it; False when there is nothing to do."""
        free = or_(DocumentRow.claim.is_(None), DocumentRow.claimed_until < utc_now())
        change = (
            update(DocumentRow)
            .where(DocumentRow.id == document_id, DocumentRow.status.in_(OPEN), DocumentRow.paused_at.is_(None), free)
            .where(DocumentRow.removed_at.is_(None))
            .values(claim=claim, claimed_until=until, updated_at=DocumentRow.updated_at)
        )
        return (await self._session.execute(change.returning(DocumentRow.id))).first() is not None

    async def change(self, document_id: UUID, claim: UUID, values: Mapping[str, Any]) -> bool:
        """Write down progress; False when the work was taken away: paused, deleted, begun anew, or taken over."""
        change = (
            update(DocumentRow)
            .where(DocumentRow.id == document_id, DocumentRow.claim == claim, DocumentRow.paused_at.is_(None))
            .where(DocumentRow.removed_at.is_(None))
            .values(claimed_until=utc_now() + LEASE, updated_at=DocumentRow.updated_at, **values)
        )
        return (await self._session.execute(change.returning(DocumentRow.id))).first() is not None

    async def release(self, document_id: UUID, claim: UUID) -> None:
        """Give the work back."""
        change = update(DocumentRow).where(DocumentRow.id == document_id, DocumentRow.claim == claim)
        await self._session.execute(change.values(claim=None, updated_at=DocumentRow.updated_at))

    async def open(self) -> Sequence[UUID]:
        """Documents that nobody works on and that are not through."""
        free = or_(DocumentRow.claim.is_(None), DocumentRow.claimed_until < utc_now())
        query = select(DocumentRow.id).where(
            DocumentRow.status.in_(OPEN), DocumentRow.paused_at.is_(None), DocumentRow.removed_at.is_(None), free
        )
        return (await self._session.execute(query.order_by(DocumentRow.created_at))).scalars().all()

    async def free_all(self) -> None:
        """Forget who worked on what: the only process has just begun."""
        change = update(DocumentRow).where(DocumentRow.claim.is_not(None))
        await self._session.execute(change.values(claim=None, updated_at=DocumentRow.updated_at))

    async def removed(self) -> Sequence[tuple[UUID, UUID, UUID, UUID | None]]:
        """Documents that are being deleted: workspace, dataset, document, upload."""
        query = select(DocumentRow.workspace_id, DocumentRow.dataset_id, DocumentRow.id, DocumentRow.upload_id)
        rows = (await self._session.execute(query.where(DocumentRow.removed_at.is_not(None)))).all()
        return [(row[0], row[1], row[2], row[3]) for row in rows]

    async def of_dataset(self, dataset_id: UUID) -> Sequence[tuple[UUID, UUID, UUID | None]]:
        """Workspace, id and upload of all documents of a knowledge base, also of those that are being deleted."""
        query = select(DocumentRow.workspace_id, DocumentRow.id, DocumentRow.upload_id)
        rows = (await self._session.execute(query.where(DocumentRow.dataset_id == dataset_id))).all()
        return [(row[0], row[1], row[2]) for row in rows]

    async def uses(self, upload_id: UUID) -> bool:
        """Whether a document was made from this file."""
        query = select(DocumentRow.id).where(DocumentRow.upload_id == upload_id).limit(1)
        return (await self._session.execute(query)).first() is not None

    async def with_former_versions(self) -> Sequence[tuple[UUID, UUID, int]]:
        """Served documents that still have segments of a former version: dataset, document, version."""
        query = (
            select(DocumentRow.dataset_id, DocumentRow.id, DocumentRow.version)
            .join(SegmentRow, SegmentRow.document_id == DocumentRow.id)
            .where(DocumentRow.status == "completed", SegmentRow.version != DocumentRow.version)
            .distinct()
        )
        return [(row[0], row[1], row[2]) for row in (await self._session.execute(query)).all()]

    async def delete(self, document_id: UUID) -> None:
        """Remove a document; its segments must be gone."""
        await self._session.execute(delete(DocumentRow).where(DocumentRow.id == document_id))

    async def count_hits(self, hits: Mapping[UUID, int]) -> None:
        """Add to the hit counts."""
        for document_id, more in hits.items():
            change = update(DocumentRow).where(DocumentRow.id == document_id)
            await self._session.execute(
                change.values(
                    hit_count=DocumentRow.hit_count + more, recalled_at=utc_now(), updated_at=DocumentRow.updated_at
                )
            )

    async def idle(self, since: datetime, limit: int) -> Sequence[DocumentRow]:
        """Some served documents that nobody has changed or found since then."""
        served = and_(DocumentRow.status == "completed", DocumentRow.enabled == true(), DocumentRow.archived == false())
        query = select(DocumentRow).where(
            served,
            DocumentRow.removed_at.is_(None),
            DocumentRow.updated_at < since,
            or_(DocumentRow.recalled_at.is_(None), DocumentRow.recalled_at < since),
        )
        return (await self._session.execute(query.order_by(DocumentRow.id).limit(limit))).scalars().all()


LEASE = timedelta(seconds=60)
"""How long a process keeps a document without a sign of life."""
