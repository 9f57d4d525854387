"""Names of apps and keys for lists of other domains."""

from uuid import UUID

from tenon.domain.app.repository import AppRepository
from tenon.kit.db import UnitOfWork


class AppNames:
    """The `Names` of usage lists and budgets."""

    async def apps(self, uow: UnitOfWork, workspace_id: UUID) -> dict[UUID, str]:
        """The apps of a workspace."""
        return await AppRepository(uow, workspace_id).names()

    async def keys(self, uow: UnitOfWork, workspace_id: UUID) -> dict[UUID, str]:
        """The API keys of a workspace: what is shown of each, with its app."""
        return await AppRepository(uow, workspace_id).key_names()
