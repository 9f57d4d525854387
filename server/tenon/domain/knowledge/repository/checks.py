"""Questions whose answers should be zero."""

from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, select, true

from tenon.domain.knowledge.tables import ChildChunkRow, DatasetRow, DocumentRow, EntryRow, SegmentRow
from tenon.kit.db import UnitOfWork


class CheckRepository:
    """Compares the tables of one knowledge base with each other."""

    def __init__(self, uow: UnitOfWork, dataset_id: UUID) -> None:
        self._session, self._dataset_id = uow.session, dataset_id

    async def problems(self) -> list[tuple[int, str]]:
        """Counts of what should not be, with words for it."""
        completed = and_(DocumentRow.status == "completed", DocumentRow.removed_at.is_(None))
        return [
            (await self._segments_without_entry(completed), "segments are in no index"),
            (await self._twice(), "segments or child chunks are in the index twice"),
            (await self._strays(), "entries belong to no segment that is served"),
            (await self._miscounted(completed), "documents have another number of segments than they say"),
            (await self._without_vector(completed), "entries have no vector"),
            (await self._wrongly_seen(), "entries are seen that should not be, or the other way round"),
        ]

    async def _count(self, query: Select[int]) -> int:
        return (await self._session.execute(query)).scalar_one()

    async def _segments_without_entry(self, completed: ColumnElement[bool]) -> int:
        has = select(EntryRow.no).where(EntryRow.segment_id == SegmentRow.id).exists()
        children = select(ChildChunkRow.id).where(ChildChunkRow.segment_id == SegmentRow.id).exists()
        query = (
            select(func.count())
            .select_from(SegmentRow)
            .join(DocumentRow, DocumentRow.id == SegmentRow.document_id)
            .where(SegmentRow.dataset_id == self._dataset_id, SegmentRow.version == DocumentRow.version, completed)
            .where(~has, (DocumentRow.doc_form != "hierarchical_model") | children)
        )
        return await self._count(query)

    async def _twice(self) -> int:
        grouped = (
            select(EntryRow.segment_id)
            .where(EntryRow.dataset_id == self._dataset_id)
            .group_by(EntryRow.segment_id, EntryRow.child_id)
            .having(func.count() > 1)
            .subquery()
        )
        return await self._count(select(func.count()).select_from(grouped))

    async def _strays(self) -> int:
        query = (
            select(func.count())
            .select_from(EntryRow)
            .outerjoin(SegmentRow, SegmentRow.id == EntryRow.segment_id)
            .where(EntryRow.dataset_id == self._dataset_id, SegmentRow.id.is_(None))
        )
        return await self._count(query)

    async def _miscounted(self, completed: ColumnElement[bool]) -> int:
        counted = (
            select(SegmentRow.document_id, func.count().label("n"))
            .join(DocumentRow, DocumentRow.id == SegmentRow.document_id)
            .where(SegmentRow.dataset_id == self._dataset_id, SegmentRow.version == DocumentRow.version)
            .group_by(SegmentRow.document_id)
            .subquery()
        )
        query = (
            select(func.count())
            .select_from(DocumentRow)
            .outerjoin(counted, counted.c.document_id == DocumentRow.id)
            .where(DocumentRow.dataset_id == self._dataset_id, completed)
            .where(func.coalesce(counted.c.n, 0) != DocumentRow.segment_count)
        )
        return await self._count(query)

    async def _without_vector(self, completed: ColumnElement[bool]) -> int:
        query = (
            select(func.count())
            .select_from(EntryRow)
            .join(DatasetRow, DatasetRow.id == EntryRow.dataset_id)
            .join(DocumentRow, DocumentRow.id == EntryRow.document_id)
            .where(EntryRow.dataset_id == self._dataset_id, EntryRow.vector.is_(None), completed)
            .where(DatasetRow.indexing_technique == "high_quality")
        )
        return await self._count(query)

    async def _wrongly_seen(self) -> int:
        served = and_(
            DocumentRow.enabled == true(),
            DocumentRow.archived != true(),
            DocumentRow.removed_at.is_(None),
            DocumentRow.version == SegmentRow.version,
            SegmentRow.enabled == true(),
        )
        query = (
            select(func.count())
            .select_from(EntryRow)
            .join(SegmentRow, SegmentRow.id == EntryRow.segment_id)
            .join(DocumentRow, DocumentRow.id == EntryRow.document_id)
            .where(EntryRow.dataset_id == self._dataset_id, EntryRow.live != served)
        )
        return await self._count(query)
