"""Earlier turns for language models, and suggestions of what to ask next."""

import json
import re
from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from tenon.domain.conversation import messages
from tenon.domain.conversation.errors import SuggestedQuestionsDisabled
from tenon.domain.conversation.naming import DefaultModels, ask
from tenon.domain.conversation.repository import MessageRepository
from tenon.domain.conversation.schemas import Owner
from tenon.domain.conversation.tables import MessageRow
from tenon.domain.run.spec import RunRequest
from tenon.domain.run.versions import Versions
from tenon.errors import TenonError
from tenon.kit.db import Database
from tenon.kit.logging import get_log
from tenon.models.messages import Message

log = get_log(__name__)

MOST_ROUNDS = 500
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
        conversation_id = self._request.conversation_id
        if conversation_id is None or limit_rounds == 0:
            return ()
        most = MOST_ROUNDS if limit_rounds is None else min(limit_rounds, MOST_ROUNDS)
        async with self._db.unit_of_work() as uow:
            rows = await MessageRepository(uow).older(conversation_id, before=None, limit=most + 1)
        earlier = [row for row in rows if row.id != self._request.message_id and row.answer][:most]
        return [message for row in reversed(earlier) for message in _pair(row)]


def _pair(row: MessageRow) -> tuple[Message, Message]:
    return Message("user", row.query), Message("assistant", row.answer)


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
            rows = await MessageRepository(uow).older(message.conversation_id, before=None, limit=3)
        version = await self._versions.published(owner.workspace_id, owner.app_id)
        feature: dict[str, Any] = version.features.get("suggested_questions_after_answer") or {}
        if not feature.get("enabled"):
            raise SuggestedQuestionsDisabled()
        talk = "\n".join(f"Human: {row.query[:2000]}\nAssistant: {row.answer[:2000]}" for row in reversed(rows))
        prompt = str(feature.get("prompt") or "").strip()
        try:
            model = await self._models.default_llm(owner.workspace_id)
            if model is None:
                return []
            text = await ask(model, f"{prompt}\n\n{_QUESTIONS}{talk}" if prompt else _QUESTIONS + talk, max_tokens=256)
        except TenonError as error:
            log.warning("conversation.suggestions_failed", error=str(error))
            return []
        return read_questions(text)


def read_questions(text: str) -> list[str]:
    """The strings of the first JSON array in a text, at most three."""
    match = re.search(r"\[.*?\]", text, re.DOTALL)
    try:
        found: Any = json.loads(match[0]) if match else []
    except ValueError:
        return []
    return [item for item in cast("list[Any]", found) if isinstance(item, str)][:3]
