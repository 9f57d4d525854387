"""Queries of conversations and messages."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, and_, delete, func, or_, select

from tenon.domain.conversation.schemas import Owner
from tenon.domain.conversation.tables import (
    AgentThoughtRow,
    ConversationRow,
    ConversationVariableRow,
    MessageFeedbackRow,
    MessageFileRow,
    MessageRow,
    SavedMessageRow,
)
from tenon.kit.db import UnitOfWork


def _of(query: Select[Any], owner: Owner) -> Select[Any]:
    return query.where(
        ConversationRow.workspace_id == owner.workspace_id,
        ConversationRow.app_id == owner.app_id,
        ConversationRow.origin == owner.origin,
        ConversationRow.created_by == owner.id,
    )


class Said(NamedTuple):
    """One turn as its talk alone."""

    id: UUID
    parent_id: UUID | None
    query: str
    answer: str


class ConversationRepository:
    """Rows of conversations and their variables."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    async def get(self, owner: Owner, id: UUID) -> ConversationRow | None:
        """A conversation of this owner."""
        return await self._session.scalar(_of(select(ConversationRow), owner).where(ConversationRow.id == id))

    async def page(
        self, owner: Owner, *, after: ConversationRow | None, limit: int, sort: str, pinned: bool | None
    ) -> tuple[Sequence[ConversationRow], int]:
        """One piece in the order of `sort` (`created_at`, `-updated_at`, ...), and how many come after it."""
        column = ConversationRow.created_at if sort.endswith("created_at") else ConversationRow.updated_at
        down = sort.startswith("-")
        query = _of(select(ConversationRow), owner)
        if pinned is not None:
            query = query.where(
                ConversationRow.pinned_at.is_not(None) if pinned else ConversationRow.pinned_at.is_(None)
            )
        if after is not None:
            value = after.created_at if sort.endswith("created_at") else after.updated_at
            beyond = column < value if down else column > value
            next_id = ConversationRow.id < after.id if down else ConversationRow.id > after.id
            query = query.where(or_(beyond, and_(column == value, next_id)))
        total = await self._session.scalar(select(func.count()).select_from(query.subquery())) or 0
        order = (column.desc(), ConversationRow.id.desc()) if down else (column.asc(), ConversationRow.id.asc())
        rows = (await self._session.scalars(query.order_by(*order).limit(limit))).all()
        return rows, total - len(rows)

    async def delete(self, row: ConversationRow) -> None:
        """Remove it with everything in it."""
        await self._session.execute(delete(ConversationRow).where(ConversationRow.id == row.id))

    async def purge_messages(self, workspace_id: UUID, app_id: UUID, most: int) -> int:
        """Remove at most so many messages of an app with their files, feedback and thoughts; how many."""
        ids = select(MessageRow.id).where(MessageRow.workspace_id == workspace_id, MessageRow.app_id == app_id)
        found = (await self._session.scalars(ids.limit(most))).all()
        await self._session.execute(delete(MessageRow).where(MessageRow.id.in_(found)))
        return len(found)

    async def purge(self, workspace_id: UUID, app_id: UUID, most: int) -> int:
        """Remove at most so many conversations of an app with their variables; how many."""
        table = ConversationRow
        ids = select(table.id).where(table.workspace_id == workspace_id, table.app_id == app_id)
        found = (await self._session.scalars(ids.limit(most))).all()
        await self._session.execute(delete(table).where(table.id.in_(found)))
        return len(found)

    async def count_of(self, table: "type[MessageRow | SavedMessageRow | MessageFeedbackRow]", app_id: UUID) -> int:
        """How many messages, saved messages or feedbacks an app has."""
        return await self._session.scalar(select(func.count()).where(table.app_id == app_id)) or 0

    async def count(self, workspace_id: UUID, app_id: UUID) -> int:
        """How many conversations an app has."""
        query = select(func.count()).where(
            ConversationRow.workspace_id == workspace_id, ConversationRow.app_id == app_id
        )
        return await self._session.scalar(query) or 0

    async def variables(self, conversation_id: UUID) -> Sequence[ConversationVariableRow]:
        """All variables in the order of their declaration."""
        query = (
            select(ConversationVariableRow)
            .where(ConversationVariableRow.conversation_id == conversation_id)
            .order_by(ConversationVariableRow.position, ConversationVariableRow.id)
        )
        return (await self._session.scalars(query)).all()

    async def variable(self, conversation_id: UUID, id: UUID) -> ConversationVariableRow | None:
        """One variable."""
        query = select(ConversationVariableRow).where(
            ConversationVariableRow.conversation_id == conversation_id, ConversationVariableRow.id == id
        )
        return await self._session.scalar(query)


class MessageRepository:
    """Rows of messages, their files and feedback."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    async def get(self, owner: Owner, id: UUID) -> MessageRow | None:
        """A message in a conversation of this owner."""
        query = _of(select(MessageRow).join(ConversationRow, ConversationRow.id == MessageRow.conversation_id), owner)
        return await self._session.scalar(query.where(MessageRow.id == id))

    async def answer(self, workspace_id: UUID, app_id: UUID, id: UUID) -> str | None:
        """The answer of a message of an app, whoever asked."""
        query = select(MessageRow.answer).where(
            MessageRow.workspace_id == workspace_id, MessageRow.app_id == app_id, MessageRow.id == id
        )
        return await self._session.scalar(query)

    async def older(self, conversation_id: UUID, *, before: MessageRow | None, limit: int) -> Sequence[MessageRow]:
        """The newest messages older than `before`, newest first."""
        query = select(MessageRow).where(MessageRow.conversation_id == conversation_id)
        if before is not None:
            at, id = before.created_at, before.id
            query = query.where(or_(MessageRow.created_at < at, and_(MessageRow.created_at == at, MessageRow.id < id)))
        query = query.order_by(MessageRow.created_at.desc(), MessageRow.id.desc()).limit(limit)
        return (await self._session.scalars(query)).all()

    async def talk(self, conversation_id: UUID, limit: int) -> Sequence[Said]:
        """What was said in the newest messages, newest first."""
        query = (
            select(MessageRow.id, MessageRow.parent_message_id, MessageRow.query, MessageRow.answer)
            .where(MessageRow.conversation_id == conversation_id)
            .order_by(MessageRow.created_at.desc(), MessageRow.id.desc())
            .limit(limit)
        )
        return [Said(*row) for row in (await self._session.execute(query)).all()]

    async def of_app(self, workspace_id: UUID, app_id: UUID, id: UUID) -> MessageRow | None:
        """A message of an app, whoever asked."""
        query = select(MessageRow).where(MessageRow.workspace_id == workspace_id, MessageRow.app_id == app_id)
        return await self._session.scalar(query.where(MessageRow.id == id))

    async def saved(self, owner: Owner, *, after: SavedMessageRow | None, limit: int) -> Sequence[SavedMessageRow]:
        """Results that the owner keeps, the newest first."""
        query = select(SavedMessageRow).where(
            SavedMessageRow.app_id == owner.app_id, SavedMessageRow.created_by == owner.id
        )
        if after is not None:
            at, id = after.created_at, after.id
            beyond = and_(SavedMessageRow.created_at == at, SavedMessageRow.id < id)
            query = query.where(or_(SavedMessageRow.created_at < at, beyond))
        query = query.order_by(SavedMessageRow.created_at.desc(), SavedMessageRow.id.desc()).limit(limit)
        return (await self._session.scalars(query)).all()

    async def saved_one(self, owner: Owner, message_id: UUID) -> SavedMessageRow | None:
        """A result that the owner keeps, by its message."""
        query = select(SavedMessageRow).where(
            SavedMessageRow.app_id == owner.app_id, SavedMessageRow.created_by == owner.id
        )
        return await self._session.scalar(query.where(SavedMessageRow.message_id == message_id))

    async def of_ids(self, owner: Owner, ids: Sequence[UUID]) -> dict[UUID, MessageRow]:
        """Messages of the owner by id."""
        query = _of(select(MessageRow).join(ConversationRow, ConversationRow.id == MessageRow.conversation_id), owner)
        return {row.id: row for row in await self._session.scalars(query.where(MessageRow.id.in_(ids)))}

    def save(self, row: SavedMessageRow) -> None:
        """Keep a result."""
        self._session.add(row)

    async def unsave(self, row: SavedMessageRow) -> None:
        """Keep a result no longer."""
        await self._session.delete(row)

    async def first(self, conversation_id: UUID) -> MessageRow | None:
        """The message a conversation began with."""
        query = select(MessageRow).where(MessageRow.conversation_id == conversation_id)
        return await self._session.scalar(query.order_by(MessageRow.created_at, MessageRow.id).limit(1))

    async def run_of_user(self, app_id: UUID, run_id: UUID, user_id: UUID) -> bool:
        """Whether a run answers a message of this user."""
        query = select(MessageRow.id).where(
            MessageRow.run_id == run_id, MessageRow.app_id == app_id, MessageRow.created_by == user_id
        )
        return await self._session.scalar(query.limit(1)) is not None

    async def files(self, message_ids: Iterable[UUID]) -> Sequence[MessageFileRow]:
        """Files of messages, oldest first."""
        query = select(MessageFileRow).where(MessageFileRow.message_id.in_(set(message_ids)))
        return (await self._session.scalars(query.order_by(MessageFileRow.created_at, MessageFileRow.id))).all()

    async def thoughts(self, message_ids: Iterable[UUID]) -> Sequence[AgentThoughtRow]:
        """Rounds of agents, in their order."""
        query = select(AgentThoughtRow).where(AgentThoughtRow.message_id.in_(set(message_ids)))
        return (await self._session.scalars(query.order_by(AgentThoughtRow.position, AgentThoughtRow.id))).all()

    async def refers_to(self, app_id: UUID | None, upload_id: UUID) -> bool:
        """Whether a message of the app, or of any app, holds this upload."""
        query = select(MessageFileRow.id).where(MessageFileRow.upload_id == upload_id)
        if app_id is not None:
            query = query.where(MessageFileRow.app_id == app_id)
        return await self._session.scalar(query.limit(1)) is not None

    async def feedback(self, message_ids: Iterable[UUID], source: str) -> dict[UUID, MessageFeedbackRow]:
        """Feedback of one side by message."""
        query = select(MessageFeedbackRow).where(
            MessageFeedbackRow.message_id.in_(set(message_ids)), MessageFeedbackRow.source == source
        )
        return {row.message_id: row for row in await self._session.scalars(query)}

    async def feedbacks(
        self, workspace_id: UUID, app_id: UUID, offset: int, limit: int
    ) -> Sequence[MessageFeedbackRow]:
        """Feedback of an app, newest first."""
        query = (
            select(MessageFeedbackRow)
            .where(MessageFeedbackRow.workspace_id == workspace_id, MessageFeedbackRow.app_id == app_id)
            .order_by(MessageFeedbackRow.created_at.desc(), MessageFeedbackRow.id.desc())
        )
        return (await self._session.scalars(query.offset(offset).limit(limit))).all()

    def add(self, row: MessageFeedbackRow) -> None:
        """Add feedback."""
        self._session.add(row)

    async def remove(self, row: MessageFeedbackRow) -> None:
        """Withdraw feedback."""
        await self._session.delete(row)
