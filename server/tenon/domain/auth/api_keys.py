"""Keys of the service API: made, listed, deleted, and looked up at every call."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from tenon.domain.auth.repository import ApiKeyRepository
from tenon.domain.auth.tables import ApiKeyRow
from tenon.errors import BadRequest, NotFound
from tenon.kit import crypto
from tenon.kit.cache import TimedCache
from tenon.kit.db import Database, UnitOfWork, utc_now
from tenon.kit.ids import uuid7
from tenon.kit.secret import random_secret

KeyType = Literal["app", "dataset"]
TOPIC = "api_key"
MOST_KEYS = 10
_NOTE_USE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class KnownKey:
    """A valid key, as the service API sees it."""

    id: UUID
    type: KeyType
    workspace_id: UUID
    app_id: UUID | None
    created_by: UUID | None = None


class ApiKeys:
    """Looks keys up at every call: a cache that is told of changes, and `last_used_at` at most once a minute."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._known: TimedCache[str, KnownKey] = TimedCache(10_000, 30)
        self._noted: TimedCache[UUID, datetime] = TimedCache(10_000, _NOTE_USE.total_seconds())
        db.changes.follow(TOPIC, lambda _key: self._known.clear())

    async def find(self, token: str, kind: KeyType) -> KnownKey | None:
        """The key, or None when it is unknown or of another kind."""
        if not token.startswith(f"{kind}-") and not (kind == "dataset" and token.startswith("ds-")):
            return None
        token_hash = crypto.hash_secret(token)
        known = self._known.get(token_hash)
        if known is None or self._noted.get(known.id) is None:
            known = await self._load(token_hash)
        return known if known is not None and known.type == kind else None

    async def _load(self, token_hash: str) -> KnownKey | None:
        async with self._db.unit_of_work() as uow:
            repository = ApiKeyRepository(uow)
            row = await repository.by_hash(token_hash)
            if row is None:
                self._known.drop(token_hash)
                return None
            now = utc_now()
            if row.last_used_at is None or now - row.last_used_at >= _NOTE_USE:
                await repository.used(row.id, now)
            self._noted.put(row.id, now)
            kind: KeyType = "app" if row.type == "app" else "dataset"
            known = KnownKey(row.id, kind, row.workspace_id, row.app_id, row.created_by)
            self._known.put(token_hash, known)
            return known


async def create(
    uow: UnitOfWork, workspace_id: UUID, kind: KeyType, *, app_id: UUID | None, created_by: UUID | None
) -> tuple[ApiKeyRow, str]:
    """A new key and its token, which is shown this once. Raises `BadRequest` when there are too many already."""
    repository = ApiKeyRepository(uow)
    if app_id is not None and len(await repository.of_app(workspace_id, app_id)) >= MOST_KEYS:
        raise BadRequest(f"An app has at most {MOST_KEYS} keys. Delete one first.")
    token = f"{kind}-{random_secret(24)}"
    row = ApiKeyRow(
        id=uuid7(),
        workspace_id=workspace_id,
        app_id=app_id,
        type=kind,
        token_hash=crypto.hash_secret(token),
        hint=f"{token[: len(kind) + 4]}...{token[-6:]}",
        created_by=created_by,
        created_at=utc_now(),
        last_used_at=None,
    )
    repository.add(row)
    return row, token


async def of_app(uow: UnitOfWork, workspace_id: UUID, app_id: UUID) -> Sequence[ApiKeyRow]:
    """The keys of an app, oldest first."""
    return await ApiKeyRepository(uow).of_app(workspace_id, app_id)


async def of_knowledge(uow: UnitOfWork, workspace_id: UUID) -> Sequence[ApiKeyRow]:
    """The knowledge keys of a workspace, oldest first."""
    return await ApiKeyRepository(uow).of_app(workspace_id, None)


async def delete_of_knowledge(uow: UnitOfWork, workspace_id: UUID, key_id: UUID) -> None:
    """Remove a knowledge key; it fails at its next use. Raises `NotFound`."""
    repository = ApiKeyRepository(uow)
    row = await repository.get(workspace_id, None, key_id)
    if row is None:
        raise NotFound("There is no such key.")
    await repository.delete(row)
    uow.changed(TOPIC, key_id)


async def delete_of_app(uow: UnitOfWork, workspace_id: UUID, app_id: UUID) -> None:
    """Remove every key of an app; they fail at their next use."""
    repository = ApiKeyRepository(uow)
    for row in await repository.of_app(workspace_id, app_id):
        await repository.delete(row)
        uow.changed(TOPIC, row.id)


async def delete(uow: UnitOfWork, workspace_id: UUID, app_id: UUID, key_id: UUID) -> None:
    """Remove a key; it fails at its next use. Raises `NotFound`."""
    repository = ApiKeyRepository(uow)
    row = await repository.get(workspace_id, app_id, key_id)
    if row is None:
        raise NotFound("There is no such key.")
    await repository.delete(row)
    uow.changed(TOPIC, key_id)
