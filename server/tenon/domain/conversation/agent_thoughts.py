"""The stored thoughts of agents."""

from collections.abc import Iterable
from uuid import UUID

from tenon.domain.conversation.repository import MessageRepository
from tenon.domain.conversation.schemas import AgentThoughtItem
from tenon.domain.conversation.service import stamp
from tenon.kit.db import UnitOfWork


async def of_messages(uow: UnitOfWork, message_ids: Iterable[UUID]) -> dict[UUID, list[AgentThoughtItem]]:
    """The rounds of each message in their order; messages without an agent are left out."""
    found: dict[UUID, list[AgentThoughtItem]] = {}
    for row in await MessageRepository(uow).thoughts(message_ids):
        item = AgentThoughtItem(
            id=row.id,
            message_id=row.message_id,
            position=row.position,
            thought=row.thought,
            tool=row.tool,
            tool_labels=row.tool_labels,
            tool_input=row.tool_input,
            observation=row.observation,
            files=row.files,
            created_at=stamp(row.created_at),
        )
        found.setdefault(row.message_id, []).append(item)
    return found
