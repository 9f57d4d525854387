"""Queries of runs. Writing is the group-commit writer's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, String, cast, delete, func, or_, select, update

from tenon.domain.account.tables import AccountRow
from tenon.domain.end_user.tables import EndUserRow
from tenon.domain.run.spec import STEP
from tenon.domain.run.tables import GraphSnapshotRow, LeaseRow, NodeRunRow, RunEventRow, RunRow
from tenon.domain.workflow.tables import WorkflowRow
from tenon.kit.db import UnitOfWork


@dataclass(frozen=True, slots=True)
class LogFilter:
    """What the log of an app is narrowed to."""

    keyword: str | None = None
    status: str | None = None
    before: datetime | None = None
    after: datetime | None = None
    session_id: str | None = None
    account_id: UUID | None = None


class RunRepository:
    """Rows of runs, by workspace and app."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    async def get(self, workspace_id: UUID, app_id: UUID, id: UUID) -> RunRow | None:
        """A run of the app."""
        query = select(RunRow).where(RunRow.id == id, RunRow.workspace_id == workspace_id, RunRow.app_id == app_id)
        return await self._session.scalar(query)

    async def purge(self, workspace_id: UUID, app_id: UUID, most: int) -> int:
        """Remove at most so many runs of an app with their nodes and events; how many."""
        ids = select(RunRow.id).where(RunRow.workspace_id == workspace_id, RunRow.app_id == app_id).limit(most)
        found = (await self._session.scalars(ids)).all()
        for table in (RunEventRow, NodeRunRow):
            await self._session.execute(delete(table).where(table.run_id.in_(found)))
        await self._session.execute(delete(RunRow).where(RunRow.id.in_(found)))
        return len(found)

    async def count(self, workspace_id: UUID, app_id: UUID) -> int:
        """How many runs an app has."""
        query = select(func.count()).where(RunRow.workspace_id == workspace_id, RunRow.app_id == app_id)
        return await self._session.scalar(query) or 0

    async def running_elsewhere(self, app_id: UUID, owner: str, since: datetime) -> int:
        """How many runs of an app, begun since then, go on in processes other than `owner`."""
        query = select(func.count()).where(
            RunRow.status == "running", RunRow.owner != owner, RunRow.app_id == app_id, RunRow.created_at > since
        )
        return await self._session.scalar(query) or 0

    async def nodes(self, run_id: UUID) -> Sequence[NodeRunRow]:
        """Finished nodes in their order."""
        query = select(NodeRunRow).where(NodeRunRow.run_id == run_id)
        return (await self._session.scalars(query.order_by(NodeRunRow.position, NodeRunRow.id))).all()

    async def node(self, id: UUID) -> NodeRunRow | None:
        """A finished node by the id of its execution."""
        return await self._session.get(NodeRunRow, id)

    async def events(self, run_id: UUID, after: int = 0) -> Sequence[RunEventRow]:
        """Stretches of the stream that hold events after a number, in order."""
        query = select(RunEventRow).where(RunEventRow.run_id == run_id, RunEventRow.last_seq > after)
        return (await self._session.scalars(query.order_by(RunEventRow.seq))).all()

    async def last_seq(self, run_id: UUID) -> int:
        """The number of the last stored event."""
        query = select(func.max(RunEventRow.last_seq)).where(RunEventRow.run_id == run_id)
        return await self._session.scalar(query) or 0

    async def status(self, run_id: UUID) -> str | None:
        """The run's status as stored."""
        return await self._session.scalar(select(RunRow.status).where(RunRow.id == run_id))

    async def log(
        self, workspace_id: UUID, app_id: UUID, wanted: LogFilter, offset: int, limit: int
    ) -> tuple[Sequence[RunRow], int]:
        """Runs of the service API and the page, newest first, and how many there are."""
        where = [
            RunRow.workspace_id == workspace_id,
            RunRow.app_id == app_id,
            RunRow.triggered_from == "app-run",
            *_narrowed(wanted),
        ]
        total = await self._session.scalar(select(func.count()).select_from(RunRow).where(*where)) or 0
        query = select(RunRow).where(*where).order_by(RunRow.created_at.desc(), RunRow.id.desc())
        return (await self._session.scalars(query.offset(offset).limit(limit))).all(), total

    async def older(
        self,
        workspace_id: UUID,
        app_id: UUID,
        *,
        before: RunRow | None,
        limit: int,
        status: str | None,
        triggered_from: str | None,
    ) -> tuple[Sequence[RunRow], int]:
        """Runs before one, newest first, and how many there are from the first of these on."""
        where = [RunRow.workspace_id == workspace_id, RunRow.app_id == app_id]
        if triggered_from is None:
            where.append(RunRow.triggered_from != STEP)
        else:
            where.append(RunRow.triggered_from == triggered_from)
        if status is not None:
            where.append(RunRow.status == status)
        if before is not None:
            where.append(RunRow.id < before.id)
        total = await self._session.scalar(select(func.count()).select_from(RunRow).where(*where)) or 0
        query = select(RunRow).where(*where).order_by(RunRow.id.desc()).limit(limit)
        return (await self._session.scalars(query)).all(), total

    async def graph(self, workspace_id: UUID, graph_id: str) -> dict[str, Any] | None:
        """The graph of a draft as it ran."""
        row = await self._session.get(GraphSnapshotRow, (graph_id, workspace_id))
        return row.graph if row is not None else None

    async def version_graph(self, workspace_id: UUID, app_id: UUID, workflow_id: UUID) -> dict[str, Any] | None:
        """The graph of a version."""
        query = select(WorkflowRow.graph).where(
            WorkflowRow.id == workflow_id, WorkflowRow.workspace_id == workspace_id, WorkflowRow.app_id == app_id
        )
        return await self._session.scalar(query)

    async def end_users(self, ids: set[UUID]) -> dict[UUID, EndUserRow]:
        """End users by id."""
        rows = await self._session.scalars(select(EndUserRow).where(EndUserRow.id.in_(ids)))
        return {row.id: row for row in rows}

    async def accounts(self, ids: set[UUID]) -> dict[UUID, AccountRow]:
        """Accounts by id."""
        rows = await self._session.scalars(select(AccountRow).where(AccountRow.id.in_(ids)))
        return {row.id: row for row in rows}

    async def account_by_email(self, email: str) -> AccountRow | None:
        """An account by address."""
        return await self._session.scalar(select(AccountRow).where(AccountRow.email == email.lower()))


def _narrowed(wanted: LogFilter) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = []
    if wanted.status:
        where.append(RunRow.status == wanted.status)
    if wanted.before:
        where.append(RunRow.created_at <= wanted.before)
    if wanted.after:
        where.append(RunRow.created_at >= wanted.after)
    if wanted.session_id is not None:
        users = select(EndUserRow.id).where(EndUserRow.session_id == wanted.session_id)
        where.append(RunRow.created_by.in_(users))
    if wanted.account_id is not None:
        where.append(RunRow.created_by == wanted.account_id)
    if wanted.keyword:
        text = wanted.keyword[:200].replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        pattern = f"%{text}%"
        named = select(EndUserRow.id).where(EndUserRow.session_id.ilike(pattern, escape="\\"))
        where.append(
            or_(
                cast(RunRow.inputs, String).ilike(pattern, escape="\\"),
                cast(RunRow.outputs, String).ilike(pattern, escape="\\"),
                RunRow.created_by.in_(named),
            )
        )
    return where


class OpenRunRepository:
    """Runs without an end and the leases of their owners; for the whole installation."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    async def owners(self) -> dict[str, LeaseRow | None]:
        """Every process that owns an open run, with its lease when it has one."""
        query = (
            select(RunRow.owner, LeaseRow)
            .outerjoin(LeaseRow, LeaseRow.owner == RunRow.owner)
            .where(RunRow.status == "running")
            .distinct()
        )
        return {owner: lease for owner, lease in (await self._session.execute(query)).all()}

    async def claim(self, former: str, owner: str) -> Sequence[UUID]:
        """Take over the open runs of a process; their ids, oldest first. Two claimers never get the same run."""
        query = (
            update(RunRow)
            .where(RunRow.owner == former, RunRow.status == "running")
            .values(owner=owner, attempt=RunRow.attempt + 1)
            .returning(RunRow.id)
        )
        return sorted((await self._session.scalars(query)).all())

    async def get(self, id: UUID) -> RunRow | None:
        """A run by id."""
        return await self._session.get(RunRow, id)

    async def drop_lease(self, owner: str) -> None:
        """Forget a process."""
        row = await self._session.get(LeaseRow, owner)
        if row is not None:
            await self._session.delete(row)
