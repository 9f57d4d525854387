"""Messages of a conversation, their files and feedback."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tenon.domain.auth.principal import AppAccess, Principal
from tenon.domain.conversation import agent_thoughts
from tenon.domain.conversation import service as conversations
from tenon.domain.conversation.errors import FileAccessDenied, FirstMessageNotFound, MessageNotFound, NoFeedback
from tenon.domain.conversation.repository import MessageRepository
from tenon.domain.conversation.schemas import (
    AgentThoughtItem,
    FeedbackItem,
    FeedbackList,
    FeedbackRating,
    MessageFileItem,
    MessageItem,
    MessageSlice,
    Owner,
    PromptLog,
)
from tenon.domain.conversation.service import stamp
from tenon.domain.conversation.tables import MessageFeedbackRow, MessageFileRow, MessageRow
from tenon.domain.file.service import FileNotFound, Uploads
from tenon.domain.file.tables import UploadRow
from tenon.domain.run import history
from tenon.engine.files import File
from tenon.errors import InvalidParam
from tenon.kit.db import UnitOfWork, utc_now
from tenon.kit.ids import uuid7


@dataclass(frozen=True, slots=True)
class Links:
    """Fresh addresses: `sign` gives that of a file, `renewed` puts them in the place of old ones in a text."""

    sign: Callable[[File], str | None]
    renewed: Callable[[str], str]


def _file(row: MessageFileRow, links: Links) -> MessageFileItem:
    file = File.from_dict(row.file)
    return MessageFileItem(
        id=row.id,
        filename=file.filename,
        type=file.kind,
        url=links.sign(file),
        mime_type=file.mime_type or None,
        size=file.size if file.size >= 0 else None,
        transfer_method=file.transfer_method,
        belongs_to=row.belongs_to,
        upload_file_id=row.upload_id,
    )


def _item(
    row: MessageRow,
    files: Sequence[MessageFileRow],
    feedback: MessageFeedbackRow | None,
    links: Links,
    thoughts: Sequence[AgentThoughtItem] = (),
) -> MessageItem:
    return MessageItem(
        agent_thoughts=thoughts,
        id=row.id,
        conversation_id=row.conversation_id,
        parent_message_id=row.parent_message_id,
        inputs=row.inputs,
        query=row.query,
        answer=links.renewed(row.answer),
        message_files=[_file(file, links) for file in files],
        feedback=FeedbackRating(rating=feedback.rating) if feedback is not None else None,
        retriever_resources=row.resources or [],
        created_at=stamp(row.created_at),
        status="error" if row.status == "error" else "normal",
        error=row.error,
        message_tokens=row.message_tokens,
        answer_tokens=row.answer_tokens,
        total_tokens=row.message_tokens + row.answer_tokens,
        provider_response_latency=row.latency,
        total_price=format(row.total_price.normalize(), "f") if row.total_price else "0",
        currency=row.currency,
    )


async def page(
    uow: UnitOfWork, owner: Owner, conversation_id: str, *, first_id: str | None, limit: int, links: Links
) -> MessageSlice:
    """The newest messages older than `first_id`, oldest first.

    Raises `ConversationNotFound`, `FirstMessageNotFound`.
    """
    if not conversation_id:
        return MessageSlice(data=[], limit=limit, has_more=False)
    conversation = await conversations.get(uow, owner, conversation_id)
    repository = MessageRepository(uow)
    before = None
    if first_id:
        try:
            before = await repository.get(owner, UUID(first_id))
        except ValueError:
            before = None
        if before is None or before.conversation_id != conversation.id:
            raise FirstMessageNotFound()
    rows = await repository.older(conversation.id, before=before, limit=limit + 1)
    data = await items(uow, list(reversed(rows[:limit])), links)
    return MessageSlice(data=data, limit=limit, has_more=len(rows) > limit)


async def items(uow: UnitOfWork, shown: Sequence[MessageRow], links: Links) -> list[MessageItem]:
    """The wire form of messages with their files, thoughts and the users' feedback."""
    repository = MessageRepository(uow)
    ids = [row.id for row in shown]
    files: dict[UUID, list[MessageFileRow]] = {}
    for file in await repository.files(ids):
        files.setdefault(file.message_id, []).append(file)
    feedback = await repository.feedback(ids, "user")
    thoughts = await agent_thoughts.of_messages(uow, ids)
    return [_item(row, files.get(row.id, []), feedback.get(row.id), links, thoughts.get(row.id, ())) for row in shown]


async def prompt_log(uow: UnitOfWork, who: Principal, app_id: UUID, message_id: UUID) -> PromptLog:
    """What was sent to the model for a message. Raises `MessageNotFound`."""
    who.require("app.view")
    row = await MessageRepository(uow).of_app(who.workspace_id, app_id, message_id)
    if row is None:
        raise MessageNotFound()
    calls = await history.prompts(uow, row.run_id) if row.run_id is not None else []
    return PromptLog.model_validate({"messages": calls[-1]["messages"] if calls else [], "calls": calls})


async def get(uow: UnitOfWork, owner: Owner, id: UUID) -> MessageRow:
    """A message of the owner. Raises `MessageNotFound`."""
    row = await MessageRepository(uow).get(owner, id)
    if row is None:
        raise MessageNotFound()
    return row


async def rate(
    uow: UnitOfWork, owner: Owner, message_id: UUID, rating: Any, content: str | None, source: str = "user"
) -> None:
    """Like, dislike, or withdraw with None. Raises `MessageNotFound`, `NoFeedback`, `InvalidParam`."""
    if rating not in ("like", "dislike", None):
        raise InvalidParam("rating must be like, dislike or null", params="rating")
    message = await get(uow, owner, message_id)
    repository = MessageRepository(uow)
    row = (await repository.feedback([message.id], source)).get(message.id)
    if rating is None:
        if row is None:
            raise NoFeedback()
        await repository.remove(row)
    elif row is not None:
        row.rating, row.content, row.updated_at = rating, content, utc_now()
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
                source=source,
                created_by=owner.id,
            )
        )


async def feedbacks(uow: UnitOfWork, workspace_id: UUID, app_id: UUID, page: int, limit: int) -> FeedbackList:
    """Feedback of an app's users and team, newest first."""
    rows = await MessageRepository(uow).feedbacks(workspace_id, app_id, (page - 1) * limit, limit)
    return FeedbackList(
        data=[
            FeedbackItem(
                id=row.id,
                app_id=row.app_id,
                conversation_id=row.conversation_id,
                message_id=row.message_id,
                rating=row.rating,
                content=row.content,
                from_source=row.source,
                from_end_user_id=row.created_by if row.source == "user" else None,
                from_account_id=row.created_by if row.source == "admin" else None,
                created_at=row.created_at.isoformat(),
                updated_at=row.updated_at.isoformat(),
            )
            for row in rows
        ]
    )


async def referenced(uow: UnitOfWork, uploads: Uploads, app: AppAccess, file_id: UUID) -> UploadRow:
    """An upload that a message of the app refers to. Raises `FileNotFound`, `FileAccessDenied`."""
    row = await uploads.find(app.workspace_id, file_id)
    repository = MessageRepository(uow)
    if row is not None and await repository.refers_to(app.id, file_id):
        return row
    if await repository.refers_to(None, file_id):
        raise FileAccessDenied()
    raise FileNotFound("The requested file was not found.")
