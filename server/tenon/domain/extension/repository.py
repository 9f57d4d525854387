"""Queries of API extensions."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from tenon.domain.extension.errors import ExtensionNameTaken
from tenon.domain.extension.tables import ApiExtensionRow
from tenon.kit.db import UnitOfWork


class ExtensionRepository:
    """The API extensions of a workspace."""

    def __init__(self, uow: UnitOfWork, workspace_id: UUID) -> None:
        self._session, self._workspace = uow.session, workspace_id

    async def all(self) -> Sequence[ApiExtensionRow]:
        """Newest first."""
        query = select(ApiExtensionRow).where(ApiExtensionRow.workspace_id == self._workspace)
        return (await self._session.scalars(query.order_by(ApiExtensionRow.id.desc()))).all()

    async def get(self, id: UUID) -> ApiExtensionRow | None:
        """One of them."""
        query = select(ApiExtensionRow).where(ApiExtensionRow.workspace_id == self._workspace, ApiExtensionRow.id == id)
        return await self._session.scalar(query)

    async def save(self, row: ApiExtensionRow) -> None:
        """Keep a new or changed row. Raises `ExtensionNameTaken`."""
        row.workspace_id = self._workspace
        self._session.add(row)
        try:
            await self._session.flush()
        except IntegrityError as error:
            raise ExtensionNameTaken() from error

    async def remove(self, row: ApiExtensionRow) -> None:
        """Drop one."""
        await self._session.delete(row)
