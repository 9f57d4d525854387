"""The keys of the service API for knowledge."""

from uuid import UUID

from tenon.domain.auth import api_keys
from tenon.domain.auth.principal import Principal
from tenon.domain.auth.tables import ApiKeyRow
from tenon.domain.knowledge.segment_schemas import (
    DatasetKey,
)
from tenon.kit.db import UnitOfWork


def shown(row: ApiKeyRow, token: str | None = None) -> DatasetKey:
    """A key as routes answer it."""
    return DatasetKey(id=row.id, hint=row.hint, token=token, created_at=row.created_at, last_used_at=row.last_used_at)


async def create(uow: UnitOfWork, who: Principal) -> DatasetKey:
    """A new key, its token in full this once."""
    row, token = await api_keys.create(uow, who.workspace_id, "dataset", app_id=None, created_by=who.account_id)
    return shown(row, token)


async def delete(uow: UnitOfWork, who: Principal, key_id: UUID) -> None:
    """Remove a key. Raises `NotFound`."""
    await api_keys.delete_of_knowledge(uow, who.workspace_id, key_id)
