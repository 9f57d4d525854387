"""What runs read: published versions and drafts with their secrets in clear, from a cache that is told of changes."""

from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from tenon.domain.workflow.content import opened
from tenon.domain.workflow.repository import WorkflowRepository
from tenon.domain.workflow.service import TOPIC
from tenon.domain.workflow.tables import WorkflowRow
from tenon.domain.workspace.vault import Vault
from tenon.kit.cache import TimedCache
from tenon.kit.db import Database, UnitOfWork

_AGE = 30.0
"""Seconds until another process's change is seen at the latest."""


@dataclass(frozen=True, slots=True)
class Runnable:
    """A draft or version as a run needs it. Shared between runs: nothing in it may be changed."""

    id: UUID
    app_id: UUID
    workspace_id: UUID
    type: str
    version: str
    graph: dict[str, Any]
    features: dict[str, Any]
    environment_variables: list[dict[str, Any]]
    conversation_variables: list[dict[str, Any]]
    hash: str

    @property
    def is_draft(self) -> bool:
        """Whether this is the draft and not a version."""
        return self.version == "draft"


class Workflows:
    """Finds what to run. Versions never change, so they stay as long as the app does."""

    def __init__(self, db: Database, vault: Vault) -> None:
        self._db = db
        self._vault = vault
        self._latest: TimedCache[UUID, Runnable] = TimedCache(2000, _AGE)
        self._versions: TimedCache[UUID, Runnable] = TimedCache(500, _AGE)
        self._changes = 0
        db.changes.follow(TOPIC, self._forget)

    def _forget(self, app_id: str) -> None:
        self._changes += 1
        self._latest.drop(UUID(app_id))
        self._versions.clear()

    async def published(self, workspace_id: UUID, app_id: UUID) -> Runnable | None:
        """The version that is served; None when none was published."""
        found = self._latest.get(app_id)
        if found is None or found.workspace_id != workspace_id:
            seen = self._changes
            async with self._db.unit_of_work() as uow:
                row = await WorkflowRepository(uow, workspace_id).latest(app_id)
                if row is None:
                    return None
                found = await self._read(uow, row)
            if seen == self._changes:
                self._latest.put(app_id, found)
        return found

    async def version(self, workspace_id: UUID, app_id: UUID, workflow_id: UUID) -> Runnable | None:
        """A version, or the draft, by id; None when the app has none of this id."""
        found = self._versions.get(workflow_id)
        if found is None or found.workspace_id != workspace_id or found.app_id != app_id:
            seen = self._changes
            async with self._db.unit_of_work() as uow:
                row = await WorkflowRepository(uow, workspace_id).get(app_id, workflow_id)
                if row is None:
                    return None
                found = await self._read(uow, row)
            if seen == self._changes and not found.is_draft:
                self._versions.put(workflow_id, found)
        return found

    async def draft(self, workspace_id: UUID, app_id: UUID) -> Runnable | None:
        """The draft as it is now."""
        async with self._db.unit_of_work() as uow:
            row = await WorkflowRepository(uow, workspace_id).draft(app_id)
            return await self._read(uow, row) if row is not None else None

    async def _read(self, uow: UnitOfWork, row: WorkflowRow) -> Runnable:
        decrypt = partial(self._vault.decrypt, uow, row.workspace_id)
        return Runnable(
            row.id,
            row.app_id,
            row.workspace_id,
            row.type,
            row.version,
            row.graph,
            row.features,
            await opened(row.environment_variables, decrypt),
            row.conversation_variables,
            row.hash,
        )
