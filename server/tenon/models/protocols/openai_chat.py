"""The chat and completion protocol of OpenAI, which nearly every server speaks."""

from typing import Any

import aiohttp

from tenon.models.messages import ChatRequest
from tenon.models.port import ModelFacts
from tenon.models.protocols.http import Endpoint
from tenon.models.protocols.openai_answer import AnswerReader
from tenon.models.protocols.openai_wire import Dialect, chat_body, completion_body
from tenon.models.protocols.wired_chat import WiredChat


class OpenAIWire:
    """How a server of this protocol is asked, in its dialect."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect

    def asking(self, endpoint: Endpoint, facts: ModelFacts, request: ChatRequest) -> tuple[str, dict[str, Any]]:
        """Path and body of the request."""
        if facts.mode == "completion":
            return self._dialect.path or "/completions", completion_body(endpoint, self._dialect, request)
        return self._dialect.path or "/chat/completions", chat_body(endpoint, facts, self._dialect, request)

    def reader(self, endpoint: Endpoint) -> AnswerReader:
        """Reads one answer."""
        return AnswerReader(endpoint)


class OpenAIChat(WiredChat):
    """A chat or completion model behind an address of this protocol."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        endpoint: Endpoint,
        facts: ModelFacts,
        dialect: Dialect | None = None,
        *,
        name: str = "",
    ) -> None:
        super().__init__(session, endpoint, facts, OpenAIWire(dialect or Dialect()), name=name)
