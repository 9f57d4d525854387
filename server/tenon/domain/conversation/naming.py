"""Names of conversations: the beginning of the query at once, a title by a model later."""

import asyncio
import re
from collections import deque
from typing import Any
from uuid import UUID

from tenon.domain.conversation.tables import ConversationRow
from tenon.domain.conversation.turn import Turn
from tenon.domain.provider import service as providers
from tenon.domain.provider.access import ModelAccess
from tenon.domain.provider.gateway import Gateway
from tenon.domain.run.active import ActiveRun
from tenon.domain.run.runner import Runner
from tenon.errors import TenonError
from tenon.kit.cache import TimedCache
from tenon.kit.db import Database
from tenon.kit.group_commit import GroupCommit
from tenon.kit.logging import get_log
from tenon.models.delivery import deliver
from tenon.models.messages import ChatRequest, Message
from tenon.models.port import ChatModel, ModelRef

log = get_log(__name__)

TIMEOUT = 30.0
AT_ONCE = 2
MOST_WAITING = 200
"""Conversations that may wait for a title; under more load the first name stays."""
BUSY = 20
"""Runs at once from which on titles wait."""
PAUSE, PATIENCE = 0.5, 20
"""Seconds between two looks whether there is less to do, and how often one looks before a title is made anyway."""
LONGEST = 75
_PROMPT = (
    "Write a title for the conversation that begins with the message below: at most eight words, in the language of "
    "the message, no quotation marks, no full stop. Answer with the title alone.\n\nMessage:\n"
)


class DefaultModels:
    """Finds a workspace's default language model; what was found is kept for a short while."""

    def __init__(self, db: Database, access: ModelAccess, gateway: Gateway) -> None:
        self._db, self._access, self._gateway = db, access, gateway
        self._known: TimedCache[UUID, ModelRef] = TimedCache(1000, 10)
        self._missing: TimedCache[UUID, bool] = TimedCache(1000, 10)

    async def default_llm(self, workspace_id: UUID) -> ChatModel | None:
        """The model; None when there is none. Raises what the gateway raises."""
        if self._missing.get(workspace_id):
            return None
        ref = self._known.get(workspace_id)
        if ref is None:
            async with self._db.unit_of_work() as uow:
                chosen = (await providers.defaults(uow, self._access, workspace_id)).data.get("llm")
            if chosen is None:
                self._missing.put(workspace_id, True)
                return None
            ref = ModelRef(chosen.provider, chosen.model)
            self._known.put(workspace_id, ref)
        return await self._gateway.for_workspace(workspace_id).chat(ref)

    async def named(self, workspace_id: UUID, ref: ModelRef) -> ChatModel:
        """A model by its name. Raises what the gateway raises."""
        return await self._gateway.for_workspace(workspace_id).chat(ref)


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

    def __init__(self, writer: GroupCommit, models: DefaultModels) -> None:
        self._writer, self._models = writer, models
        self._waiting: deque[Turn] = deque()
        self._at_work = 0

    def after(self, run: ActiveRun, turn: Turn, runner: Runner) -> None:
        """Name a new conversation once its first answer is through."""
        run.finished.add_done_callback(lambda _: self._enqueue(turn, runner))

    def _enqueue(self, turn: Turn, runner: Runner) -> None:
        if len(self._waiting) >= MOST_WAITING:
            return
        self._waiting.append(turn)
        if self._at_work < AT_ONCE:
            self._at_work += 1
            runner.spawn(self._work(runner))

    async def _work(self, runner: Runner) -> None:
        """Name what waits, one after the other; answers that are being given go first."""
        try:
            while self._waiting:
                for _ in range(PATIENCE):
                    if runner.count <= BUSY:
                        break
                    await asyncio.sleep(PAUSE)
                if self._waiting:
                    await self._name(self._waiting.popleft())
        finally:
            self._at_work -= 1

    async def _name(self, turn: Turn) -> None:
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
    text: list[str] = []
    await deliver(model, request, lambda delta: text.append(delta.text))
    return "".join(text)
