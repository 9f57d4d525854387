"""Apps as far as knowledge looks at them."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Text, cast, func, select

from tenon.domain.app.tables import AppRow, ConfigRow
from tenon.domain.workflow.tables import DRAFT, WorkflowRow
from tenon.kit.db import UnitOfWork


class AppRepository:
    """The apps of one workspace."""

    def __init__(self, uow: UnitOfWork, workspace_id: UUID) -> None:
        self._session, self._workspace_id = uow.session, workspace_id

    async def published(self) -> list[tuple[UUID, str]]:
        """What apps have published last, as JSON text, of those that name knowledge bases."""
        newest = (
            select(WorkflowRow.app_id, func.max(WorkflowRow.created_at).label("at"))
            .where(WorkflowRow.workspace_id == self._workspace_id, WorkflowRow.version != DRAFT)
            .group_by(WorkflowRow.app_id)
            .subquery()
        )
        graph = cast(WorkflowRow.graph, Text)
        query = (
            select(WorkflowRow.app_id, graph)
            .join(newest, (newest.c.app_id == WorkflowRow.app_id) & (newest.c.at == WorkflowRow.created_at))
            .where(WorkflowRow.version != DRAFT, graph.like("%dataset%"))
        )
        found = [(row[0], row[1]) for row in (await self._session.execute(query)).all()]
        latest = (
            select(ConfigRow.app_id, func.max(ConfigRow.created_at).label("at"))
            .where(ConfigRow.workspace_id == self._workspace_id)
            .group_by(ConfigRow.app_id)
            .subquery()
        )
        config = cast(ConfigRow.config, Text)
        query = (
            select(ConfigRow.app_id, config)
            .join(latest, (latest.c.app_id == ConfigRow.app_id) & (latest.c.at == ConfigRow.created_at))
            .where(config.like("%dataset%"))
        )
        return found + [(row[0], row[1]) for row in (await self._session.execute(query)).all()]

    async def many(self, ids: Sequence[UUID]) -> Sequence[AppRow]:
        """Apps by name."""
        query = select(AppRow).where(AppRow.workspace_id == self._workspace_id, AppRow.id.in_(ids))
        return (await self._session.execute(query.order_by(AppRow.name))).scalars().all()
