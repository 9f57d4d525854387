"""The configuration of basic apps: draft, publishing, going back."""

from typing import Any
from uuid import UUID

from tenon.domain.app import agent_strategy, service
from tenon.domain.app.errors import DraftConfigNotSync, InvalidModelConfig, NotBasicApp
from tenon.domain.app.repository import AppRepository
from tenon.domain.app.schemas import ConfigProblem, ConfigPublished, ConfigSaved, ModelConfig
from tenon.domain.app.settings_check import check
from tenon.domain.app.settings_problems import Wrong
from tenon.domain.app.settings_reader import TOPIC, settings_hash
from tenon.domain.app.tables import AppRow
from tenon.domain.audit import service as audit
from tenon.domain.auth.principal import Principal
from tenon.domain.extension.publishing import FeatureCheck
from tenon.domain.provider.gateway import Gateway
from tenon.kit.db import UnitOfWork


async def _row(uow: UnitOfWork, workspace_id: UUID, app_id: UUID) -> AppRow:
    row = await service.row(uow, workspace_id, app_id)
    if row.settings is None:
        raise NotBasicApp()
    return row


def _hash(row: AppRow) -> str:
    return row.settings_hash or settings_hash(row.settings or {})


async def get(uow: UnitOfWork, who: Principal, app_id: UUID, models: Gateway) -> ModelConfig:
    """The draft with what is wrong with it, and the strategy of its agent. Raises `AppNotFound`, `NotBasicApp`."""
    who.require("app.view")
    row = await _row(uow, who.workspace_id, app_id)
    served = await AppRepository(uow, who.workspace_id).latest_config(app_id)
    config = row.settings or {}
    return ModelConfig(
        config=config,
        served=served.config if served is not None else None,
        hash=_hash(row),
        published=served is not None,
        has_unpublished_changes=served is None or served.hash != _hash(row),
        published_at=int(served.created_at.timestamp()) if served is not None else None,
        updated_at=int(row.updated_at.timestamp()),
        problems=[_problem(wrong) for wrong in check(row.mode, config)],
        agent_strategy=await agent_strategy.in_force(models, who.workspace_id, row.mode, config),
    )


async def save(
    uow: UnitOfWork, who: Principal, app_id: UUID, config: dict[str, Any], former: str | None
) -> ConfigSaved:
    """Replace the draft; it may be unfinished, not broken.

    Raises `DraftConfigNotSync` when `former` is not the hash of the stored draft, `InvalidModelConfig`, `NotBasicApp`.
    """
    who.require("app.edit")
    row = await _row(uow, who.workspace_id, app_id)
    refuse([wrong for wrong in check(row.mode, config) if wrong.broken])
    if former != _hash(row):
        raise _not_sync(row)
    return await _replace(uow, who, row, config)


async def _replace(uow: UnitOfWork, who: Principal, row: AppRow, config: dict[str, Any]) -> ConfigSaved:
    digest = settings_hash(config)
    if digest != _hash(row):
        saved = await AppRepository(uow, who.workspace_id).save_settings(
            row, row.settings_hash, config, digest, who.account_id
        )
        if not saved:
            raise _not_sync(row)
        uow.changed(TOPIC, row.id)
    return ConfigSaved(hash=digest, updated_at=int(row.updated_at.timestamp()))


def _not_sync(row: AppRow) -> DraftConfigNotSync:
    by = str(row.updated_by) if row.updated_by is not None else None
    return DraftConfigNotSync(hash=_hash(row), updated_by=by, updated_at=int(row.updated_at.timestamp()))


async def publish(
    uow: UnitOfWork, who: Principal, app_id: UUID, features: FeatureCheck | None = None
) -> ConfigPublished:
    """Serve the draft from now on. Raises `InvalidModelConfig`, `NotBasicApp`, `ExtensionConfigRefused`."""
    who.require("app.edit")
    row = await _row(uow, who.workspace_id, app_id)
    refuse(check(row.mode, row.settings or {}))
    if features is not None:
        await features.check(who.workspace_id, row.settings or {})
        before = await published(uow, who.workspace_id, app_id)
        await features.published(uow, who.workspace_id, app_id, before, row.settings or {})
    row.settings_hash = _hash(row)
    made = service.config_row(row, who.account_id)
    AppRepository(uow, who.workspace_id).publish_config(made)
    audit.record(uow, who, "app.published", service.target_of(row), after={"version": str(made.id)})
    uow.changed(TOPIC, app_id)
    return ConfigPublished(published_at=int(made.created_at.timestamp()))


async def reset(uow: UnitOfWork, who: Principal, app_id: UUID) -> ConfigSaved:
    """Make the draft what is served. Raises `NotBasicApp`."""
    who.require("app.edit")
    row = await _row(uow, who.workspace_id, app_id)
    served = await AppRepository(uow, who.workspace_id).latest_config(app_id)
    if served is None:
        raise NotBasicApp()
    return await _replace(uow, who, row, served.config)


async def published(uow: UnitOfWork, workspace_id: UUID, app_id: UUID) -> dict[str, Any] | None:
    """The configuration that is served; None for apps without one."""
    served = await AppRepository(uow, workspace_id).latest_config(app_id)
    return served.config if served is not None else None


def refuse(found: list[Wrong]) -> None:
    """Raise `InvalidModelConfig`, which names the first field, when there is something."""
    if not found:
        return
    first = found[0]
    raise InvalidModelConfig(
        f"{first.field} {first.message}",
        params=first.field,
        problems=[{"field": wrong.field, "message": wrong.message} for wrong in found],
    )


def _problem(wrong: Wrong) -> ConfigProblem:
    return ConfigProblem(field=wrong.field, message=wrong.message)
