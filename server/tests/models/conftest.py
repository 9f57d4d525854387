"""What the tests of the protocols share."""

from collections.abc import AsyncGenerator, Sequence

import aiohttp
import pytest_asyncio

from tenon.models.messages import ChatDelta, ChatRequest, Message
from tenon.models.port import ModelFacts
from tenon.models.protocols.http import Endpoint, Timeouts
from tenon.models.protocols.openai_chat import OpenAIChat
from tenon.models.protocols.openai_wire import Dialect

KEY = "sk-marker-9f8e7d6c5b4a3210"
HELLO = ChatRequest([Message("user", "Hello")])


@pytest_asyncio.fixture
async def session() -> AsyncGenerator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


def chat_at(
    session: aiohttp.ClientSession,
    url: str,
    facts: ModelFacts | None = None,
    dialect: Dialect | None = None,
    timeouts: Timeouts | None = None,
) -> OpenAIChat:
    endpoint = Endpoint.bearer("riverside", "reed-large", url, KEY, timeouts=timeouts)
    return OpenAIChat(session, endpoint, facts or ModelFacts(tool_call=True, vision=True), dialect)


async def ask(chat: OpenAIChat, request: ChatRequest = HELLO) -> list[ChatDelta]:
    return [delta async for delta in chat.stream(request)]


def said(deltas: Sequence[ChatDelta]) -> str:
    return "".join(delta.text for delta in deltas)
