"""The published page of an app."""

from typing import Any
from uuid import UUID

from tenon.domain.audit import service as audit
from tenon.domain.audit.schemas import Target
from tenon.domain.auth.principal import Principal
from tenon.domain.file import icons
from tenon.domain.site.repository import SiteRepository
from tenon.domain.site.schemas import Site, SitePatch
from tenon.domain.site.tables import SiteRow
from tenon.errors import NotFound
from tenon.kit.db import UnitOfWork
from tenon.kit.ids import uuid7
from tenon.kit.secret import random_secret

TOPIC = "site"
_NULLABLE = (
    "icon_type",
    "icon",
    "icon_background",
    "chat_color_theme",
    "copyright",
    "privacy_policy",
    "input_placeholder",
)


class SiteNotFound(NotFound):
    """The app does not exist, or has no page."""

    message = "There is no such app."


def shown(row: SiteRow) -> Site:
    """The page as the console sees it."""
    return Site.model_validate({name: getattr(row, name) for name in Site.model_fields})


def create(uow: UnitOfWork, workspace_id: UUID, app_id: UUID, looks: dict[str, Any]) -> SiteRow:
    """The page of a new app; `looks` gives title, icon and the like."""
    row = SiteRow(id=uuid7(), workspace_id=workspace_id, app_id=app_id, code=random_secret(16), enabled=True, **looks)
    SiteRepository(uow).add(row)
    return row


def _target(row: SiteRow) -> Target:
    return Target("site", str(row.app_id), row.title)


async def row_of(uow: UnitOfWork, workspace_id: UUID, app_id: UUID) -> SiteRow:
    """The page of an app. Raises `SiteNotFound`."""
    row = await SiteRepository(uow).of_app(workspace_id, app_id)
    if row is None:
        raise SiteNotFound()
    return row


async def by_code(uow: UnitOfWork, code: str) -> SiteRow | None:
    """A page by its public code, also when it is switched off; None when the code is not valid (any more)."""
    return await SiteRepository(uow).by_code(code)


async def get(uow: UnitOfWork, who: Principal, app_id: UUID) -> Site:
    """The page of an app. Raises `SiteNotFound`."""
    who.require("app.view")
    return shown(await row_of(uow, who.workspace_id, app_id))


async def update(uow: UnitOfWork, who: Principal, app_id: UUID, patch: SitePatch) -> Site:
    """Change the page's looks. Raises `SiteNotFound`."""
    who.require("app.edit")
    row = await row_of(uow, who.workspace_id, app_id)
    changes = patch.model_dump(exclude_unset=True)
    before = audit.state(row, *changes)
    for name, value in changes.items():
        if value is not None or name in _NULLABLE:
            setattr(row, name, value)
    if "icon" in changes or "icon_type" in changes:
        await icons.check(uow, who.workspace_id, row.icon_type, row.icon)
    audit.record(uow, who, "site.updated", _target(row), before=before, after=audit.state(row, *changes))
    uow.changed(TOPIC, app_id)
    return shown(row)


async def switch(uow: UnitOfWork, who: Principal, app_id: UUID, *, enabled: bool) -> Site:
    """Open or close the page. Raises `SiteNotFound`."""
    who.require("app.edit")
    row = await row_of(uow, who.workspace_id, app_id)
    before, row.enabled = {"enabled": row.enabled}, enabled
    audit.record(uow, who, "site.switched", _target(row), before=before, after={"enabled": enabled})
    uow.changed(TOPIC, app_id)
    return shown(row)


async def reset_code(uow: UnitOfWork, who: Principal, app_id: UUID) -> Site:
    """Give the page a new address; the old one is dead. Raises `SiteNotFound`."""
    who.require("app.edit")
    row = await row_of(uow, who.workspace_id, app_id)
    row.code = random_secret(16)
    audit.record(uow, who, "site.code_reset", _target(row))
    uow.changed(TOPIC, app_id)
    return shown(row)
