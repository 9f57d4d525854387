"""Queries of end users."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select

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
