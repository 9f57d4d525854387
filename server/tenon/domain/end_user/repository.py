"""Queries of end users."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import delete, func, select

from tenon.domain.end_user.tables import EndUserRow
from tenon.kit.db import UnitOfWork


class EndUserRepository:
    """Rows of end users, by workspace."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    async def get(self, workspace_id: UUID, app_id: UUID, id: UUID) -> EndUserRow | None:
        """A user of the app."""
        query = select(EndUserRow).where(
            EndUserRow.id == id, EndUserRow.workspace_id == workspace_id, EndUserRow.app_id == app_id
        )
        return await self._session.scalar(query)

    async def named(self, workspace_id: UUID, ids: Iterable[UUID]) -> dict[UUID, EndUserRow]:
        """The users with these ids."""
        query = select(EndUserRow).where(EndUserRow.id.in_(set(ids)), EndUserRow.workspace_id == workspace_id)
        return {row.id: row for row in await self._session.scalars(query)}

    async def some(self, workspace_id: UUID, app_id: UUID, most: int) -> list[UUID]:
        """The ids of at most so many users of the app."""
        query = select(EndUserRow.id).where(EndUserRow.workspace_id == workspace_id, EndUserRow.app_id == app_id)
        return list(await self._session.scalars(query.limit(most)))

    async def remove(self, workspace_id: UUID, app_id: UUID, ids: Iterable[UUID]) -> None:
        """Forget users of the app."""
        mine = (EndUserRow.workspace_id == workspace_id, EndUserRow.app_id == app_id)
        await self._session.execute(delete(EndUserRow).where(*mine, EndUserRow.id.in_(set(ids))))

    async def count(self, workspace_id: UUID, app_id: UUID) -> int:
        """How many users the app has."""
        query = select(func.count()).where(EndUserRow.workspace_id == workspace_id, EndUserRow.app_id == app_id)
        return await self._session.scalar(query) or 0
