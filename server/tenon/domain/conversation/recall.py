"""Earlier turns for language models, and suggestions of what to ask next."""

import json
import re
from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from tenon.domain.conversation import messages
from tenon.domain.conversation import service as conversations
from tenon.domain.conversation.errors import SuggestedQuestionsDisabled
from tenon.domain.conversation.naming import DefaultModels, ask
from tenon.domain.conversation.repository import MessageRepository, Said
from tenon.domain.conversation.schemas import Owner
from tenon.domain.conversation.tables import ConversationRow
from tenon.domain.run.spec import RunRequest
from tenon.domain.run.versions import Versions
from tenon.engine.basic.compile import MODES as BASIC_MODES
from tenon.engine.files import File
from tenon.errors import TenonError
from tenon.kit.db import Database
from tenon.kit.logging import get_log
from tenon.models.messages import Message
from tenon.models.port import ChatModel, ModelRef

log = get_log(__name__)

MOST_ROUNDS = 500
_FEATURE = "suggested_questions_after_answer"
_QUESTIONS = (
    "Below is the end of a conversation. Predict the three questions the user is most likely to ask next. Each has at "
    "most 20 words and is in the language of the last answer. Answer with a JSON array of three strings and nothing "
    "else.\n\n"
)


class ConversationHistory:
    """Fulfils `engine.ports.HistoryPort` for one turn: the turns before it."""

    def __init__(self, db: Database, request: RunRequest) -> None:
        self._db, self._request = db, request

    async def messages(self, limit_rounds: int | None) -> Sequence[Message]:
        """User and assistant messages in turn, oldest first; at most so many rounds, the newest."""
        return [message for turn in reversed(await self._earlier(limit_rounds)) for message in _pair(turn)]

    async def files(self, rounds: int) -> Sequence[Sequence[File]]:
        """What the user sent with each of the newest rounds, oldest first."""
        earlier = await self._earlier(rounds)
        async with self._db.unit_of_work() as uow:
            rows = await MessageRepository(uow).files([turn.id for turn in earlier])
        sent: dict[UUID, list[File]] = {}
        for row in rows:
            if row.belongs_to == "user":
                sent.setdefault(row.message_id, []).append(File.from_dict(row.file))
        return [sent.get(turn.id, []) for turn in reversed(earlier)]

    async def _earlier(self, limit_rounds: int | None) -> Sequence[Said]:
        """The turns before this one, newest first."""
        conversation_id = self._request.conversation_id
        first = self._request.system.get("dialogue_count") == 1
        if conversation_id is None or limit_rounds == 0 or first:
            return ()
        most = MOST_ROUNDS if limit_rounds is None else min(limit_rounds, MOST_ROUNDS)
        async with self._db.unit_of_work() as uow:
            said = await MessageRepository(uow).talk(conversation_id, most + 1)
        if self._request.actor.origin != "service-api":
            said = branch(said, self._request.extra.get("parent_message_id"))
        return [turn for turn in said if turn.id != self._request.message_id and turn.answer][:most]


def branch(said: Sequence[Said], parent_id: str | None) -> list[Said]:
    """The turns that lead to a message, newest first: what was regenerated is left out."""
    found: list[Said] = []
    for turn in said:
        if str(turn.id) == parent_id:
            found.append(turn)
            parent_id = str(turn.parent_id)
    return found


def _pair(turn: Said) -> tuple[Message, Message]:
    return Message("user", turn.query), Message("assistant", turn.answer)


class Suggestions:
    """Up to three questions that may follow a message."""

    def __init__(self, db: Database, versions: Versions, models: DefaultModels) -> None:
        self._db, self._versions, self._models = db, versions, models

    async def after(self, owner: Owner, message_id: UUID) -> list[str]:
        """Questions; none when no model is there or it does not answer in form.

        Raises `MessageNotFound`, `SuggestedQuestionsDisabled`.
        """
        async with self._db.unit_of_work() as uow:
            message = await messages.get(uow, owner, message_id)
            conversation = await conversations.get(uow, owner, message.conversation_id)
            said = await MessageRepository(uow).talk(message.conversation_id, 20)
        feature: dict[str, Any] = (await self._features(owner, conversation)).get(_FEATURE) or {}
        if not feature.get("enabled"):
            raise SuggestedQuestionsDisabled()
        turns = branch(said, str(message_id))[:3]
        talk = "\n".join(f"Human: {turn.query[:2000]}\nAssistant: {turn.answer[:2000]}" for turn in reversed(turns))
        prompt = str(feature.get("prompt") or "").strip()
        try:
            model = await self._model(owner, feature)
            if model is None:
                return []
            text = await ask(model, f"{prompt}\n\n{_QUESTIONS}{talk}" if prompt else _QUESTIONS + talk, max_tokens=256)
        except TenonError as error:
            log.warning("conversation.suggestions_failed", error=str(error))
            return []
        return read_questions(text)

    async def _features(self, owner: Owner, conversation: ConversationRow) -> dict[str, Any]:
        """The features of the app as the conversation knows it."""
        versions, basic = self._versions, conversation.mode in BASIC_MODES
        if conversation.origin == "debugging":
            found = await versions.draft_config(owner.workspace_id, owner.app_id) if basic else None
            return (found or await versions.draft(owner.workspace_id, owner.app_id)).features
        if basic and conversation.config_id is not None:
            kept = await versions.config(owner.workspace_id, owner.app_id, conversation.config_id)
            if kept is not None:
                return kept.features
        return (await versions.published(owner.workspace_id, owner.app_id, mode=conversation.mode)).features

    async def _model(self, owner: Owner, feature: dict[str, Any]) -> ChatModel | None:
        chosen: dict[str, Any] = feature.get("model") or {}
        if chosen.get("provider") and chosen.get("name"):
            return await self._models.named(owner.workspace_id, ModelRef(chosen["provider"], chosen["name"]))
        return await self._models.default_llm(owner.workspace_id)


def read_questions(text: str) -> list[str]:
    """The strings of the first JSON array in a text, at most three."""
    match = re.search(r"\[.*?\]", text, re.DOTALL)
    try:
        found: Any = json.loads(match[0]) if match else []
    except ValueError:
        return []
    return [item for item in cast("list[Any]", found) if isinstance(item, str)][:3]
