"""What the team behind an app reads and says of its users' messages."""

from collections.abc import Mapping, Sequence
from typing import Literal
from uuid import UUID

from tenon.domain.conversation.errors import FirstMessageNotFound, MessageNotFound
from tenon.domain.conversation.repository import MessageRepository
from tenon.domain.conversation.tables import MessageFeedbackRow, MessageRow
from tenon.kit.db import UnitOfWork, utc_now
from tenon.kit.ids import uuid7

TEAM = "admin"
"""The source of feedback that members of the workspace give."""


async def older(
    uow: UnitOfWork, workspace_id: UUID, app_id: UUID, conversation_id: UUID, first_id: UUID | None, limit: int
) -> tuple[list[MessageRow], bool]:
    """The newest messages older than `first_id`, oldest first, and whether there are more.

    Raises `FirstMessageNotFound`.
    """
    repository = MessageRepository(uow)
    before = await repository.of_app(workspace_id, app_id, first_id) if first_id else None
    if first_id and (before is None or before.conversation_id != conversation_id):
        raise FirstMessageNotFound()
    found = await repository.older(conversation_id, before=before, limit=limit + 1)
    return list(reversed(found[:limit])), len(found) > limit


async def feedback(
    uow: UnitOfWork, ids: Sequence[UUID], source: Literal["user", "admin"]
) -> Mapping[UUID, MessageFeedbackRow]:
    """What users or the team think of messages, by message."""
    return await MessageRepository(uow).feedback(ids, source)


async def rate(
    uow: UnitOfWork,
    workspace_id: UUID,
    app_id: UUID,
    message_id: UUID,
    by: UUID,
    rating: str | None,
    content: str | None,
) -> None:
    """Keep what a member thinks of an answer; the last word counts, None takes it back. Raises `MessageNotFound`."""
    repository = MessageRepository(uow)
    message = await repository.of_app(workspace_id, app_id, message_id)
    if message is None:
        raise MessageNotFound()
    row = (await repository.feedback([message_id], TEAM)).get(message_id)
    if rating is None:
        if row is not None:
            await repository.remove(row)
    elif row is not None:
        row.rating, row.content = rating, content
        row.created_by, row.updated_at = by, utc_now()
    else:
        repository.add(
            MessageFeedbackRow(
                id=uuid7(),
                workspace_id=message.workspace_id,
                app_id=message.app_id,
                conversation_id=message.conversation_id,
                message_id=message.id,
                rating=rating,
                content=content,
                source=TEAM,
                created_by=by,
            )
        )
