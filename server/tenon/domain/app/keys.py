"""The service API keys of an app."""

from uuid import UUID

from tenon.domain.app import service
from tenon.domain.app.schemas import ApiKey
from tenon.domain.app.tables import AppRow
from tenon.domain.audit import service as audit
from tenon.domain.audit.schemas import Target
from tenon.domain.auth import api_keys
from tenon.domain.auth.principal import Principal
from tenon.domain.auth.tables import ApiKeyRow
from tenon.kit.db import UnitOfWork


def _shown(row: ApiKeyRow, token: str | None = None) -> ApiKey:
    used = row.last_used_at
    return ApiKey(
        id=row.id,
        type=row.type,
        token=token or row.hint,
        last_used_at=int(used.timestamp()) if used is not None else None,
        created_at=int(row.created_at.timestamp()),
    )


def _of(app: AppRow) -> dict[str, str]:
    return {"app_id": str(app.id), "app": app.name}


async def all_keys(uow: UnitOfWork, who: Principal, app_id: UUID) -> list[ApiKey]:
    """The keys of an app, masked. Raises `AppNotFound`."""
    who.require("app.edit")
    await service.row(uow, who.workspace_id, app_id)
    return [_shown(row) for row in await api_keys.of_app(uow, who.workspace_id, app_id)]


async def create(uow: UnitOfWork, who: Principal, app_id: UUID) -> ApiKey:
    """A new key, its token in full this once. Raises `AppNotFound`."""
    who.require("app.edit")
    app = await service.row(uow, who.workspace_id, app_id)
    row, token = await api_keys.create(uow, who.workspace_id, "app", app_id=app_id, created_by=who.account_id)
    audit.record(uow, who, "api_key.created", Target("api_key", str(row.id), row.hint), after=_of(app))
    return _shown(row, token)


async def delete(uow: UnitOfWork, who: Principal, app_id: UUID, key_id: UUID) -> None:
    """Remove a key; it fails at once. Raises `AppNotFound`, `NotFound`."""
    who.require("app.edit")
    app = await service.row(uow, who.workspace_id, app_id)
    audit.record(uow, who, "api_key.deleted", Target("api_key", str(key_id)), before=_of(app))
    await api_keys.delete(uow, who.workspace_id, app_id, key_id)
