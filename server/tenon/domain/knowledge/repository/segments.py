"""Queries of segments, children and entries."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, false, func, insert, or_, select, text, true, update

from tenon.domain.knowledge.tables import ChildChunkRow, DatasetRow, DocumentRow, EntryGoneRow, EntryRow, SegmentRow
from tenon.kit.db import UnitOfWork
from tenon.kit.pagination import PageQuery

_AS_IS: Mapping[str, Any] = {"synchronize_session": False}
"""For changes of rows that nobody has loaded in this session."""


class Open(NamedTuple):
    """A segment that is not indexed yet."""

    id: UUID
    position: int
    content: str
    keywords: list[str] | None


class Found(NamedTuple):
    """What stands behind an entry."""

    no: int
    segment_id: UUID
    child_id: UUID | None


class SegmentRepository:
    """The segments of one document, which was found with its workspace."""

    def __init__(self, uow: UnitOfWork, document: DocumentRow) -> None:
        self._session, self._document = uow.session, document

    def _here(self) -> ColumnElement[bool]:
        document = self._document
        return and_(SegmentRow.document_id == document.id, SegmentRow.version == document.version)

    def add(self, row: SegmentRow | ChildChunkRow) -> None:
        """Keep a new row."""
        self._session.add(row)

    async def page(
        self, page: PageQuery, *, keyword: str = "", enabled: bool | None = None, statuses: Sequence[str] = ()
    ) -> tuple[Sequence[SegmentRow], int]:
        """A page in the order of the document."""
        where = [self._here()]
        if keyword:
            pattern = "%" + keyword.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
            inside = (
                select(ChildChunkRow.segment_id)
                .where(ChildChunkRow.document_id == self._document.id)
                .where(ChildChunkRow.content.ilike(pattern, escape="\\"))
            )
            places = [SegmentRow.content.ilike(pattern, escape="\\"), SegmentRow.answer.ilike(pattern, escape="\\")]
            if self._document.doc_form == "hierarchical_model":
                places.append(SegmentRow.id.in_(inside))
            where.append(or_(*places))
        if enabled is not None:
            where.append(SegmentRow.enabled == (true() if enabled else false()))
        if statuses:
            where.append(SegmentRow.status.in_(statuses))
        total = (await self._session.execute(select(func.count()).select_from(SegmentRow).where(*where))).scalar_one()
        query = select(SegmentRow).where(*where).order_by(SegmentRow.position, SegmentRow.id)
        return (await self._session.execute(query.offset(page.offset).limit(page.limit))).scalars().all(), total

    async def get(self, segment_id: UUID) -> SegmentRow | None:
        """A segment by id."""
        query = select(SegmentRow).where(self._here(), SegmentRow.id == segment_id)
        return (await self._session.execute(query)).scalar_one_or_none()

    async def many(self, ids: Sequence[UUID]) -> Sequence[SegmentRow]:
        """Segments by id."""
        query = select(SegmentRow).where(self._here(), SegmentRow.id.in_(ids))
        return (await self._session.execute(query)).scalars().all()

    async def next_position(self) -> int:
        """The position after the last."""
        query = select(func.coalesce(func.max(SegmentRow.position), 0)).where(self._here())
        return (await self._session.execute(query)).scalar_one() + 1

    async def children(self, segment_ids: Sequence[UUID]) -> Sequence[ChildChunkRow]:
        """The children of segments in order."""
        query = select(ChildChunkRow).where(
            ChildChunkRow.document_id == self._document.id, ChildChunkRow.segment_id.in_(segment_ids)
        )
        return (await self._session.execute(query.order_by(ChildChunkRow.position, ChildChunkRow.id))).scalars().all()

    async def child(self, segment_id: UUID, child_id: UUID) -> ChildChunkRow | None:
        """A child of a segment."""
        query = select(ChildChunkRow).where(
            ChildChunkRow.document_id == self._document.id,
            ChildChunkRow.segment_id == segment_id,
            ChildChunkRow.id == child_id,
        )
        return (await self._session.execute(query)).scalar_one_or_none()

    async def delete_children(self, segment_ids: Sequence[UUID], child_id: UUID | None = None) -> None:
        """Remove children of segments, or one of them."""
        change = delete(ChildChunkRow).where(ChildChunkRow.segment_id.in_(segment_ids))
        await self._session.execute(change if child_id is None else change.where(ChildChunkRow.id == child_id))

    async def delete(self, ids: Sequence[UUID]) -> None:
        """Remove segments with their children; their entries must be gone."""
        await self.delete_children(ids)
        await self._session.execute(delete(SegmentRow).where(self._here(), SegmentRow.id.in_(ids)))

    async def totals(self) -> tuple[int, int, int]:
        """Segments, characters and tokens."""
        query = select(
            func.count(),
            func.coalesce(func.sum(SegmentRow.word_count), 0),
            func.coalesce(func.sum(SegmentRow.tokens), 0),
        ).where(self._here())
        row = (await self._session.execute(query)).one()
        return row[0], int(row[1]), int(row[2])


class EntryRepository:
    """The entries of one knowledge base, written under a revision."""

    def __init__(self, uow: UnitOfWork, dataset_id: UUID) -> None:
        self._session, self._dataset_id = uow.session, dataset_id

    async def add(self, rows: Sequence[Mapping[str, Any]]) -> list[int]:
        """Keep new entries; their numbers in order."""
        if self._session.get_bind().dialect.name == "sqlite":  # the only writer: numbers are counted on
            seen = await self._session.execute(text("SELECT seq FROM sqlite_sequence WHERE name = 'knowledge_entry'"))
            start = (seen.scalar_one_or_none() or 0) + 1
            numbered = [{"no": start + i, "dataset_id": self._dataset_id, **row} for i, row in enumerate(rows)]
            await self._session.execute(insert(EntryRow.__table__), numbered)  # pyright: ignore[reportArgumentType]
            return [start + i for i in range(len(numbered))]
        statement = insert(EntryRow).returning(EntryRow.no, sort_by_parameter_order=True)
        result = await self._session.execute(statement, [{"dataset_id": self._dataset_id, **row} for row in rows])
        return list(result.scalars())

    async def of_segments(self, ids: Sequence[UUID], child_id: UUID | None = None) -> list[int]:
        """The numbers of the entries of segments, or of one child."""
        query = select(EntryRow.no).where(EntryRow.dataset_id == self._dataset_id, EntryRow.segment_id.in_(ids))
        if child_id is not None:
            query = query.where(EntryRow.child_id == child_id)
        return list((await self._session.execute(query)).scalars())

    async def of_document(self, document_id: UUID, limit: int, *, live: bool | None = None) -> list[int]:
        """Some numbers of the entries of a document."""
        query = select(EntryRow.no).where(EntryRow.document_id == document_id)
        if live is not None:
            query = query.where(EntryRow.live == (true() if live else false()))
        return list((await self._session.execute(query.limit(limit))).scalars())

    async def remove(self, numbers: Sequence[int], rev: int) -> None:
        """Remove entries and say so to copies in memory."""
        for start in range(0, len(numbers), 500):
            part = numbers[start : start + 500]
            await self._session.execute(delete(EntryRow).where(EntryRow.no.in_(part)), execution_options=_AS_IS)
            await self._session.execute(
                insert(EntryGoneRow), [{"no": no, "dataset_id": self._dataset_id, "rev": rev} for no in part]
            )

    async def set_live(self, rev: int, live: bool, *, document_id: UUID, segment_ids: Sequence[UUID] | None) -> None:
        """Show or hide entries: of segments, or of the enabled segments of the served version of a document."""
        change = update(EntryRow).where(EntryRow.document_id == document_id)
        if segment_ids is not None:
            change = change.where(EntryRow.segment_id.in_(segment_ids))
        elif live:
            served = (
                select(SegmentRow.id)
                .join(DocumentRow, DocumentRow.id == SegmentRow.document_id)
                .where(SegmentRow.document_id == document_id, SegmentRow.version == DocumentRow.version)
                .where(SegmentRow.enabled == true())
            )
            change = change.where(EntryRow.segment_id.in_(served))
        await self._session.execute(change.values(live=live, rev=rev), execution_options=_AS_IS)

    async def without_vector(self, document_id: UUID, limit: int) -> Sequence[EntryRow]:
        """Some entries of a document that have no vector."""
        query = select(EntryRow).where(EntryRow.document_id == document_id, EntryRow.vector.is_(None))
        return (await self._session.execute(query.order_by(EntryRow.no).limit(limit))).scalars().all()

    async def set_vectors(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Put vectors into entries."""
        await self._session.execute(update(EntryRow), list(rows))

    async def clear_vectors(self, rev: int) -> None:
        """Forget all vectors: they are of another model."""
        change = update(EntryRow).where(EntryRow.dataset_id == self._dataset_id, EntryRow.vector.is_not(None))
        await self._session.execute(change.values(vector=None, rev=rev), execution_options=_AS_IS)

    async def found(self, numbers: Sequence[int]) -> dict[int, Found]:
        """What stands behind entries."""
        query = select(EntryRow.no, EntryRow.segment_id, EntryRow.child_id).where(
            EntryRow.dataset_id == self._dataset_id, EntryRow.no.in_(numbers), EntryRow.live == true()
        )
        return {row[0]: Found(row[0], row[1], row[2]) for row in (await self._session.execute(query)).all()}

    async def after(self, no: int, limit: int) -> Sequence[EntryRow]:
        """Entries in order of their numbers, for making an index again."""
        query = select(EntryRow).where(EntryRow.dataset_id == self._dataset_id, EntryRow.no > no)
        return (await self._session.execute(query.order_by(EntryRow.no).limit(limit))).scalars().all()

    async def numbers(self) -> set[int]:
        """The numbers of all entries."""
        query = select(EntryRow.no).where(EntryRow.dataset_id == self._dataset_id)
        return set((await self._session.execute(query)).scalars())


class SegmentRecords:
    """Segments of a document in any of its versions: for work in the background."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    async def insert(self, segments: Sequence[Mapping[str, Any]], children: Sequence[Mapping[str, Any]]) -> None:
        """Keep new rows."""
        if segments:
            await self._session.execute(insert(SegmentRow.__table__), list(segments))  # pyright: ignore[reportArgumentType]
        if children:
            await self._session.execute(insert(ChildChunkRow.__table__), list(children))  # pyright: ignore[reportArgumentType]

    async def open(self, document_id: UUID, version: int, after: int, limit: int) -> Sequence[Open]:
        """The next segments of a version, after a position, that are not indexed."""
        query = select(SegmentRow.id, SegmentRow.position, SegmentRow.content, SegmentRow.keywords).where(
            SegmentRow.document_id == document_id, SegmentRow.version == version, SegmentRow.status == "waiting"
        )
        query = query.where(SegmentRow.position > after).order_by(SegmentRow.position).limit(limit)
        return [Open(*row) for row in (await self._session.execute(query)).all()]

    async def children(self, segment_ids: Sequence[UUID]) -> Sequence[ChildChunkRow]:
        """The children of segments in order."""
        query = select(ChildChunkRow).where(ChildChunkRow.segment_id.in_(segment_ids))
        query = query.order_by(ChildChunkRow.segment_id, ChildChunkRow.position)
        return (await self._session.execute(query)).scalars().all()

    async def by_id(self, ids: Sequence[UUID]) -> dict[UUID, SegmentRow]:
        """Segments by id."""
        query = select(SegmentRow).where(SegmentRow.id.in_(ids))
        return {row.id: row for row in (await self._session.execute(query)).scalars()}

    async def children_by_id(self, ids: Sequence[UUID]) -> dict[UUID, ChildChunkRow]:
        """Children by id."""
        query = select(ChildChunkRow).where(ChildChunkRow.id.in_(ids))
        return {row.id: row for row in (await self._session.execute(query)).scalars()}

    async def set_done(self, document_id: UUID, version: int, places: tuple[int, int], at: datetime) -> None:
        """Segments from one position to another are indexed."""
        change = update(SegmentRow).where(
            SegmentRow.document_id == document_id, SegmentRow.version == version, SegmentRow.position.between(*places)
        )
        await self._session.execute(
            change.values(status="completed", completed_at=at, updated_at=at), execution_options=_AS_IS
        )

    async def totals(self, document_id: UUID, version: int) -> tuple[int, int, int, int]:
        """Segments of a version, how many are indexed, their characters and tokens."""
        query = select(
            func.count(),
            func.count().filter(SegmentRow.status == "completed"),
            func.coalesce(func.sum(SegmentRow.word_count), 0),
            func.coalesce(func.sum(SegmentRow.tokens), 0),
        ).where(SegmentRow.document_id == document_id, SegmentRow.version == version)
        row = (await self._session.execute(query)).one()
        return row[0], row[1], int(row[2]), int(row[3])

    async def stale(self, document_id: UUID, keep: Sequence[int], limit: int) -> list[UUID]:
        """Some segments of other versions than those to keep."""
        query = select(SegmentRow.id).where(SegmentRow.document_id == document_id, SegmentRow.version.not_in(keep))
        return list((await self._session.execute(query.limit(limit))).scalars())

    async def delete(self, ids: Sequence[UUID]) -> None:
        """Remove segments with their children."""
        children, rows = delete(ChildChunkRow), delete(SegmentRow)
        await self._session.execute(children.where(ChildChunkRow.segment_id.in_(ids)), execution_options=_AS_IS)
        await self._session.execute(rows.where(SegmentRow.id.in_(ids)), execution_options=_AS_IS)

    async def count_hits(self, hits: Mapping[UUID, int]) -> None:
        """Add to the hit counts."""
        for segment_id, more in hits.items():
            change = update(SegmentRow).where(SegmentRow.id == segment_id)
            await self._session.execute(
                change.values(hit_count=SegmentRow.hit_count + more, updated_at=SegmentRow.updated_at),
                execution_options=_AS_IS,
            )

    async def served(self, segment_ids: Sequence[UUID]) -> dict[UUID, tuple[SegmentRow, DocumentRow, DatasetRow]]:
        """Segments with their documents and knowledge bases."""
        query = (
            select(SegmentRow, DocumentRow, DatasetRow)
            .join(DocumentRow, DocumentRow.id == SegmentRow.document_id)
            .join(DatasetRow, DatasetRow.id == SegmentRow.dataset_id)
            .where(SegmentRow.id.in_(segment_ids), DocumentRow.removed_at.is_(None))
        )
        return {row[0].id: (row[0], row[1], row[2]) for row in (await self._session.execute(query)).all()}
