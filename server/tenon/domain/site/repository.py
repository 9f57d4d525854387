"""Queries of published pages."""

from uuid import UUID

from sqlalchemy import select

from tenon.domain.site.tables import SiteRow
from tenon.kit.db import UnitOfWork


class SiteRepository:
    """Published pages."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    def add(self, row: SiteRow) -> None:
        """Keep a new page."""
        self._session.add(row)

    async def of_app(self, workspace_id: UUID, app_id: UUID) -> SiteRow | None:
        """The page of an app."""
        query = select(SiteRow).where(SiteRow.workspace_id == workspace_id, SiteRow.app_id == app_id)
        return (await self._session.execute(query)).scalar_one_or_none()

    async def by_code(self, code: str) -> SiteRow | None:
        """A page by its public code, in any workspace: this is how visitors name it."""
        return (await self._session.execute(select(SiteRow).where(SiteRow.code == code))).scalar_one_or_none()
