"""Lets programs and visitors in: facts of an app from a cache that is told of changes."""

from uuid import UUID

from tenon.domain.app.repository import AnyAppRepository
from tenon.domain.auth.principal import AppAccess
from tenon.kit.cache import TimedCache
from tenon.kit.db import Database

TOPIC = "app"


class AppGateway:
    """Fulfils `auth.AppGate`."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._known: TimedCache[UUID, AppAccess] = TimedCache(5000, 30)
        self._changes = 0
        db.changes.follow(TOPIC, self._forget)

    def _forget(self, app_id: str) -> None:
        self._changes += 1
        self._known.drop(UUID(app_id))

    async def access(self, app_id: UUID) -> AppAccess | None:
        """The app; None when it is gone."""
        known = self._known.get(app_id)
        if known is not None:
            return known
        seen = self._changes
        async with self._db.unit_of_work() as uow:
            found = await AnyAppRepository(uow).with_workspace(app_id)
        if found is None:
            return None
        row, workspace_status = found
        known = AppAccess(
            row.id,
            row.workspace_id,
            row.mode,
            row.name,
            row.status,
            row.enable_api,
            workspace_status,
            row.max_active_requests,
        )
        if seen == self._changes:
            self._known.put(app_id, known)
        return known
