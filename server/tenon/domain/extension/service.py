"""Registering API extensions, and calling them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tenon.domain.audit import service as audit
from tenon.domain.audit.schemas import Target
from tenon.domain.auth.principal import Principal
from tenon.domain.extension.errors import ExtensionFailed, ExtensionNotFound, ExtensionRefused
from tenon.domain.extension.repository import ExtensionRepository
from tenon.domain.extension.schemas import ApiExtension, ApiExtensionIn, ApiExtensionPatch
from tenon.domain.extension.tables import ApiExtensionRow
from tenon.domain.extension.wire import ExtensionWire
from tenon.domain.workspace.vault import Vault
from tenon.kit.cache import TimedCache
from tenon.kit.crypto import HIDDEN, mask
from tenon.kit.db import Database, UnitOfWork
from tenon.kit.ids import uuid7

TOPIC = "api_extension"
"""Changes of an extension; the key is its id."""


_RECORDED = ("name", "api_endpoint")
"""What audit records tell."""


@dataclass(frozen=True, slots=True)
class _Known:
    workspace_id: UUID
    name: str
    endpoint: str
    key: str


class ApiExtensions:
    """The API extensions of all workspaces. Addresses and keys are read once and kept until they change."""

    def __init__(self, db: Database, vault: Vault, wire: ExtensionWire) -> None:
        self._db, self._vault, self._wire = db, vault, wire
        self._known: TimedCache[UUID, _Known] = TimedCache(1000, 60)
        db.changes.follow(TOPIC, lambda id: self._known.drop(UUID(id)))

    async def call(self, workspace_id: UUID, id: object, point: str, params: Mapping[str, Any]) -> dict[str, Any]:
        """Ask the extension with this id. Raises `ExtensionFailed`."""
        known = await self._find(workspace_id, id)
        return await self._wire.call(known.name, known.endpoint, known.key, point, params)

    async def name(self, workspace_id: UUID, id: object) -> str:
        """What people call the extension. Raises `ExtensionFailed`."""
        return (await self._find(workspace_id, id)).name

    async def _find(self, workspace_id: UUID, id: object) -> _Known:
        try:
            key = UUID(str(id))
        except ValueError:
            raise ExtensionFailed("No API extension is chosen. Choose one in the app's settings.") from None
        known = self._known.get(key)
        if known is None:
            async with self._db.unit_of_work() as uow:
                row = await ExtensionRepository(uow, workspace_id).get(key)
                if row is not None:
                    clear = await self._vault.decrypt(uow, workspace_id, row.api_key)
                    known = _Known(row.workspace_id, row.name, row.api_endpoint, clear)
                    self._known.put(key, known)
        if known is None or known.workspace_id != workspace_id:
            raise ExtensionFailed("The app's API extension was deleted. Choose another one in the app's settings.")
        return known

    async def list(self, uow: UnitOfWork, who: Principal) -> list[ApiExtension]:
        """The workspace's extensions, newest first."""
        who.require("tool.view")
        return [_shown(row) for row in await ExtensionRepository(uow, who.workspace_id).all()]

    async def get(self, uow: UnitOfWork, who: Principal, id: UUID) -> ApiExtension:
        """One of them. Raises `ExtensionNotFound`."""
        who.require("tool.view")
        return _shown(await _row(uow, who, id))

    async def add(self, who: Principal, body: ApiExtensionIn) -> ApiExtension:
        """Ping the service and keep it. Raises `ExtensionRefused`, `ExtensionNameTaken`."""
        who.require("tool.manage")
        await self._ping(body.name, body.api_endpoint, body.api_key)
        row = ApiExtensionRow(id=uuid7(), name=body.name, api_endpoint=body.api_endpoint)
        async with self._db.unit_of_work() as uow:
            await self._set_key(uow, who.workspace_id, row, body.api_key)
            await ExtensionRepository(uow, who.workspace_id).save(row)
            audit.record(uow, who, "extension.created", _target(row), after=audit.state(row, *_RECORDED))
        return _shown(row)

    async def change(self, who: Principal, id: UUID, body: ApiExtensionPatch) -> ApiExtension:
        """Ping the service as it would be and change it. Raises what `add` raises, and `ExtensionNotFound`."""
        who.require("tool.manage")
        async with self._db.unit_of_work() as uow:
            row = await _row(uow, who, id)
            kept = await self._vault.decrypt(uow, who.workspace_id, row.api_key)
        name, endpoint = body.name or row.name, body.api_endpoint or row.api_endpoint
        key = body.api_key if body.api_key not in (None, HIDDEN, row.shown_key) else kept
        await self._ping(name, endpoint, key)
        async with self._db.unit_of_work() as uow:
            row = await _row(uow, who, id)
            before = audit.state(row, *_RECORDED)
            row.name, row.api_endpoint = name, endpoint
            if key != kept:
                await self._set_key(uow, who.workspace_id, row, key)
            await ExtensionRepository(uow, who.workspace_id).save(row)
            after = {**audit.state(row, *_RECORDED), "key": "replaced" if key != kept else "kept"}
            audit.record(uow, who, "extension.changed", _target(row), before=before, after=after)
            uow.changed(TOPIC, id)
        return _shown(row)

    async def remove(self, uow: UnitOfWork, who: Principal, id: UUID) -> None:
        """Delete one; apps that use it fail with a clear message. Raises `ExtensionNotFound`."""
        who.require("tool.manage")
        row = await _row(uow, who, id)
        audit.record(uow, who, "extension.deleted", _target(row), before=audit.state(row, *_RECORDED))
        await ExtensionRepository(uow, who.workspace_id).remove(row)
        uow.changed(TOPIC, id)

    async def _ping(self, name: str, endpoint: str, key: str) -> None:
        try:
            answer = await self._wire.call(name, endpoint, key, "ping", {})
        except ExtensionFailed as error:
            raise ExtensionRefused(f"It was not saved. {error.message}", params="api_endpoint") from error
        if answer.get("result") != "pong":
            raise ExtensionRefused(
                'It was not saved. The service must answer {"point": "ping"} with {"result": "pong"}.',
                params="api_endpoint",
            )

    async def _set_key(self, uow: UnitOfWork, workspace_id: UUID, row: ApiExtensionRow, key: str) -> None:
        row.api_key, row.shown_key = await self._vault.encrypt(uow, workspace_id, key), mask(key)


def _target(row: ApiExtensionRow) -> Target:
    return Target("extension", str(row.id), row.name)


async def _row(uow: UnitOfWork, who: Principal, id: UUID) -> ApiExtensionRow:
    row = await ExtensionRepository(uow, who.workspace_id).get(id)
    if row is None:
        raise ExtensionNotFound()
    return row


def _shown(row: ApiExtensionRow) -> ApiExtension:
    created = int(row.created_at.timestamp())
    return ApiExtension(
        id=row.id, name=row.name, api_endpoint=row.api_endpoint, api_key=row.shown_key, created_at=created
    )
