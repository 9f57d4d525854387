"""Background work of apps: removing what a deleted app leaves behind, in small pieces."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from tenon.domain.app.repository import AppRepository, DeletedAppRepository
from tenon.kit.db import Database, UnitOfWork
from tenon.kit.jobs import Jobs
from tenon.kit.logging import get_log

log = get_log(__name__)

JOB = "app.deleted"
BATCH = 200
"""Things removed in one transaction: others must be able to write in between."""

type Purger = Callable[[UnitOfWork, UUID, UUID, int], Awaitable[int]]
"""Removes at most so many things of an app: workspace id, app id, number; how many were removed."""


class AppPurge:
    """The job `app.deleted`. Domains above this one add what they keep of an app."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._purgers: list[Purger] = []

    def add(self, purger: Purger) -> None:
        """Have something removed; in the order of adding."""
        self._purgers.append(purger)

    async def run(self, workspace_id: str, app_id: str) -> None:
        """Remove everything of a deleted app, the app last. Safe to run twice."""
        workspace, app = UUID(workspace_id), UUID(app_id)
        removed = 0
        for purger in self._purgers:
            count = BATCH
            while count >= BATCH:
                async with self._db.unit_of_work() as uow:
                    count = await purger(uow, workspace, app, BATCH)
                removed += count
        async with self._db.unit_of_work() as uow:
            await AppRepository(uow, workspace).drop(app)
        log.info("app.purged", app_id=app_id, things=removed)

    async def take_up(self, jobs: Jobs) -> None:
        """Ask again for what a server that went away left undone."""
        async with self._db.unit_of_work() as uow:
            left = await DeletedAppRepository(uow).all()
        for workspace_id, app_id in left:
            await jobs.enqueue(JOB, {"workspace_id": str(workspace_id), "app_id": str(app_id)})
