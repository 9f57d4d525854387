"""Apps: made, listed, changed, copied, deleted."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from tenon.domain.app import access as app_access
from tenon.domain.app import skeletons
from tenon.domain.app.errors import AppNotFound
from tenon.domain.app.repository import AppRepository, Listed
from tenon.domain.app.schemas import App, AppCopy, AppCreate, AppFilter, AppPatch, DeleteEffects, TagRef
from tenon.domain.app.settings_reader import TOPIC as CONFIG_TOPIC
from tenon.domain.app.settings_reader import settings_hash
from tenon.domain.app.skeletons import WORKFLOW_MODES
from tenon.domain.app.tables import AppRow, ConfigRow
from tenon.domain.audit import service as audit
from tenon.domain.audit.schemas import Target
from tenon.domain.auth import api_keys
from tenon.domain.auth.principal import Principal
from tenon.domain.file import icons
from tenon.domain.file.addresses import FileAddresses
from tenon.domain.provider import service as providers
from tenon.domain.provider.access import ModelAccess
from tenon.domain.site import service as sites
from tenon.domain.tag import service as tags
from tenon.domain.tag.schemas import TagBinding
from tenon.domain.tag.tables import TagRow
from tenon.domain.workflow import service as workflows
from tenon.domain.workflow.content import Content
from tenon.domain.workspace.vault import Vault
from tenon.errors import NotFound
from tenon.kit.db import UnitOfWork, utc_now
from tenon.kit.ids import uuid7
from tenon.kit.pagination import Page, PageQuery

type Counter = Callable[[UnitOfWork, UUID, UUID], Awaitable[int]]
"""Counts things of an app: workspace id, app id."""


class AppEffects:
    """What goes when an app is deleted, told by the domains that stand above this one."""

    def __init__(self) -> None:
        self._counters: dict[str, Counter] = {}

    def add(self, name: str, counter: Counter) -> None:
        """Have something counted under a name (`runs`, `conversations`)."""
        self._counters[name] = counter

    async def count(self, uow: UnitOfWork, workspace_id: UUID, app_id: UUID) -> dict[str, int]:
        """All counts by name."""
        return {name: await counter(uow, workspace_id, app_id) for name, counter in self._counters.items()}


def _shown(found: Listed, tag_rows: list[TagRow], addresses: FileAddresses, *, whole: bool) -> App:
    row = found.app
    icon_url = row.icon if row.icon_type == "link" else None
    if row.icon_type == "image" and row.icon:
        icon_url = addresses.preview(row.icon)
    return App(
        id=row.id,
        name=row.name,
        mode=row.mode,
        description=row.description,
        icon_type=row.icon_type,
        icon=row.icon,
        icon_background=row.icon_background,
        icon_url=icon_url,
        use_icon_as_answer_icon=row.use_icon_as_answer_icon,
        tags=[TagRef(id=tag.id, name=tag.name) for tag in tag_rows],
        created_by=row.created_by,
        author_name=found.author or "",
        created_at=int(row.created_at.timestamp()),
        updated_at=int(found.updated_at.timestamp()),
        has_unpublished_changes=found.draft_hash != found.latest_hash,
        published=found.latest_hash is not None,
        site=sites.shown(found.site) if found.site is not None else None,
        enable_site=found.site.enabled if found.site is not None else False,
        enable_api=row.enable_api,
        max_active_requests=row.max_active_requests,
        model_config_=row.settings if whole else None,
    )


def target_of(found: AppRow) -> Target:
    """The app as an audit record names it."""
    return Target("app", str(found.id), found.name)


async def row(uow: UnitOfWork, workspace_id: UUID, app_id: UUID) -> AppRow:
    """The app as stored. Raises `AppNotFound`."""
    found = await AppRepository(uow, workspace_id).get(app_id)
    if found is None:
        raise AppNotFound()
    return found


async def get(uow: UnitOfWork, addresses: FileAddresses, who: Principal, app_id: UUID) -> App:
    """An app. Raises `AppNotFound`."""
    who.require("app.view")
    repository = AppRepository(uow, who.workspace_id)
    found = await repository.listed(app_id)
    if found is None:
        raise AppNotFound()
    return _shown(found, (await repository.tags([app_id])).get(app_id, []), addresses, whole=True)


async def apps(
    uow: UnitOfWork, addresses: FileAddresses, who: Principal, narrow: AppFilter, page: PageQuery
) -> Page[App]:
    """A page of the workspace's apps."""
    who.require("app.view")
    repository = AppRepository(uow, who.workspace_id)
    found, total = await repository.page(narrow, page.offset, page.limit)
    tag_rows = await repository.tags([item.app.id for item in found])
    return page.page_of([_shown(item, tag_rows.get(item.app.id, []), addresses, whole=False) for item in found], total)


async def add(
    uow: UnitOfWork,
    vault: Vault,
    workspace_id: UUID,
    by: UUID | None,
    *,
    mode: str,
    looks: dict[str, Any],
    content: Content | None = None,
    settings: dict[str, Any] | None = None,
    document: dict[str, Any] | None = None,
) -> AppRow:
    """A new app with its page and first draft. `looks` gives name, description and icon; secrets come in clear."""
    made = AppRow(
        id=uuid7(),
        workspace_id=workspace_id,
        mode=mode,
        settings=settings,
        settings_hash=settings_hash(settings) if settings is not None else None,
        document=document or {},
        created_by=by,
        updated_by=by,
        **looks,
    )
    repository = AppRepository(uow, workspace_id)
    await repository.add(made)
    if settings is not None:
        repository.publish_config(config_row(made, by))
    sites.create(
        uow,
        workspace_id,
        made.id,
        {
            "title": made.name,
            "description": made.description,
            "icon_type": made.icon_type,
            "icon": made.icon,
            "icon_background": made.icon_background,
            "use_icon_as_answer_icon": made.use_icon_as_answer_icon,
        },
    )
    if content is not None:
        await workflows.create_draft(uow, vault, workspace_id, made.id, mode, content, by)
    return made


def config_row(app: AppRow, by: UUID | None) -> ConfigRow:
    """The draft of a basic app as a published configuration."""
    assert app.settings is not None
    assert app.settings_hash is not None
    return ConfigRow(
        id=uuid7(),
        workspace_id=app.workspace_id,
        app_id=app.id,
        config=app.settings,
        hash=app.settings_hash,
        created_by=by,
        created_at=utc_now(),
    )


async def create(uow: UnitOfWork, vault: Vault, access: ModelAccess, who: Principal, body: AppCreate) -> AppRow:
    """A new app of one of the five modes; its model is the workspace's default LLM."""
    who.require("app.edit")
    has_graph = body.mode in WORKFLOW_MODES
    model = None if body.mode == "workflow" else await providers.chosen_llm(uow, access, who.workspace_id)
    looks = body.model_dump(exclude={"mode"})
    await icons.check(uow, who.workspace_id, looks["icon_type"], looks["icon"])
    if looks["icon_type"] is None and not looks["icon"]:
        looks |= {"icon_type": "emoji", "icon": "🤖", "icon_background": looks["icon_background"] or "#FFEAD5"}
    made = await add(
        uow,
        vault,
        who.workspace_id,
        who.account_id,
        mode=body.mode,
        looks={**looks, "use_icon_as_answer_icon": False},
        content=skeletons.workflow_content(body.mode, model) if has_graph else None,
        settings=None if has_graph else skeletons.settings(body.mode, model),
    )
    audit.record(uow, who, "app.created", target_of(made), after={"mode": made.mode})
    return made


async def update(uow: UnitOfWork, who: Principal, app_id: UUID, patch: AppPatch) -> None:
    """Change name, description, icon or limits. Raises `AppNotFound`."""
    who.require("app.edit")
    found = await row(uow, who.workspace_id, app_id)
    changes = patch.model_dump(exclude_unset=True)
    before = audit.state(found, *changes)
    for name, value in changes.items():
        if value is not None or name in ("icon", "icon_background"):
            setattr(found, name, value)
    if "icon" in changes or "icon_type" in changes:
        await icons.check(uow, who.workspace_id, found.icon_type, found.icon)
    audit.record(uow, who, "app.updated", target_of(found), before=before, after=audit.state(found, *changes))
    found.updated_by, found.updated_at = who.account_id, utc_now()
    uow.changed(app_access.TOPIC, app_id)


async def copy(uow: UnitOfWork, vault: Vault, who: Principal, app_id: UUID, body: AppCopy) -> AppRow:
    """An independent copy of an app with all its configuration. Raises `AppNotFound`."""
    who.require("app.edit")
    original = await row(uow, who.workspace_id, app_id)
    looks: dict[str, Any] = {
        "name": f"{original.name} copy"[:255],
        "description": original.description,
        "icon_type": original.icon_type,
        "icon": original.icon,
        "icon_background": original.icon_background,
        "use_icon_as_answer_icon": original.use_icon_as_answer_icon,
    }
    looks |= body.model_dump(exclude_none=True)
    if body.icon is not None or body.icon_type is not None:
        await icons.check(uow, who.workspace_id, looks["icon_type"], looks["icon"])
    content = None
    if original.mode in WORKFLOW_MODES:
        content = await workflows.clear_content(uow, vault, who.workspace_id, app_id)
    made = await add(
        uow,
        vault,
        who.workspace_id,
        who.account_id,
        mode=original.mode,
        looks=looks,
        content=content,
        settings=original.settings,
        document=original.document,
    )
    audit.record(uow, who, "app.copied", target_of(made), after={"from": str(app_id), "mode": made.mode})
    return made


async def effects(uow: UnitOfWork, counters: AppEffects, who: Principal, app_id: UUID) -> DeleteEffects:
    """How much would go with an app. Raises `AppNotFound`."""
    who.require("app.view")
    await row(uow, who.workspace_id, app_id)
    counts = {
        "versions": await AppRepository(uow, who.workspace_id).count_versions(app_id),
        "api_keys": len(await api_keys.of_app(uow, who.workspace_id, app_id)),
        **await counters.count(uow, who.workspace_id, app_id),
    }
    return DeleteEffects(counts=counts)


async def delete(uow: UnitOfWork, who: Principal, app_id: UUID) -> None:
    """Delete an app with everything that belongs to it. Keys and pages stop at once. Raises `AppNotFound`."""
    who.require("app.edit")
    found = await row(uow, who.workspace_id, app_id)
    await tags.unbind(uow, who.workspace_id, app_id)
    audit.record(uow, who, "app.deleted", target_of(found), before={"mode": found.mode})
    await api_keys.delete_of_app(uow, who.workspace_id, app_id)
    await AppRepository(uow, who.workspace_id).delete(found)
    for topic in (app_access.TOPIC, api_keys.TOPIC, workflows.TOPIC, CONFIG_TOPIC, sites.TOPIC):
        uow.changed(topic, app_id)
    uow.enqueue("app.deleted", workspace_id=str(who.workspace_id), app_id=str(app_id))


async def switch_api(uow: UnitOfWork, who: Principal, app_id: UUID, *, enabled: bool) -> None:
    """Open or close the service API of an app. Raises `AppNotFound`."""
    who.require("app.edit")
    found = await row(uow, who.workspace_id, app_id)
    before, found.enable_api = {"enable_api": found.enable_api}, enabled
    audit.record(uow, who, "app.api_switched", target_of(found), before=before, after={"enable_api": enabled})
    uow.changed(app_access.TOPIC, app_id)


async def bind_tags(uow: UnitOfWork, who: Principal, body: TagBinding, *, on: bool) -> None:
    """Put tags on an app, or take them off. Raises `AppNotFound`, `TagNotFound`."""
    who.require("tag.edit")
    if body.type != "app":
        raise NotFound("Knowledge bases are not served here yet.")
    await row(uow, who.workspace_id, body.target_id)
    if on:
        await tags.bind(uow, who.workspace_id, "app", body.tag_ids, body.target_id)
    else:
        await tags.unbind(uow, who.workspace_id, body.target_id, body.tag_ids)
