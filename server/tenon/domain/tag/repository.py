"""Queries of tags."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, func, select

from tenon.domain.tag.tables import TagBindingRow, TagRow
from tenon.kit.db import UnitOfWork


class TagRepository:
    """The tags of one workspace."""

    def __init__(self, uow: UnitOfWork, workspace_id: UUID) -> None:
        self._session = uow.session
        self._workspace_id = workspace_id

    async def all(self, kind: str) -> Sequence[tuple[TagRow, int]]:
        """The tags of a type by name, with how many things carry each."""
        query = (
            select(TagRow, func.count(TagBindingRow.id))
            .outerjoin(TagBindingRow, TagBindingRow.tag_id == TagRow.id)
            .where(TagRow.workspace_id == self._workspace_id, TagRow.type == kind)
            .group_by(TagRow.id)
            .order_by(TagRow.name)
        )
        return [(row[0], row[1]) for row in (await self._session.execute(query)).all()]

    async def get(self, tag_id: UUID) -> TagRow | None:
        """A tag by id."""
        query = select(TagRow).where(TagRow.workspace_id == self._workspace_id, TagRow.id == tag_id)
        return (await self._session.execute(query)).scalar_one_or_none()

    async def named(self, kind: str, name: str) -> TagRow | None:
        """A tag by name."""
        query = select(TagRow).where(
            TagRow.workspace_id == self._workspace_id, TagRow.type == kind, TagRow.name == name
        )
        return (await self._session.execute(query)).scalar_one_or_none()

    async def add(self, row: TagRow) -> None:
        """Keep a new tag."""
        self._session.add(row)
        await self._session.flush()

    async def count(self, tag_id: UUID) -> int:
        """How many things carry a tag."""
        query = select(func.count()).select_from(TagBindingRow).where(TagBindingRow.tag_id == tag_id)
        return (await self._session.execute(query)).scalar_one()

    async def delete(self, row: TagRow) -> None:
        """Remove a tag from everything."""
        await self._session.execute(delete(TagBindingRow).where(TagBindingRow.tag_id == row.id))
        await self._session.delete(row)

    async def bound(self, target_id: UUID) -> set[UUID]:
        """Ids of the tags on a thing."""
        query = select(TagBindingRow.tag_id).where(
            TagBindingRow.workspace_id == self._workspace_id, TagBindingRow.target_id == target_id
        )
        return set((await self._session.execute(query)).scalars())

    def bind(self, tag_id: UUID, target_id: UUID) -> None:
        """Put a tag on a thing."""
        self._session.add(TagBindingRow(workspace_id=self._workspace_id, tag_id=tag_id, target_id=target_id))

    async def unbind(self, target_id: UUID, tag_ids: Sequence[UUID] | None = None) -> None:
        """Take tags off a thing; None: all."""
        change = delete(TagBindingRow).where(
            TagBindingRow.workspace_id == self._workspace_id, TagBindingRow.target_id == target_id
        )
        await self._session.execute(change if tag_ids is None else change.where(TagBindingRow.tag_id.in_(tag_ids)))
