"""What runs read of basic apps: published configurations and drafts, from a cache that is told of changes."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson

from tenon.domain.app.repository import AppRepository
from tenon.domain.app.tables import AppRow, ConfigRow
from tenon.kit.cache import TimedCache
from tenon.kit.db import Database

TOPIC = "app_config"
"""Changes of drafts and published configurations are told under this topic, with the app's id."""
_AGE = 30.0
"""Seconds until another process's change is seen at the latest."""


@dataclass(frozen=True, slots=True)
class AppSettings:
    """A `model_config` as a run needs it. Shared between runs: nothing in it may be changed.

    `id` is that of the published configuration; a draft has the app's.
    """

    id: UUID
    app_id: UUID
    workspace_id: UUID
    mode: str
    config: dict[str, Any]
    hash: str
    is_draft: bool = False


def settings_hash(config: Mapping[str, Any]) -> str:
    """Tells two states of a configuration apart; member order does not matter."""
    options = orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS
    try:
        return hashlib.sha256(orjson.dumps(dict(config), default=str, option=options)).hexdigest()
    except TypeError:  # integers beyond 64 bits
        return hashlib.sha256(repr(config).encode("utf-8", "surrogatepass")).hexdigest()


def _published(app: AppRow, row: ConfigRow) -> AppSettings:
    return AppSettings(row.id, app.id, app.workspace_id, app.mode, row.config, row.hash)


class SettingsReader:
    """Finds the configuration to run. Published ones never change, so they stay as long as the app does."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._latest: TimedCache[UUID, AppSettings] = TimedCache(2000, _AGE)
        self._versions: TimedCache[UUID, AppSettings] = TimedCache(500, _AGE)
        self._changes = 0
        db.changes.follow(TOPIC, self._forget)

    def _forget(self, app_id: str) -> None:
        self._changes += 1
        self._latest.drop(UUID(app_id))
        self._versions.clear()

    async def published(self, workspace_id: UUID, app_id: UUID) -> AppSettings | None:
        """The configuration that is served; None for an app without one."""
        found = self._latest.get(app_id)
        if found is None or found.workspace_id != workspace_id:
            seen = self._changes
            async with self._db.unit_of_work() as uow:
                repository = AppRepository(uow, workspace_id)
                app = await repository.get(app_id)
                row = await repository.latest_config(app_id)
                if app is None or row is None:
                    return None
                found = _published(app, row)
            if seen == self._changes:
                self._latest.put(app_id, found)
        return found

    async def version(self, workspace_id: UUID, app_id: UUID, config_id: UUID) -> AppSettings | None:
        """A published configuration, or the draft (by the app's id); None when the app has none of this id."""
        if config_id == app_id:
            return await self.draft(workspace_id, app_id)
        found = self._versions.get(config_id)
        if found is None or found.workspace_id != workspace_id or found.app_id != app_id:
            seen = self._changes
            async with self._db.unit_of_work() as uow:
                repository = AppRepository(uow, workspace_id)
                app = await repository.get(app_id)
                row = await repository.config(app_id, config_id)
                if app is None or row is None:
                    return None
                found = _published(app, row)
            if seen == self._changes:
                self._versions.put(config_id, found)
        return found

    async def draft(self, workspace_id: UUID, app_id: UUID) -> AppSettings | None:
        """The draft as it is now."""
        async with self._db.unit_of_work() as uow:
            app = await AppRepository(uow, workspace_id).get(app_id)
            if app is None or app.settings is None:
                return None
            config = app.settings
            return AppSettings(app.id, app.id, app.workspace_id, app.mode, config, settings_hash(config), is_draft=True)
