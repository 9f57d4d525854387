"""Removes the end users of a deleted app and the files they brought."""

from uuid import UUID

from tenon.domain.end_user import service
from tenon.domain.file.service import Uploads
from tenon.kit.db import UnitOfWork


class EndUserPurge:
    """`remove` is called again and again until nobody is left."""

    def __init__(self, uploads: Uploads) -> None:
        self._uploads = uploads

    async def remove(self, uow: UnitOfWork, workspace_id: UUID, app_id: UUID, most: int) -> int:
        """Remove at most so many end users; how many."""
        ids = await service.some(uow, workspace_id, app_id, most)
        if ids:
            await self._uploads.remove_of_end_users(uow, workspace_id, ids)
            await service.remove(uow, workspace_id, app_id, ids)
        return len(ids)
