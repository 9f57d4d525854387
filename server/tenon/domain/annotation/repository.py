"""Queries of annotations."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, delete, func, or_, select, update

from tenon.domain.account.tables import AccountRow
from tenon.domain.annotation.tables import AnnotationHitRow, AnnotationJobRow, AnnotationReplyRow, AnnotationRow
from tenon.domain.conversation.tables import MessageRow
from tenon.kit.db import UnitOfWork, utc_now

type Named = tuple[AnnotationRow, str | None]
"""An annotation and the name of its author."""


class AnnotationRepository:
    """The annotations of a workspace's app."""

    def __init__(self, uow: UnitOfWork, workspace_id: UUID, app_id: UUID) -> None:
        self._session, self._workspace, self._app = uow.session, workspace_id, app_id

    def _named(self) -> Select[AnnotationRow, str]:
        return (
            select(AnnotationRow, AccountRow.name)
            .outerjoin(AccountRow, AccountRow.id == AnnotationRow.created_by)
            .where(AnnotationRow.workspace_id == self._workspace, AnnotationRow.app_id == self._app)
        )

    async def page(self, keyword: str, offset: int, limit: int) -> tuple[Sequence[Named], int]:
        """One page, newest first, and how many there are."""
        query = self._named()
        if keyword:
            pattern = "%" + keyword.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
            query = query.where(
                or_(
                    AnnotationRow.question.ilike(pattern, escape="\\"), AnnotationRow.answer.ilike(pattern, escape="\\")
                )
            )
        total = await self._session.scalar(select(func.count()).select_from(query.subquery())) or 0
        query = query.order_by(AnnotationRow.created_at.desc(), AnnotationRow.id.desc()).offset(offset).limit(limit)
        return [(row, name) for row, name in (await self._session.execute(query)).all()], total

    async def all(self) -> Sequence[Named]:
        """All, oldest first."""
        query = self._named().order_by(AnnotationRow.created_at, AnnotationRow.id)
        return [(row, name) for row, name in (await self._session.execute(query)).all()]

    async def get(self, id: UUID) -> Named | None:
        """One."""
        found = (await self._session.execute(self._named().where(AnnotationRow.id == id))).first()
        return (found[0], found[1]) if found is not None else None

    async def of_message(self, message_id: UUID) -> Named | None:
        """The one made from a message."""
        query = self._named().where(AnnotationRow.message_id == message_id).order_by(AnnotationRow.id.desc()).limit(1)
        found = (await self._session.execute(query)).first()
        return (found[0], found[1]) if found is not None else None

    async def known(self, ids: Iterable[UUID]) -> set[UUID]:
        """Which of these ids are there."""
        return set(await self._session.scalars(select(AnnotationRow.id).where(AnnotationRow.id.in_(list(ids)))))

    def add(self, row: AnnotationRow) -> None:
        """Keep a new one."""
        row.workspace_id, row.app_id = self._workspace, self._app
        self._session.add(row)

    async def flush(self) -> None:
        """Send what was changed."""
        await self._session.flush()

    async def remove(self, row: AnnotationRow) -> None:
        """Drop one with its uses."""
        hit = AnnotationHitRow
        await self._session.execute(delete(hit).where(hit.app_id == self._app, hit.annotation_id == row.id))
        await self._session.delete(row)

    async def clear(self) -> int:
        """Drop all; how many there were."""
        count = await self.count()
        table, hit = AnnotationRow, AnnotationHitRow
        await self._session.execute(delete(hit).where(hit.workspace_id == self._workspace, hit.app_id == self._app))
        await self._session.execute(
            delete(table).where(table.workspace_id == self._workspace, table.app_id == self._app)
        )
        return count

    async def count(self) -> int:
        """How many there are."""
        table = AnnotationRow
        query = select(func.count()).where(table.workspace_id == self._workspace, table.app_id == self._app)
        return await self._session.scalar(query) or 0

    async def without_vector(self, model: str, limit: int) -> Sequence[AnnotationRow]:
        """Annotations whose question this model has not embedded, oldest first."""
        table = AnnotationRow
        query = select(table).where(
            table.workspace_id == self._workspace,
            table.app_id == self._app,
            or_(table.vector_model.is_(None), table.vector_model != model),
        )
        return (await self._session.scalars(query.order_by(table.id).limit(limit))).all()

    async def set_vector(self, id: UUID, question: str, vector: bytes, model: str) -> None:
        """Keep a vector, unless the question has changed since."""
        table = AnnotationRow
        await self._session.execute(
            update(table)
            .where(table.id == id, table.app_id == self._app, table.question == question)
            .values(vector=vector, vector_model=model, updated_at=table.updated_at)
        )

    async def hit_counts(self, ids: Iterable[UUID]) -> dict[UUID, int]:
        """How often annotations were used."""
        table = AnnotationHitRow
        query = select(table.annotation_id, func.count()).where(table.annotation_id.in_(list(ids)))
        return {id: count for id, count in (await self._session.execute(query.group_by(table.annotation_id))).all()}

    async def hits(self, annotation_id: UUID, offset: int, limit: int) -> tuple[Sequence[AnnotationHitRow], int]:
        """Uses of an annotation, newest first, and how many there are."""
        table = AnnotationHitRow
        mine = (table.workspace_id == self._workspace, table.app_id == self._app, table.annotation_id == annotation_id)
        total = await self._session.scalar(select(func.count()).where(*mine)) or 0
        query = select(table).where(*mine).order_by(table.created_at.desc(), table.id.desc())
        return (await self._session.scalars(query.offset(offset).limit(limit))).all(), total

    async def hit_of_message(self, message_id: UUID) -> AnnotationHitRow | None:
        """The use that answered a message."""
        table = AnnotationHitRow
        query = select(table).where(table.app_id == self._app, table.message_id == message_id).limit(1)
        return await self._session.scalar(query)

    async def message(self, id: UUID) -> MessageRow | None:
        """A message of the app."""
        query = select(MessageRow).where(
            MessageRow.workspace_id == self._workspace, MessageRow.app_id == self._app, MessageRow.id == id
        )
        return await self._session.scalar(query)


class ReplyRepository:
    """The reply switch and the jobs of a workspace's app."""

    def __init__(self, uow: UnitOfWork, workspace_id: UUID, app_id: UUID) -> None:
        self._session, self._workspace, self._app = uow.session, workspace_id, app_id

    async def get(self) -> AnnotationReplyRow | None:
        """The switch; None when it was never touched."""
        table = AnnotationReplyRow
        query = select(table).where(table.app_id == self._app, table.workspace_id == self._workspace)
        return await self._session.scalar(query)

    def add(self, row: AnnotationReplyRow | AnnotationJobRow) -> None:
        """Keep a new switch or job."""
        row.workspace_id, row.app_id = self._workspace, self._app
        self._session.add(row)

    async def job(self, id: UUID) -> AnnotationJobRow | None:
        """A job."""
        table = AnnotationJobRow
        query = select(table).where(table.id == id, table.workspace_id == self._workspace, table.app_id == self._app)
        return await self._session.scalar(query)

    async def newest(self, kinds: Sequence[str]) -> AnnotationJobRow | None:
        """The last job of these kinds."""
        table = AnnotationJobRow
        query = select(table).where(
            table.workspace_id == self._workspace, table.app_id == self._app, table.kind.in_(kinds)
        )
        return await self._session.scalar(query.order_by(table.id.desc()).limit(1))

    async def open_imports(self) -> int:
        """Imports of the workspace that are not through."""
        table = AnnotationJobRow
        query = select(func.count()).where(
            table.workspace_id == self._workspace,
            table.kind == "import",
            table.status.in_(("waiting", "processing")),
        )
        return await self._session.scalar(query) or 0


class JobRepository:
    """Jobs of all workspaces, for those who do them."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    async def get(self, id: UUID) -> AnnotationJobRow | None:
        """A job."""
        return await self._session.get(AnnotationJobRow, id)

    async def left(self, before: datetime) -> Sequence[AnnotationJobRow]:
        """Jobs that are not through and that nobody has touched since."""
        table = AnnotationJobRow
        query = select(table).where(table.status.in_(("waiting", "processing")), table.updated_at < before)
        return (await self._session.scalars(query)).all()

    async def touch(self, row: AnnotationJobRow) -> None:
        """Note that the job is being done."""
        row.updated_at = utc_now()
