"""Queries of what an app did. Tries in the console are left out everywhere."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, case, distinct, exists, func, or_, select

from tenon.domain.account.tables import AccountRow
from tenon.domain.annotation.tables import AnnotationRow
from tenon.domain.conversation.tables import ConversationRow, MessageFeedbackRow, MessageRow
from tenon.domain.end_user.tables import EndUserRow
from tenon.domain.log.schemas import LogQuery
from tenon.domain.run.tables import NodeRunRow, RunRow
from tenon.kit.db import UnitOfWork

_DEBUG = "debugging"
_LONGEST = 200


class Sums(NamedTuple):
    """What the messages of a conversation come to."""

    messages: int
    errors: int
    tokens: int
    price: Decimal
    currency: str


class DaySums(NamedTuple):
    """The use of one day, by its place among the days asked for."""

    day: int
    messages: int
    conversations: int
    users: int
    tokens: int
    price: Decimal
    errors: int
    seconds: float
    speed: float


class LogRepository:
    """The log of a workspace's app."""

    def __init__(self, uow: UnitOfWork, workspace_id: UUID, app_id: UUID) -> None:
        self._session, self._workspace, self._app = uow.session, workspace_id, app_id

    def _conversations(self) -> list[ColumnElement[bool]]:
        row = ConversationRow
        return [row.workspace_id == self._workspace, row.app_id == self._app, row.origin != _DEBUG]

    async def page(self, query: LogQuery, offset: int, limit: int) -> tuple[Sequence[ConversationRow], int]:
        """Conversations, newest first, and how many there are."""
        at = ConversationRow.updated_at if query.sort == "-updated_at" else ConversationRow.created_at
        where = [*self._conversations(), *_narrowed(query)]
        if query.since:
            where.append(at >= query.since)
        if query.until:
            where.append(at < query.until)
        total = await self._session.scalar(select(func.count()).select_from(ConversationRow).where(*where)) or 0
        rows = select(ConversationRow).where(*where).order_by(at.desc(), ConversationRow.id.desc())
        return (await self._session.scalars(rows.offset(offset).limit(limit))).all(), total

    async def get(self, id: UUID) -> ConversationRow | None:
        """A conversation."""
        return await self._session.scalar(
            select(ConversationRow).where(*self._conversations(), ConversationRow.id == id)
        )

    async def sums(self, ids: Sequence[UUID]) -> dict[UUID, Sums]:
        """What the messages of conversations come to."""
        row = MessageRow
        query = (
            select(
                row.conversation_id,
                func.count(),
                func.sum(_one(row.status == "error")),
                func.sum(row.message_tokens + row.answer_tokens),
                func.sum(row.total_price),
                func.max(row.currency),
            )
            .where(row.conversation_id.in_(ids))
            .group_by(row.conversation_id)
        )
        return {found[0]: Sums(*found[1:]) for found in await self._session.execute(query)}

    async def turns(self, ids: Sequence[UUID]) -> Sequence[MessageRow]:
        """The messages of conversations, oldest first."""
        row = MessageRow
        rows = select(row).where(row.conversation_id.in_(ids)).order_by(row.created_at, row.id)
        return (await self._session.scalars(rows)).all()

    async def first_queries(self, ids: Sequence[UUID]) -> dict[UUID, str]:
        """What conversations began with."""
        row = MessageRow
        first = (
            select(row.id)
            .where(row.conversation_id == ConversationRow.id)
            .order_by(row.created_at, row.id)
            .limit(1)
            .correlate(ConversationRow)
            .scalar_subquery()
        )
        query = select(ConversationRow.id, func.substr(row.query, 1, _LONGEST)).join(row, row.id == first)
        return {id: text for id, text in await self._session.execute(query.where(ConversationRow.id.in_(ids)))}

    async def ratings(self, ids: Sequence[UUID]) -> dict[tuple[UUID, str, str], int]:
        """How often which side gave which rating, by conversation."""
        row = MessageFeedbackRow
        query = select(row.conversation_id, row.source, row.rating, func.count()).where(row.conversation_id.in_(ids))
        query = query.group_by(row.conversation_id, row.source, row.rating)
        return {(id, source, rating): many for id, source, rating, many in await self._session.execute(query)}

    async def annotations(self, ids: Sequence[UUID]) -> dict[UUID, int]:
        """How many annotations were made of conversations."""
        query = (
            select(MessageRow.conversation_id, func.count())
            .join(AnnotationRow, AnnotationRow.message_id == MessageRow.id)
            .where(MessageRow.conversation_id.in_(ids))
            .group_by(MessageRow.conversation_id)
        )
        return {id: many for id, many in await self._session.execute(query)}

    async def annotated(self, message_ids: Sequence[UUID]) -> dict[UUID, AnnotationRow]:
        """The annotations made of messages."""
        rows = await self._session.scalars(
            select(AnnotationRow)
            .where(AnnotationRow.app_id == self._app, AnnotationRow.message_id.in_(message_ids))
            .order_by(AnnotationRow.id)
        )
        return {row.message_id: row for row in rows if row.message_id is not None}

    async def models(self, run_ids: Sequence[UUID]) -> dict[UUID, list[str]]:
        """Names of the models that runs used, each once."""
        row, found = NodeRunRow, dict[UUID, list[str]]()
        name = row.process_data["model_name"].as_string()
        query = select(row.run_id, name).where(row.run_id.in_(run_ids), name.is_not(None)).order_by(row.position)
        for run_id, model in await self._session.execute(query):
            names = found.setdefault(run_id, [])
            if model not in names:
                names.append(model)
        return found

    async def end_users(self, ids: Iterable[UUID]) -> dict[UUID, EndUserRow]:
        """Users of the app by id."""
        rows = await self._session.scalars(select(EndUserRow).where(EndUserRow.id.in_(set(ids))))
        return {row.id: row for row in rows}

    async def accounts(self, ids: Iterable[UUID]) -> dict[UUID, AccountRow]:
        """People of the team by id."""
        rows = await self._session.scalars(select(AccountRow).where(AccountRow.id.in_(set(ids))))
        return {row.id: row for row in rows}

    async def message_days(self, bounds: Sequence[datetime]) -> list[DaySums]:
        """The use of each day between two bounds; all of them together come as day -1."""
        row = MessageRow
        day = _day(row.created_at, bounds)
        columns = (
            func.count(),
            func.count(distinct(row.conversation_id)),
            func.count(distinct(row.created_by)),
            func.sum(row.message_tokens + row.answer_tokens),
            func.sum(row.total_price),
            func.sum(_one(row.status == "error")),
            func.avg(row.latency),
            _per_second(func.sum(row.answer_tokens), func.sum(row.latency)),
        )
        query = (
            select(day, *columns)
            .join(ConversationRow, ConversationRow.id == row.conversation_id)
            .where(
                row.workspace_id == self._workspace,
                row.app_id == self._app,
                row.created_at >= bounds[0],
                row.created_at < bounds[-1],
                ConversationRow.origin != _DEBUG,
            )
        )
        return await self._days(query, day)

    async def run_days(self, bounds: Sequence[datetime]) -> list[DaySums]:
        """The same of the runs of a workflow."""
        row = RunRow
        day = _day(row.created_at, bounds)
        columns = (
            func.count(),
            func.count(distinct(row.conversation_id)),
            func.count(distinct(row.created_by)),
            func.sum(row.total_tokens),
            func.sum(0),
            func.sum(_one(row.status == "failed")),
            func.avg(row.elapsed_time),
            _per_second(func.sum(row.total_tokens), func.sum(row.elapsed_time)),
        )
        query = select(day, *columns).where(
            row.workspace_id == self._workspace,
            row.app_id == self._app,
            row.triggered_from == "app-run",
            row.created_at >= bounds[0],
            row.created_at < bounds[-1],
        )
        return await self._days(query, day)

    async def _days(self, query: Any, day: Any) -> list[DaySums]:
        each = (await self._session.execute(query.group_by(day))).all()
        # The first column is of one day: over all of them it is none.
        whole = (await self._session.execute(query.with_only_columns(*query.selected_columns[1:]))).one()
        rows: list[tuple[Any, ...]] = [(-1, *whole), *map(tuple, each)]
        return [
            DaySums(r[0], r[1], r[2], r[3], r[4] or 0, Decimal(r[5] or 0), r[6] or 0, r[7] or 0.0, r[8] or 0.0)
            for r in rows
        ]

    async def rating_days(self, bounds: Sequence[datetime]) -> dict[tuple[int, str], int]:
        """How often users gave which rating on which day."""
        row = MessageFeedbackRow
        day = _day(row.created_at, bounds)
        query = select(day, row.rating, func.count()).where(
            row.workspace_id == self._workspace,
            row.app_id == self._app,
            row.source == "user",
            row.created_at >= bounds[0],
            row.created_at < bounds[-1],
        )
        return {(at, rating): many for at, rating, many in await self._session.execute(query.group_by(day, row.rating))}

    async def currency(self) -> str:
        """The currency of the newest message."""
        query = select(MessageRow.currency).where(
            MessageRow.workspace_id == self._workspace, MessageRow.app_id == self._app
        )
        return await self._session.scalar(query.order_by(MessageRow.created_at.desc()).limit(1)) or "USD"


def _per_second(tokens: ColumnElement[Any], seconds: ColumnElement[Any]) -> ColumnElement[float]:
    return case((seconds > 0, tokens / seconds), else_=0.0)


def _one(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return case((condition, 1), else_=0)


def _day(at: Any, bounds: Sequence[datetime]) -> ColumnElement[int]:
    """Between which two bounds a time lies, the first pair being 0."""
    branches = [(at < end, place) for place, end in enumerate(bounds[1:])]
    return case(*branches, else_=len(bounds)).cast(Integer)


def _narrowed(query: LogQuery) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = []
    of_it = MessageRow.conversation_id == ConversationRow.id
    if query.source:
        where.append(ConversationRow.origin == query.source)
    if query.status:
        failed = exists().where(of_it, MessageRow.status == "error")
        where.append(failed if query.status == "error" else ~failed)
    if query.rating:
        feedback = MessageFeedbackRow
        where.append(exists().where(feedback.conversation_id == ConversationRow.id, feedback.rating == query.rating))
    if query.annotated is not None:
        made = exists().where(of_it, AnnotationRow.message_id == MessageRow.id)
        where.append(made if query.annotated else ~made)
    if query.keyword:
        said = MessageRow.query.icontains(query.keyword, autoescape=True)
        answered = MessageRow.answer.icontains(query.keyword, autoescape=True)
        session = EndUserRow.session_id.icontains(query.keyword, autoescape=True)
        where.append(
            or_(
                ConversationRow.name.icontains(query.keyword, autoescape=True),
                exists().where(of_it, or_(said, answered)),
                exists().where(EndUserRow.id == ConversationRow.created_by, session),
            )
        )
    return where
