"""Drafts and versions of the apps of one workspace."""

from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from tenon.domain.account.tables import AccountRow
from tenon.domain.audit import service as audit
from tenon.domain.audit.schemas import Target
from tenon.domain.auth.principal import Principal
from tenon.domain.extension.publishing import FeatureCheck
from tenon.domain.workflow.bounds import GraphBounds, too_large
from tenon.domain.workflow.checks import check_graph
from tenon.domain.workflow.content import Content, check_variables, masked, opened, sealed, with_ids
from tenon.domain.workflow.repository import WorkflowRepository
from tenon.domain.workflow.schemas import (
    Draft,
    DraftSave,
    Editor,
    Problem,
    Publish,
    Published,
    Saved,
    Version,
    VersionPatch,
)
from tenon.domain.workflow.tables import DRAFT, WorkflowRow
from tenon.domain.workspace.vault import Vault
from tenon.engine.errors import GraphError
from tenon.engine.graph import Graph
from tenon.errors import BadRequest, Conflict, NotFound
from tenon.kit.db import UnitOfWork, utc_now
from tenon.kit.ids import uuid7
from tenon.kit.pagination import Page, PageQuery

TOPIC = "workflow"
"""Changes of drafts and versions are told under this topic, with the app's id."""


class DraftNotSync(Conflict):
    """The draft was saved by someone else since it was read."""

    code = "draft_workflow_not_sync"
    message = "The draft was changed in another window or by a colleague. Load it again before you save."


class WorkflowNotFound(NotFound):
    """The app has no such draft or version."""

    message = "There is no such workflow."


class VersionInUse(BadRequest):
    """The draft and the latest version stay."""

    code, message = "workflow_in_use", "The draft and the latest version cannot be deleted."


def _content(row: WorkflowRow) -> Content:
    return Content(row.graph, row.features, row.environment_variables, row.conversation_variables, row.extra)


def _editor(row: AccountRow | None) -> Editor | None:
    return Editor(id=row.id, name=row.name) if row is not None else None


async def create_draft(
    uow: UnitOfWork, vault: Vault, workspace_id: UUID, app_id: UUID, kind: str, content: Content, by: UUID | None
) -> WorkflowRow:
    """The first draft of an app; secrets come in clear."""
    content = await _sealed(uow, vault, workspace_id, content, [])
    row = _row(workspace_id, app_id, kind, DRAFT, content, by)
    WorkflowRepository(uow, workspace_id).add(row)
    uow.changed(TOPIC, app_id)
    return row


def _row(workspace_id: UUID, app_id: UUID, kind: str, version: str, content: Content, by: UUID | None) -> WorkflowRow:
    return WorkflowRow(
        id=uuid7(),
        workspace_id=workspace_id,
        app_id=app_id,
        type=kind,
        version=version,
        graph=content.graph,
        features=content.features,
        environment_variables=content.environment_variables,
        conversation_variables=content.conversation_variables,
        extra=content.extra,
        hash=content.hash(),
        created_by=by,
        updated_by=by,
    )


async def _sealed(
    uow: UnitOfWork, vault: Vault, workspace_id: UUID, content: Content, former: list[dict[str, Any]]
) -> Content:
    encrypt = partial(vault.encrypt, uow, workspace_id)
    return Content(
        content.graph,
        content.features,
        await sealed(with_ids(content.environment_variables), former, encrypt),
        with_ids(content.conversation_variables),
        content.extra,
    )


async def draft_row(uow: UnitOfWork, workspace_id: UUID, app_id: UUID) -> WorkflowRow:
    """The draft as stored. Raises `WorkflowNotFound`."""
    row = await WorkflowRepository(uow, workspace_id).draft(app_id)
    if row is None:
        raise WorkflowNotFound()
    return row


async def _row_by_id(uow: UnitOfWork, workspace_id: UUID, app_id: UUID, workflow_id: UUID) -> WorkflowRow:
    row = await WorkflowRepository(uow, workspace_id).get(app_id, workflow_id)
    if row is None:
        raise WorkflowNotFound()
    return row


async def _shown(uow: UnitOfWork, row: WorkflowRow) -> Draft:
    repository = WorkflowRepository(uow, row.workspace_id)
    return Draft(
        id=row.id,
        graph=row.graph,
        features=row.features,
        environment_variables=masked(row.environment_variables),
        conversation_variables=row.conversation_variables,
        hash=row.hash,
        version=row.version,
        marked_name=row.marked_name,
        marked_comment=row.marked_comment,
        created_at=int(row.created_at.timestamp()),
        updated_at=int(row.updated_at.timestamp()),
        created_by=_editor(await repository.editor(row.created_by)),
        updated_by=_editor(await repository.editor(row.updated_by)),
    )


async def get_draft(uow: UnitOfWork, who: Principal, app_id: UUID) -> Draft:
    """The draft, secrets masked. Raises `WorkflowNotFound`."""
    who.require("app.view")
    return await _shown(uow, await draft_row(uow, who.workspace_id, app_id))


async def get_version(uow: UnitOfWork, who: Principal, app_id: UUID, workflow_id: UUID) -> Draft:
    """A version, secrets masked. Raises `WorkflowNotFound`."""
    who.require("app.view")
    return await _shown(uow, await _row_by_id(uow, who.workspace_id, app_id, workflow_id))


async def save_draft(uow: UnitOfWork, vault: Vault, who: Principal, app_id: UUID, body: DraftSave) -> Saved:
    """Replace the draft. Raises `DraftNotSync` when `hash` is not that of the stored draft, `InvalidParam`."""
    who.require("app.edit")
    row = await draft_row(uow, who.workspace_id, app_id)
    if body.hash != row.hash:
        raise await _not_sync(uow, row)
    content = Content(body.graph, body.features, body.environment_variables, body.conversation_variables, row.extra)
    check_variables(content)
    content = await _sealed(uow, vault, who.workspace_id, content, row.environment_variables)
    return await _replace(uow, who.account_id, row, content)


async def replace_draft(
    uow: UnitOfWork, vault: Vault, workspace_id: UUID, app_id: UUID, content: Content, by: UUID | None
) -> Saved:
    """Replace the draft by an imported one; secrets come in clear. Raises `WorkflowNotFound`, `DraftNotSync`."""
    row = await draft_row(uow, workspace_id, app_id)
    content = await _sealed(uow, vault, workspace_id, content, row.environment_variables)
    return await _replace(uow, by, row, content)


async def _replace(uow: UnitOfWork, by: UUID | None, row: WorkflowRow, content: Content) -> Saved:
    now = utc_now()
    if content.hash() == row.hash:
        return Saved(hash=row.hash, updated_at=int(row.updated_at.timestamp()))
    if not await WorkflowRepository(uow, row.workspace_id).save_draft(row, content, by, now):
        raise await _not_sync(uow, row)
    uow.changed(TOPIC, row.app_id)
    return Saved(hash=row.hash, updated_at=int(now.timestamp()))


async def _not_sync(uow: UnitOfWork, row: WorkflowRow) -> DraftNotSync:
    editor = _editor(await WorkflowRepository(uow, row.workspace_id).editor(row.updated_by))
    shown = editor.model_dump(mode="json") if editor is not None else None
    return DraftNotSync(hash=row.hash, updated_by=shown, updated_at=int(row.updated_at.timestamp()))


async def publish(
    uow: UnitOfWork,
    who: Principal,
    app_id: UUID,
    body: Publish,
    bounds: GraphBounds | None = None,
    features: FeatureCheck | None = None,
) -> Published:
    """Make a version from the draft; it is served from now on.

    Raises `GraphError` when the graph cannot run or passes the bounds, and what `FeatureCheck` raises.
    """
    who.require("app.edit")
    row = await draft_row(uow, who.workspace_id, app_id)
    Graph(row.graph)
    if features is not None and row.type != "workflow":
        await features.check(who.workspace_id, row.features)
        before = await WorkflowRepository(uow, who.workspace_id).latest(app_id)
        await features.published(
            uow, who.workspace_id, app_id, before.features if before is not None else None, row.features
        )
    for problem in too_large(row.graph, bounds or GraphBounds()):
        if problem.severity == "error":
            raise GraphError(problem.message, node_id=problem.node_id)
    made = _row(row.workspace_id, app_id, row.type, _stamp(utc_now()), _content(row), who.account_id)
    made.marked_name, made.marked_comment = body.marked_name, body.marked_comment
    made.created_at = utc_now()
    WorkflowRepository(uow, row.workspace_id).add(made)
    after = {"version": str(made.id), "name": body.marked_name}
    audit.record(uow, who, "app.published", Target("app", str(app_id)), after=after)
    uow.changed(TOPIC, row.app_id)
    return Published(id=made.id, created_at=int(made.created_at.timestamp()))


def _stamp(now: datetime) -> str:
    return now.strftime("%Y-%m-%d %H:%M:%S.%f")


async def versions(
    uow: UnitOfWork, who: Principal, app_id: UUID, page: PageQuery, *, named_only: bool, mine: bool
) -> Page[Version]:
    """Published versions, newest first. Raises `WorkflowNotFound` for an app without a draft."""
    who.require("app.view")
    await draft_row(uow, who.workspace_id, app_id)
    repository = WorkflowRepository(uow, who.workspace_id)
    latest = await repository.latest(app_id)
    rows, total = await repository.versions(
        app_id,
        named_only=named_only,
        created_by=who.account_id if mine else None,
        offset=page.offset,
        limit=page.limit,
    )
    return page.page_of([_version(row, by, latest) for row, by in rows], total)


def _version(row: WorkflowRow, by: AccountRow | None, latest: WorkflowRow | None) -> Version:
    return Version(
        id=row.id,
        version=row.version,
        marked_name=row.marked_name,
        marked_comment=row.marked_comment,
        created_at=int(row.created_at.timestamp()),
        created_by=_editor(by),
        latest=latest is not None and latest.id == row.id,
    )


async def update_version(
    uow: UnitOfWork, who: Principal, app_id: UUID, workflow_id: UUID, body: VersionPatch
) -> Version:
    """Name a version or change its notes. Raises `WorkflowNotFound`."""
    who.require("app.edit")
    row = await _row_by_id(uow, who.workspace_id, app_id, workflow_id)
    if row.version == DRAFT:
        raise WorkflowNotFound()
    if body.marked_name is not None:
        row.marked_name = body.marked_name
    if body.marked_comment is not None:
        row.marked_comment = body.marked_comment
    repository = WorkflowRepository(uow, who.workspace_id)
    return _version(row, await repository.editor(row.created_by), await repository.latest(app_id))


async def delete_version(uow: UnitOfWork, who: Principal, app_id: UUID, workflow_id: UUID) -> None:
    """Remove an earlier version. Raises `WorkflowNotFound`, `VersionInUse`."""
    who.require("app.edit")
    row = await _row_by_id(uow, who.workspace_id, app_id, workflow_id)
    repository = WorkflowRepository(uow, who.workspace_id)
    latest = await repository.latest(app_id)
    if row.version == DRAFT or (latest is not None and latest.id == row.id):
        raise VersionInUse()
    await repository.delete(row)
    before = {"version": str(row.id), "name": row.marked_name}
    audit.record(uow, who, "app.version_deleted", Target("app", str(app_id)), before=before)
    uow.changed(TOPIC, app_id)


async def restore(uow: UnitOfWork, who: Principal, app_id: UUID, workflow_id: UUID) -> Saved:
    """Load a version into the draft; what is served does not change. Raises `WorkflowNotFound`."""
    who.require("app.edit")
    version = await _row_by_id(uow, who.workspace_id, app_id, workflow_id)
    draft = await draft_row(uow, who.workspace_id, app_id)
    if version.version == DRAFT:
        raise BadRequest("Choose a published version to restore.")
    return await _replace(uow, who.account_id, draft, _content(version))


async def problems(uow: UnitOfWork, who: Principal, app_id: UUID, bounds: GraphBounds | None = None) -> list[Problem]:
    """What is wrong with the draft. Raises `WorkflowNotFound`."""
    who.require("app.view")
    row = await draft_row(uow, who.workspace_id, app_id)
    return check_graph(row.graph, row.type, bounds)


async def clear_content(
    uow: UnitOfWork, vault: Vault, workspace_id: UUID, app_id: UUID, workflow_id: UUID | None = None
) -> Content:
    """The draft, or a version, with secrets in clear: for copies and exports. Raises `WorkflowNotFound`."""
    row = (
        await draft_row(uow, workspace_id, app_id)
        if workflow_id is None
        else await _row_by_id(uow, workspace_id, app_id, workflow_id)
    )
    decrypt = partial(vault.decrypt, uow, workspace_id)
    variables = await opened(row.environment_variables, decrypt)
    return Content(row.graph, row.features, variables, row.conversation_variables, row.extra)
