"""Runs that were: detail, log, and who may see what."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson

from tenon.domain.app import service as apps
from tenon.domain.auth.principal import AppAccess, Principal
from tenon.domain.run.attach import Follower
from tenon.domain.run.errors import NotWorkflowApp, RunNotFound
from tenon.domain.run.records import node_finished
from tenon.domain.run.repository import LogFilter, RunRepository
from tenon.domain.run.runner import Runner
from tenon.domain.run.schemas import (
    AccountSummary,
    ConsoleActor,
    ConsoleRun,
    ConsoleRunDetail,
    ConsoleRunSlice,
    EndUserSummary,
    LogItem,
    LogPage,
    NodeExecution,
    NodeExecutions,
    RunDetail,
    RunSummary,
)
from tenon.domain.run.spec import Actor
from tenon.domain.run.tables import RunRow
from tenon.engine.variables import to_plain
from tenon.engine.wire import node_finished as node_data
from tenon.errors import InvalidParam
from tenon.kit.db import UnitOfWork
from tenon.kit.pagination import PageQuery

STATUSES = ("succeeded", "failed", "stopped", "partial-succeeded", "running", "paused")


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise RunNotFound() from None


def _stamp(at: datetime | None) -> int | None:
    return int(at.timestamp()) if at is not None else None


async def row_of(uow: UnitOfWork, workspace_id: UUID, app_id: UUID, run_id: str) -> RunRow:
    """A run of the app. Raises `RunNotFound`."""
    row = await RunRepository(uow).get(workspace_id, app_id, _uuid(run_id))
    if row is None:
        raise RunNotFound()
    return row


async def belongs(
    uow: UnitOfWork, workspace_id: UUID, app_id: UUID, run_id: str, runner: Runner, user_id: UUID | None = None
) -> bool:
    """Whether an open run of the app, and of the user when one is named, has this id; a malformed id is no run."""
    try:
        id = UUID(run_id)
    except ValueError:
        return False
    active = runner.active(id)
    if active is not None:
        return active.request.version.app_id == app_id and user_id in (None, active.request.actor.id)
    row = await RunRepository(uow).get(workspace_id, app_id, id)
    return row is not None and row.status == "running" and user_id in (None, row.created_by)


async def detail(uow: UnitOfWork, app: AppAccess, run_id: str) -> RunDetail:
    """A run for the service API. Raises `NotWorkflowApp`, `RunNotFound`."""
    if app.mode not in ("workflow", "advanced-chat"):
        raise NotWorkflowApp()
    row = await row_of(uow, app.workspace_id, app.id, run_id)
    return RunDetail(
        id=row.id,
        workflow_id=row.workflow_id,
        status=row.status,
        inputs=orjson.dumps(shown_inputs(row)).decode(),
        outputs=row.outputs or {},
        error=row.error,
        total_steps=row.total_steps,
        total_tokens=row.total_tokens,
        created_at=int(row.created_at.timestamp()),
        finished_at=_stamp(row.finished_at),
        elapsed_time=row.elapsed_time,
    )


def shown_inputs(row: RunRow) -> dict[str, Any]:
    """The inputs with the flat system values, as `workflow_started` had them."""
    system: dict[str, Any] = row.spec.get("system") or {}
    return {**row.inputs, **{f"sys.{k}": v for k, v in system.items() if k != "conversation_id"}}


_HIGHEST = 2**31 - 1
_LONGEST = 12  # digits of a number that is surely beyond it


def sequence(after: int | None, header: str | None) -> int | None:
    """The number of the last event a client has seen. Raises `InvalidParam`."""
    if after is None and header:
        if not (header.isascii() and header.isdigit()):
            raise InvalidParam("Last-Event-ID must be the number of an event")
        after = int(header[:_LONGEST])
    if after is not None and not 0 <= after <= _HIGHEST:
        raise InvalidParam(f"after must be between 0 and {_HIGHEST}", params="after")
    return after


async def open_run(follower: Follower, app: AppAccess, run_id: str, actor: Actor) -> tuple[UUID, bool]:
    """The run of this user, and whether it goes on. Raises `RunNotFound`, also for a run of another user."""
    async with follower.db.unit_of_work() as uow:
        row = await row_of(uow, app.workspace_id, app.id, run_id)
    if row.created_by != actor.id:
        raise RunNotFound()
    return row.id, row.status == "running"


async def log_filter(
    uow: UnitOfWork,
    *,
    keyword: str | None,
    status: str | None,
    before: datetime | None,
    after: datetime | None,
    session_id: str | None,
    account: str | None,
) -> LogFilter:
    """The checked filter. Raises `InvalidParam`, also for an unknown account."""
    if status and status not in STATUSES:
        raise InvalidParam("status must be succeeded, failed or stopped", params="status")
    account_id = None
    if account:
        row = await RunRepository(uow).account_by_email(account)
        if row is None:
            raise InvalidParam(f"Account not found: {account}")
        account_id = row.id
    return LogFilter(keyword or None, status or None, _aware(before), _aware(after), session_id or None, account_id)


def _aware(at: datetime | None) -> datetime | None:
    return at.replace(tzinfo=UTC) if at is not None and at.tzinfo is None else at


async def logs(uow: UnitOfWork, app: AppAccess, wanted: LogFilter, page: PageQuery) -> LogPage:
    """The app's runs over API and page, newest first. Raises `NotWorkflowApp`."""
    if app.mode != "workflow":
        raise NotWorkflowApp()
    repository = RunRepository(uow)
    rows, total = await repository.log(app.workspace_id, app.id, wanted, page.offset, page.limit)
    users = await repository.end_users({row.created_by for row in rows if row.created_by_role == "end_user"})
    accounts = await repository.accounts({row.created_by for row in rows if row.created_by_role == "account"})
    items: list[LogItem] = []
    for row in rows:
        user, account = users.get(row.created_by), accounts.get(row.created_by)
        items.append(
            LogItem(
                id=row.id,
                workflow_run=_summary(row),
                created_from=row.created_from,
                created_by_role=row.created_by_role,
                created_by_account=AccountSummary(id=account.id, name=account.name, email=account.email)
                if account
                else None,
                created_by_end_user=EndUserSummary(
                    id=user.id, type=user.type, is_anonymous=user.is_anonymous, session_id=user.session_id
                )
                if user
                else None,
                created_at=int(row.created_at.timestamp()),
            )
        )
    found = page.page_of(items, total)
    return LogPage.model_validate(found.model_dump())


async def log_rows(
    uow: UnitOfWork, workspace_id: UUID, app_id: UUID, wanted: LogFilter, page: PageQuery
) -> tuple[Sequence[RunRow], int]:
    """A page of the app's runs, newest first, and how many there are."""
    return await RunRepository(uow).log(workspace_id, app_id, wanted, page.offset, page.limit)


def _summary(row: RunRow) -> RunSummary:
    return RunSummary(
        id=row.id,
        version=row.version,
        status=row.status,
        error=row.error,
        elapsed_time=row.elapsed_time,
        total_tokens=row.total_tokens,
        total_steps=row.total_steps,
        created_at=int(row.created_at.timestamp()),
        finished_at=_stamp(row.finished_at),
        exceptions_count=row.exceptions_count,
        triggered_from=row.triggered_from,
    )


def _console_run(row: RunRow, sequence: int) -> dict[str, Any]:
    actor: dict[str, Any] = row.spec.get("actor") or {}
    return {
        "id": row.id,
        "sequence": sequence,
        "version": row.version,
        "status": row.status,
        "triggered_from": row.triggered_from,
        "elapsed_time": row.elapsed_time,
        "total_tokens": row.total_tokens,
        "total_steps": row.total_steps,
        "exceptions_count": row.exceptions_count,
        "created_by": ConsoleActor(id=row.created_by, name=actor.get("name", ""), role=row.created_by_role),
        "created_at": int(row.created_at.timestamp()),
        "finished_at": _stamp(row.finished_at),
        "conversation_id": row.conversation_id,
        "message_id": row.message_id,
    }


async def console_runs(
    uow: UnitOfWork,
    who: Principal,
    app_id: UUID,
    *,
    last_id: str | None,
    limit: int,
    status: str | None,
    triggered_from: str | None,
) -> ConsoleRunSlice:
    """The app's runs before one, newest first. Raises `RunNotFound` for an unknown `last_id`."""
    who.require("app.view")
    await apps.row(uow, who.workspace_id, app_id)
    repository = RunRepository(uow)
    before = await row_of(uow, who.workspace_id, app_id, last_id) if last_id else None
    source = None if triggered_from in (None, "", "all") else triggered_from
    rows, total = await repository.older(
        who.workspace_id, app_id, before=before, limit=limit, status=status or None, triggered_from=source
    )
    data = [ConsoleRun(**_console_run(row, total - place)) for place, row in enumerate(rows)]
    return ConsoleRunSlice(data=data, limit=limit, has_more=total > len(rows))


async def console_detail(uow: UnitOfWork, who: Principal, app_id: UUID, run_id: str) -> ConsoleRunDetail:
    """A run with its graph as it ran. Raises `RunNotFound`."""
    who.require("app.view")
    await apps.row(uow, who.workspace_id, app_id)
    row = await row_of(uow, who.workspace_id, app_id, run_id)
    repository = RunRepository(uow)
    graph = await repository.graph(who.workspace_id, row.graph_id) if row.graph_id else None
    if graph is None:
        graph = await repository.version_graph(who.workspace_id, app_id, row.workflow_id)
    return ConsoleRunDetail(
        **_console_run(row, 0),
        graph=graph or {},
        inputs=shown_inputs(row),
        outputs=row.outputs,
        error=row.error,
    )


async def node_executions(uow: UnitOfWork, who: Principal, app_id: UUID, run_id: str) -> NodeExecutions:
    """The finished nodes of a run. Raises `RunNotFound`."""
    who.require("app.view")
    await apps.row(uow, who.workspace_id, app_id)
    row = await row_of(uow, who.workspace_id, app_id, run_id)
    nodes = await RunRepository(uow).nodes(row.id)
    return NodeExecutions(
        data=[NodeExecution.model_validate(to_plain(node_data(node_finished(node)))) for node in nodes]
    )


async def node_execution(uow: UnitOfWork, id: UUID) -> tuple[NodeExecution, UUID, str | None] | None:
    """A finished node with its run and the way out it took; None when it is gone. Who asks was checked before."""
    row = await RunRepository(uow).node(id)
    if row is None:
        return None
    return NodeExecution.model_validate(to_plain(node_data(node_finished(row)))), row.run_id, row.record.get("handle")


async def count(uow: UnitOfWork, workspace_id: UUID, app_id: UUID) -> int:
    """How many runs an app has."""
    return await RunRepository(uow).count(workspace_id, app_id)


async def prompts(uow: UnitOfWork, run_id: UUID) -> list[dict[str, Any]]:
    """What the model nodes of a run sent, in their order: `node_id`, `title`, `provider`, `model`, `messages`."""
    found: list[dict[str, Any]] = []
    for row in await RunRepository(uow).nodes(run_id):
        data = row.process_data or {}
        if isinstance(data.get("prompts"), list):
            names = {"provider": data.get("model_provider"), "model": data.get("model_name")}
            found.append({"node_id": row.node_id, "title": row.title, **names, "messages": data["prompts"]})
    return found


async def purge(uow: UnitOfWork, workspace_id: UUID, app_id: UUID, most: int) -> int:
    """Remove at most so many runs of a deleted app; how many."""
    return await RunRepository(uow).purge(workspace_id, app_id, most)
