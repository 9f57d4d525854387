"""Results of text generators that their users keep."""

from uuid import UUID

from tenon.domain.conversation import messages
from tenon.domain.conversation.errors import MessageNotFound
from tenon.domain.conversation.messages import Links
from tenon.domain.conversation.repository import MessageRepository
from tenon.domain.conversation.schemas import Owner, SavedItem, SavedSlice
from tenon.domain.conversation.tables import SavedMessageRow
from tenon.kit.db import UnitOfWork, utc_now
from tenon.kit.ids import uuid7


async def page(uow: UnitOfWork, owner: Owner, *, last_id: str | None, limit: int, links: Links) -> SavedSlice:
    """Saved results after the message `last_id`, the newest first. Raises `MessageNotFound`."""
    repository = MessageRepository(uow)
    after = None
    if last_id:
        after = await _find(repository, owner, last_id)
        if after is None:
            raise MessageNotFound("Last Message Not Exists.")
    rows = await repository.saved(owner, after=after, limit=limit + 1)
    ids = [row.message_id for row in rows[:limit]]
    known = await repository.of_ids(owner, ids)
    items = await messages.items(uow, [known[id] for id in ids if id in known], links)
    data = [SavedItem(**item.model_dump(include=set(SavedItem.model_fields))) for item in items]
    return SavedSlice(data=data, limit=limit, has_more=len(rows) > limit)


async def save(uow: UnitOfWork, owner: Owner, message_id: UUID) -> None:
    """Keep a result; nothing happens when it is kept already. Raises `MessageNotFound`."""
    message = await messages.get(uow, owner, message_id)
    repository = MessageRepository(uow)
    if await repository.saved_one(owner, message.id) is None:
        repository.save(
            SavedMessageRow(
                id=uuid7(), app_id=owner.app_id, message_id=message.id, created_by=owner.id, created_at=utc_now()
            )
        )


async def drop(uow: UnitOfWork, owner: Owner, message_id: UUID) -> None:
    """Keep a result no longer; nothing happens when it was not kept."""
    repository = MessageRepository(uow)
    row = await repository.saved_one(owner, message_id)
    if row is not None:
        await repository.unsave(row)


async def _find(repository: MessageRepository, owner: Owner, message_id: str) -> SavedMessageRow | None:
    try:
        return await repository.saved_one(owner, UUID(message_id))
    except ValueError:
        return None
