"""Names of conversations: the beginning of the query at once, a title by a model later."""

import asyncio
import re
from typing import Any, Protocol
from uuid import UUID

from tenon.domain.conversation.tables import ConversationRow
from tenon.domain.conversation.turn import Turn
from tenon.domain.run.active import ActiveRun
from tenon.errors import TenonError
from tenon.kit.group_commit import GroupCommit
from tenon.kit.logging import get_log
from tenon.models.messages import ChatRequest, Message
from tenon.models.port import ChatModel

log = get_log(__name__)

TIMEOUT = 30.0
AT_ONCE = 4
LONGEST = 75
_PROMPT = (
    "Write a title for the conversation that begins with the message below: at most eight words, in the language of "
    "the message, no quotation marks, no full stop. Answer with the title alone.\n\nMessage:\n"
)


class DefaultModel(Protocol):
    """Finds the workspace's default language model. Fulfilled by the provider domain."""

    async def default_llm(self, workspace_id: UUID) -> ChatModel | None:
        """The model; None when there is none."""
        ...


def first_name(query: str) -> str:
    """The name a conversation has at once: the first 20 characters."""
    text = " ".join(query.split())
    if not text:
        return "New conversation"
    return text[:20] + ("…" if len(text) > 20 else "")


def fallback_name(query: str) -> str:
    """The name when no model makes one: the query up to 50 characters."""
    text = " ".join(query.split())
    return text if len(text) <= 50 else f"{text[:47]}..."


class Namer:
    """Replaces first names by titles, a few at a time and never before the answer is out."""

    def __init__(self, writer: GroupCommit, models: DefaultModel) -> None:
        self._writer, self._models = writer, models
        self._slots = asyncio.Semaphore(AT_ONCE)

    async def after(self, run: ActiveRun, turn: Turn) -> None:
        """Name a new conversation once its first answer is through."""
        await asyncio.wait([run.finished])
        async with self._slots:
            name = await self.title(turn.request.version.workspace_id, turn.query)
            if name is None:
                return
            lane = self._writer.lane()
            lane.update(ConversationRow, turn.conversation_id, {"name": name})
            await lane.flush()

    async def title(self, workspace_id: UUID, query: str) -> str | None:
        """A title by the default model, the shortened query when it fails; None when there is no model."""
        try:
            model = await self._models.default_llm(workspace_id)
            if model is None:
                return None
            async with asyncio.timeout(TIMEOUT):
                text = await ask(model, _PROMPT + query[:2000], max_tokens=100)
        except (TenonError, TimeoutError) as error:
            log.warning("conversation.naming_failed", error=str(error))
            return fallback_name(query)
        text = " ".join(re.sub(r"<think>.*?</think>", "", text, flags=re.DOTALL).split()).strip("\"'“”「」《》 ")
        return text[:LONGEST] if text else fallback_name(query)


async def ask(model: ChatModel, prompt: str, **parameters: Any) -> str:
    """The whole text a model answers to one message."""
    request = ChatRequest(messages=[Message("user", prompt)], parameters=parameters)
    return "".join([delta.text async for delta in model.stream(request)])
