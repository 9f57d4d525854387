"""Queries of drafts and versions."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update

from tenon.domain.account.tables import AccountRow
from tenon.domain.workflow.content import Content
from tenon.domain.workflow.tables import DRAFT, WorkflowRow
from tenon.kit.db import UnitOfWork


class WorkflowRepository:
    """Drafts and versions of one workspace's apps."""

    def __init__(self, uow: UnitOfWork, workspace_id: UUID) -> None:
        self._session = uow.session
        self._mine = WorkflowRow.workspace_id == workspace_id

    def add(self, row: WorkflowRow) -> None:
        """Keep a new draft or version."""
        self._session.add(row)

    async def draft(self, app_id: UUID) -> WorkflowRow | None:
        """The draft of an app."""
        query = select(WorkflowRow).where(self._mine, WorkflowRow.app_id == app_id, WorkflowRow.version == DRAFT)
        return (await self._session.execute(query)).scalar_one_or_none()

    async def get(self, app_id: UUID, workflow_id: UUID) -> WorkflowRow | None:
        """The draft or a version of an app, by id."""
        query = select(WorkflowRow).where(self._mine, WorkflowRow.app_id == app_id, WorkflowRow.id == workflow_id)
        return (await self._session.execute(query)).scalar_one_or_none()

    async def latest(self, app_id: UUID) -> WorkflowRow | None:
        """The version that is served: the newest."""
        query = select(WorkflowRow).where(self._mine, WorkflowRow.app_id == app_id, WorkflowRow.version != DRAFT)
        ordered = query.order_by(WorkflowRow.created_at.desc(), WorkflowRow.id.desc()).limit(1)
        return (await self._session.execute(ordered)).scalar_one_or_none()

    async def save_draft(self, row: WorkflowRow, content: Content, by: UUID | None, now: datetime) -> bool:
        """Replace the draft's content unless someone else did since `row` was read; False then."""
        values: dict[str, Any] = {
            "graph": content.graph,
            "features": content.features,
            "environment_variables": content.environment_variables,
            "conversation_variables": content.conversation_variables,
            "extra": content.extra,
            "hash": content.hash(),
            "updated_by": by,
            "updated_at": now,
        }
        change = update(WorkflowRow).where(WorkflowRow.id == row.id, WorkflowRow.hash == row.hash).values(**values)
        found = (await self._session.execute(change.returning(WorkflowRow.id))).scalar_one_or_none()
        await self._session.refresh(row)
        return found is not None

    async def versions(
        self, app_id: UUID, *, named_only: bool, created_by: UUID | None, offset: int, limit: int
    ) -> tuple[Sequence[tuple[WorkflowRow, AccountRow | None]], int]:
        """Versions, newest first, with who published them; and how many there are."""
        filters = [self._mine, WorkflowRow.app_id == app_id, WorkflowRow.version != DRAFT]
        if named_only:
            filters.append(WorkflowRow.marked_name != "")
        if created_by is not None:
            filters.append(WorkflowRow.created_by == created_by)
        total = (
            await self._session.execute(select(func.count()).select_from(WorkflowRow).where(*filters))
        ).scalar_one()
        query = (
            select(WorkflowRow, AccountRow)
            .outerjoin(AccountRow, AccountRow.id == WorkflowRow.created_by)
            .where(*filters)
            .order_by(WorkflowRow.created_at.desc(), WorkflowRow.id.desc())
            .offset(offset)
            .limit(limit)
        )
        rows = (await self._session.execute(query)).all()
        return [(row[0], row[1]) for row in rows], total

    async def editor(self, account_id: UUID | None) -> AccountRow | None:
        """Who made or changed something."""
        return await self._session.get(AccountRow, account_id) if account_id is not None else None

    async def delete(self, row: WorkflowRow) -> None:
        """Remove a version."""
        await self._session.delete(row)
