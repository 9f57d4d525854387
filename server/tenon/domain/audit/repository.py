"""Queries of the audit log."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import CursorResult, Select, delete, func, or_, select

from tenon.domain.audit.schemas import AuditFilter
from tenon.domain.audit.tables import AuditRow
from tenon.kit.db import UnitOfWork


class AuditRepository:
    """The log of one workspace."""

    def __init__(self, uow: UnitOfWork, workspace_id: UUID) -> None:
        self._session, self._workspace = uow.session, workspace_id

    def add(self, row: AuditRow) -> None:
        """Keep a record."""
        row.workspace_id = self._workspace
        self._session.add(row)

    async def page(self, narrow: AuditFilter, offset: int, limit: int) -> tuple[Sequence[AuditRow], int]:
        """Records, newest first, and how many there are."""
        query = _narrowed(select(AuditRow).where(AuditRow.workspace_id == self._workspace), narrow)
        total = await self._session.scalar(select(func.count()).select_from(query.subquery()))
        rows = await self._session.scalars(
            query.order_by(AuditRow.created_at.desc(), AuditRow.id.desc()).offset(offset).limit(limit)
        )
        return rows.all(), total or 0

    async def names(self, ids: Sequence[str]) -> dict[str, str]:
        """A name of each thing, from records that tell one."""
        query = select(AuditRow.target_id, func.max(AuditRow.target_name)).where(
            AuditRow.workspace_id == self._workspace, AuditRow.target_id.in_(ids), AuditRow.target_name != ""
        )
        rows = await self._session.execute(query.group_by(AuditRow.target_id))
        return {id: name for id, name in rows}


class OldRecordRepository:
    """Records of all workspaces that are past their time."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    async def drop(self, before: datetime, most: int) -> int:
        """Delete at most so many; how many were deleted."""
        old = select(AuditRow.id).where(AuditRow.created_at < before).limit(most)
        result = await self._session.execute(delete(AuditRow).where(AuditRow.id.in_(old)))
        return result.rowcount if isinstance(result, CursorResult) else 0


def _narrowed(query: Select[AuditRow], narrow: AuditFilter) -> Select[AuditRow]:
    if narrow.action:
        group = f"{narrow.action.rstrip('.')}."
        query = query.where(or_(AuditRow.action == narrow.action, AuditRow.action.startswith(group, autoescape=True)))
    if narrow.actor:
        person = _uuid(narrow.actor)
        query = query.where(
            AuditRow.actor_id == person
            if person is not None
            else or_(
                AuditRow.actor_name.icontains(narrow.actor, autoescape=True),
                AuditRow.actor_email.icontains(narrow.actor, autoescape=True),
            )
        )
    if narrow.target:
        query = query.where(
            or_(
                AuditRow.target_id == narrow.target,
                AuditRow.target_type == narrow.target,
                AuditRow.target_name.icontains(narrow.target, autoescape=True),
            )
        )
    if narrow.since is not None:
        query = query.where(AuditRow.created_at >= datetime.fromtimestamp(narrow.since, UTC))
    if narrow.until is not None:
        query = query.where(AuditRow.created_at < datetime.fromtimestamp(narrow.until, UTC))
    return query


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
