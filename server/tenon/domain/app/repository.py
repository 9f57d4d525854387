"""Queries of apps and waiting imports."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, case, delete, func, select, update
from sqlalchemy.orm import aliased, defer

from tenon.domain.account.tables import AccountRow
from tenon.domain.app.schemas import AppFilter
from tenon.domain.app.tables import AppRow, ConfigRow, ImportRow
from tenon.domain.auth.tables import ApiKeyRow
from tenon.domain.site.tables import SiteRow
from tenon.domain.tag.tables import TagBindingRow, TagRow
from tenon.domain.workflow.tables import DRAFT, WorkflowRow
from tenon.domain.workspace.tables import WorkspaceRow
from tenon.kit.db import UnitOfWork, utc_now

_Draft = aliased(WorkflowRow, name="draft")
DELETED = "deleted"
_THERE = AppRow.status != DELETED


@dataclass(frozen=True, slots=True)
class Listed:
    """An app with what its card shows."""

    app: AppRow
    site: SiteRow | None
    author: str | None
    updated_at: datetime
    draft_hash: str | None
    latest_hash: str | None


class AppRepository:
    """The apps of one workspace."""

    def __init__(self, uow: UnitOfWork, workspace_id: UUID) -> None:
        self._session = uow.session
        self._workspace_id = workspace_id

    async def add(self, row: AppRow) -> None:
        """Keep a new app."""
        self._session.add(row)
        await self._session.flush()

    async def get(self, app_id: UUID) -> AppRow | None:
        """An app by id."""
        query = select(AppRow).where(AppRow.workspace_id == self._workspace_id, AppRow.id == app_id, _THERE)
        return (await self._session.execute(query)).scalar_one_or_none()

    async def names(self) -> dict[UUID, str]:
        """The names of all apps."""
        query = select(AppRow.id, AppRow.name).where(AppRow.workspace_id == self._workspace_id, _THERE)
        return {row.id: row.name for row in await self._session.execute(query)}

    async def key_names(self) -> dict[UUID, str]:
        """What is shown of all API keys, with the apps they are of."""
        query = (
            select(ApiKeyRow.id, ApiKeyRow.hint, AppRow.name)
            .outerjoin(AppRow, AppRow.id == ApiKeyRow.app_id)
            .where(ApiKeyRow.workspace_id == self._workspace_id)
        )
        found = await self._session.execute(query)
        return {row.id: f"{row.hint} ({row.name})" if row.name else row.hint for row in found}

    async def latest_config(self, app_id: UUID) -> ConfigRow | None:
        """The configuration that a basic app serves."""
        query = select(ConfigRow).where(ConfigRow.workspace_id == self._workspace_id, ConfigRow.app_id == app_id)
        newest = query.order_by(ConfigRow.created_at.desc(), ConfigRow.id.desc()).limit(1)
        return (await self._session.execute(newest)).scalar_one_or_none()

    async def config(self, app_id: UUID, config_id: UUID) -> ConfigRow | None:
        """A published configuration."""
        query = select(ConfigRow).where(ConfigRow.workspace_id == self._workspace_id, ConfigRow.app_id == app_id)
        return (await self._session.execute(query.where(ConfigRow.id == config_id))).scalar_one_or_none()

    def publish_config(self, row: ConfigRow) -> None:
        """Keep a configuration; it is served from now on."""
        self._session.add(row)

    async def save_settings(
        self, row: AppRow, former: str | None, settings: dict[str, Any], hash: str, by: UUID
    ) -> bool:
        """Replace the draft unless another has replaced it since `former`."""
        query = (
            update(AppRow)
            .where(AppRow.id == row.id, AppRow.settings_hash == former)
            .values(settings=settings, settings_hash=hash, updated_at=utc_now(), updated_by=by)
        )
        done = await self._session.execute(query.execution_options(synchronize_session=False))
        await self._session.refresh(row)
        return bool(done.rowcount)  # pyright: ignore[reportAttributeAccessIssue, reportUnknownArgumentType, reportUnknownMemberType]

    async def delete(self, row: AppRow) -> None:
        """Make an app gone for everybody: its page and all that is served go now, the rest later (`tasks.py`)."""
        row.status = DELETED
        for table in (SiteRow, WorkflowRow, ConfigRow):
            await self._session.execute(delete(table).where(table.app_id == row.id))

    async def drop(self, app_id: UUID) -> None:
        """Remove the row of a deleted app, and with it what is left that belongs to it."""
        mine = AppRow.workspace_id == self._workspace_id
        await self._session.execute(delete(AppRow).where(mine, AppRow.id == app_id, AppRow.status == DELETED))

    async def listed(self, app_id: UUID) -> Listed | None:
        """One app with what its card shows."""
        await self._session.flush()
        row = (await self._session.execute(self._cards().where(AppRow.id == app_id))).first()
        return Listed(*row) if row is not None else None

    async def page(self, narrow: AppFilter, offset: int, limit: int) -> tuple[list[Listed], int]:
        """A piece of the list, and how many apps there are in all."""
        filters = self._filters(narrow)
        mine = AppRow.workspace_id == self._workspace_id
        counted = select(func.count()).select_from(AppRow).where(mine, _THERE, *filters)
        total = (await self._session.execute(counted)).scalar_one()
        order: dict[str, Any] = {
            "updated_at": _updated(),
            "created_at": AppRow.created_at,
            "name": func.lower(AppRow.name),
        }
        column: ColumnElement[Any] = order[narrow.sort.removeprefix("-")]
        ordered = column.desc() if narrow.sort.startswith("-") else column.asc()
        query = self._cards().options(defer(AppRow.document), defer(AppRow.settings)).where(*filters)
        rows = await self._session.execute(query.order_by(ordered, AppRow.id.desc()).offset(offset).limit(limit))
        return [Listed(*row) for row in rows.all()], total

    def _filters(self, narrow: AppFilter) -> list[ColumnElement[bool]]:
        filters: list[ColumnElement[bool]] = []
        if narrow.name:
            filters.append(AppRow.name.icontains(narrow.name, autoescape=True))
        if narrow.mode:
            filters.append(AppRow.mode == narrow.mode)
        if narrow.created_by is not None:
            filters.append(AppRow.created_by == narrow.created_by)
        if narrow.tag_ids:
            bound = select(TagBindingRow.target_id).where(
                TagBindingRow.workspace_id == self._workspace_id, TagBindingRow.tag_id.in_(narrow.tag_ids)
            )
            filters.append(AppRow.id.in_(bound))
        return filters

    def _cards(self) -> Select[AppRow, SiteRow, str, datetime, str, str]:
        latest = (
            select(WorkflowRow.hash)
            .where(WorkflowRow.app_id == AppRow.id, WorkflowRow.version != DRAFT)
            .order_by(WorkflowRow.created_at.desc(), WorkflowRow.id.desc())
            .limit(1)
            .scalar_subquery()
        )
        served = (
            select(ConfigRow.hash)
            .where(ConfigRow.app_id == AppRow.id)
            .order_by(ConfigRow.created_at.desc(), ConfigRow.id.desc())
            .limit(1)
            .scalar_subquery()
        )
        draft_hash = func.coalesce(AppRow.settings_hash, _Draft.hash)
        return (
            select(AppRow, SiteRow, AccountRow.name, _updated(), draft_hash, func.coalesce(served, latest))
            .outerjoin(SiteRow, SiteRow.app_id == AppRow.id)
            .outerjoin(AccountRow, AccountRow.id == AppRow.created_by)
            .outerjoin(_Draft, (_Draft.app_id == AppRow.id) & (_Draft.version == DRAFT))
            .where(AppRow.workspace_id == self._workspace_id, _THERE)
        )

    async def tags(self, app_ids: Sequence[UUID]) -> dict[UUID, list[TagRow]]:
        """The tags of apps, by name."""
        query = (
            select(TagBindingRow.target_id, TagRow)
            .join(TagRow, TagRow.id == TagBindingRow.tag_id)
            .where(TagRow.workspace_id == self._workspace_id, TagBindingRow.target_id.in_(app_ids))
            .order_by(TagRow.name)
        )
        found: dict[UUID, list[TagRow]] = {}
        for target_id, tag in (await self._session.execute(query)).all():
            found.setdefault(target_id, []).append(tag)
        return found

    async def count_versions(self, app_id: UUID) -> int:
        """How many versions were published."""
        query = select(func.count()).select_from(WorkflowRow)
        mine = query.where(WorkflowRow.app_id == app_id, WorkflowRow.version != DRAFT)
        return (await self._session.execute(mine)).scalar_one()

    async def waiting(self, import_id: UUID, now: datetime) -> ImportRow | None:
        """An import that waits to be confirmed and is not too old."""
        query = select(ImportRow).where(
            ImportRow.workspace_id == self._workspace_id, ImportRow.id == import_id, ImportRow.expires_at > now
        )
        return (await self._session.execute(query)).scalar_one_or_none()

    async def wait(self, row: ImportRow, now: datetime) -> None:
        """Keep an import until it is confirmed; older ones go."""
        await self._session.execute(delete(ImportRow).where(ImportRow.expires_at <= now))
        self._session.add(row)

    async def done_waiting(self, row: ImportRow) -> None:
        """Forget an import."""
        await self._session.delete(row)


def _updated() -> ColumnElement[datetime]:
    return case((_Draft.updated_at > AppRow.updated_at, _Draft.updated_at), else_=AppRow.updated_at)


class AnyAppRepository:
    """Apps of any workspace: only to let programs and visitors in."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    async def with_workspace(self, app_id: UUID) -> tuple[AppRow, str] | None:
        """An app and the state of its workspace."""
        query = (
            select(AppRow, WorkspaceRow.status)
            .options(defer(AppRow.document), defer(AppRow.settings))
            .join(WorkspaceRow, WorkspaceRow.id == AppRow.workspace_id)
            .where(AppRow.id == app_id, _THERE)
        )
        row = (await self._session.execute(query)).first()
        return (row[0], row[1]) if row is not None else None


class DeletedAppRepository:
    """Deleted apps of all workspaces whose things are still being removed."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    async def all(self) -> list[tuple[UUID, UUID]]:
        """Their workspaces and ids."""
        rows = await self._session.execute(select(AppRow.workspace_id, AppRow.id).where(AppRow.status == DELETED))
        return [(workspace_id, app_id) for workspace_id, app_id in rows]
