"""Queries of metadata."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import and_, delete, func, or_, select

from tenon.domain.account.tables import AccountRow
from tenon.domain.knowledge.tables import DocumentRow, MetadataFieldRow, MetadataValueRow
from tenon.kit.db import UnitOfWork

type Value = str | float | None


class MetadataRepository:
    """The fields of the knowledge bases of one workspace, and the values of their documents."""

    def __init__(self, uow: UnitOfWork, workspace_id: UUID) -> None:
        self._session, self._workspace_id = uow.session, workspace_id

    def add(self, row: MetadataFieldRow) -> None:
        """Keep a new field."""
        self._session.add(row)

    async def fields_of(self, dataset_ids: Sequence[UUID]) -> Mapping[UUID, list[MetadataFieldRow]]:
        """The fields of knowledge bases in the order they were made."""
        query = select(MetadataFieldRow).where(
            MetadataFieldRow.workspace_id == self._workspace_id, MetadataFieldRow.dataset_id.in_(dataset_ids)
        )
        found: dict[UUID, list[MetadataFieldRow]] = {}
        for row in (await self._session.execute(query.order_by(MetadataFieldRow.created_at))).scalars():
            found.setdefault(row.dataset_id, []).append(row)
        return found

    async def field(self, dataset_id: UUID, field_id: UUID) -> MetadataFieldRow | None:
        """A field of a knowledge base."""
        query = select(MetadataFieldRow).where(
            MetadataFieldRow.workspace_id == self._workspace_id,
            MetadataFieldRow.dataset_id == dataset_id,
            MetadataFieldRow.id == field_id,
        )
        return (await self._session.execute(query)).scalar_one_or_none()

    async def counts(self, dataset_id: UUID) -> Mapping[UUID, int]:
        """Of each field the documents that have a value."""
        query = (
            select(MetadataValueRow.field_id, func.count())
            .join(DocumentRow, DocumentRow.id == MetadataValueRow.document_id)
            .where(MetadataValueRow.dataset_id == dataset_id, DocumentRow.removed_at.is_(None))
            .where(or_(MetadataValueRow.text.is_not(None), MetadataValueRow.number.is_not(None)))
            .group_by(MetadataValueRow.field_id)
        )
        return {row[0]: row[1] for row in (await self._session.execute(query)).all()}

    async def delete_field(self, row: MetadataFieldRow) -> None:
        """Remove a field with its values."""
        await self._session.execute(delete(MetadataValueRow).where(MetadataValueRow.field_id == row.id))
        await self._session.delete(row)

    async def values(self, document_ids: Sequence[UUID]) -> Mapping[UUID, list[tuple[MetadataFieldRow, Value]]]:
        """The values of documents, with their fields."""
        query = (
            select(MetadataValueRow, MetadataFieldRow)
            .join(MetadataFieldRow, MetadataFieldRow.id == MetadataValueRow.field_id)
            .where(MetadataFieldRow.workspace_id == self._workspace_id)
            .where(MetadataValueRow.document_id.in_(document_ids))
            .order_by(MetadataFieldRow.created_at)
        )
        found: dict[UUID, list[tuple[MetadataFieldRow, Value]]] = {}
        for value, field in (await self._session.execute(query)).all():
            found.setdefault(value.document_id, []).append((field, _value(value)))
        return found

    async def set_value(self, dataset_id: UUID, document_id: UUID, field_id: UUID, value: Value) -> None:
        """Give a document a value, or the field without one."""
        row = await self._session.get(MetadataValueRow, (document_id, field_id))
        if row is None:
            row = MetadataValueRow(document_id=document_id, field_id=field_id, dataset_id=dataset_id)
            self._session.add(row)
        row.text = value if isinstance(value, str) else None
        row.number = float(value) if isinstance(value, int | float) else None

    async def drop_values(self, document_id: UUID) -> None:
        """Take all fields off a document."""
        await self._session.execute(delete(MetadataValueRow).where(MetadataValueRow.document_id == document_id))

    async def documents(self, dataset_id: UUID) -> Sequence[tuple[DocumentRow, str | None]]:
        """The served documents of a knowledge base with the names of their uploaders."""
        query = (
            select(DocumentRow, AccountRow.name)
            .outerjoin(AccountRow, AccountRow.id == DocumentRow.created_by)
            .where(DocumentRow.workspace_id == self._workspace_id)
            .where(and_(DocumentRow.dataset_id == dataset_id, DocumentRow.removed_at.is_(None)))
        )
        return [(row[0], row[1]) for row in (await self._session.execute(query)).all()]

    async def values_of(self, dataset_id: UUID, field_ids: Sequence[UUID]) -> Mapping[UUID, Mapping[UUID, Value]]:
        """Of each field the values by document."""
        query = select(MetadataValueRow).where(
            MetadataValueRow.dataset_id == dataset_id, MetadataValueRow.field_id.in_(field_ids)
        )
        found: dict[UUID, dict[UUID, Value]] = {}
        for row in (await self._session.execute(query)).scalars():
            found.setdefault(row.field_id, {})[row.document_id] = _value(row)
        return found


def _value(row: MetadataValueRow) -> Value:
    return row.text if row.text is not None else row.number
