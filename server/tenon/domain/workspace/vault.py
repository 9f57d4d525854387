"""Encrypts and decrypts the secrets of a workspace: the one place that knows where its key pair is."""

import asyncio
from uuid import UUID

from tenon.domain.workspace.repository import WorkspaceRepository
from tenon.errors import NotFound
from tenon.kit import crypto
from tenon.kit.cache import TimedCache
from tenon.kit.crypto import WorkspaceKeys
from tenon.kit.db import Database, UnitOfWork
from tenon.kit.secret import SecretKey

TOPIC = "workspace_keys"


class Vault:
    """Secrets at rest. Keys are read once and kept; decryption takes about 1 ms, so keep the result while needed."""

    def __init__(self, db: Database, key: SecretKey) -> None:
        self._key = key
        self._keys: TimedCache[UUID, WorkspaceKeys] = TimedCache(1000, 300)
        db.changes.follow(TOPIC, lambda workspace_id: self._keys.drop(UUID(workspace_id)))

    async def create_keys(self) -> WorkspaceKeys:
        """A key pair for a new workspace."""
        return await asyncio.to_thread(WorkspaceKeys.create, self._key.value)

    async def encrypt(self, uow: UnitOfWork, workspace_id: UUID, text: str) -> str:
        """The text, readable only through `decrypt`. Raises `NotFound`."""
        return crypto.encrypt((await self._of(uow, workspace_id)).public_key, text)

    async def decrypt(self, uow: UnitOfWork, workspace_id: UUID, text: str) -> str:
        """What `encrypt` was given. Raises `NotFound`, `SecretUnreadable`."""
        return crypto.decrypt(await self._of(uow, workspace_id), self._key.value, text)

    async def reset(self, uow: UnitOfWork, workspace_id: UUID) -> None:
        """Replace the key pair: everything encrypted before becomes void. Raises `NotFound`."""
        row = await WorkspaceRepository(uow).get(workspace_id)
        if row is None:
            raise NotFound("There is no such workspace.")
        keys = await self.create_keys()
        row.public_key, row.private_key = keys.public_key, keys.private_key
        uow.changed(TOPIC, workspace_id)

    async def _of(self, uow: UnitOfWork, workspace_id: UUID) -> WorkspaceKeys:
        keys = self._keys.get(workspace_id)
        if keys is None:
            row = await WorkspaceRepository(uow).get(workspace_id)
            if row is None:
                raise NotFound("There is no such workspace.")
            keys = WorkspaceKeys(row.public_key, row.private_key)
            self._keys.put(workspace_id, keys)
        return keys
