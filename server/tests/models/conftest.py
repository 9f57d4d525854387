"""What the tests of the protocols share."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from weakref import WeakSet

import aiohttp
import pytest
import pytest_asyncio

from tenon.models.messages import ChatDelta, ChatRequest, Message
from tenon.models.port import ModelFacts
from tenon.models.protocols.http import Endpoint, Timeouts
from tenon.models.protocols.lines import LineConnector
from tenon.models.protocols.openai_chat import OpenAIChat
from tenon.models.protocols.openai_wire import Dialect

KEY = "sk-marker-9f8e7d6c5b4a3210"
HELLO = ChatRequest([Message("user", "Hello")])


BY_CALLS: WeakSet[aiohttp.ClientSession] = WeakSet()
"""Sessions whose chat models are read through `deliver`."""


@pytest_asyncio.fixture(params=["library", "lines", "lines, by calls"])
async def session(request: pytest.FixtureRequest) -> AsyncGenerator[aiohttp.ClientSession]:
    """Every way in which answers are read."""
    connector = aiohttp.TCPConnector() if request.param == "library" else LineConnector()
    async with aiohttp.ClientSession(connector=connector) as session:
        if request.param == "lines, by calls":
            BY_CALLS.add(session)
        yield session


class Called(OpenAIChat):
    """A model whose stream is made of what `deliver` hands over."""

    async def stream(self, request: ChatRequest) -> AsyncGenerator[ChatDelta]:
        deltas: asyncio.Queue[ChatDelta | None] = asyncio.Queue()
        task = asyncio.create_task(self.deliver(request, deltas.put_nowait))
        task.add_done_callback(lambda _: deltas.put_nowait(None))
        try:
            while (delta := await deltas.get()) is not None:
                yield delta
            await task
        finally:
            task.cancel()
            await asyncio.wait([task])


def connections(session: aiohttp.ClientSession, *, used: bool = False) -> int:
    """Connections that the session has open; or those in use."""
    connector = session.connector
    assert isinstance(connector, aiohttp.TCPConnector)
    if isinstance(connector, LineConnector):
        kept = sum(map(len, connector.lines._idle.values()))  # pyright: ignore[reportPrivateUsage] - no public view
        return connector.lines.count - kept if used else connector.lines.count
    return len(getattr(connector, "_acquired" if used else "_conns"))  # the pool has no public view


def chat_at(
    session: aiohttp.ClientSession,
    url: str,
    facts: ModelFacts | None = None,
    dialect: Dialect | None = None,
    timeouts: Timeouts | None = None,
) -> OpenAIChat:
    endpoint = Endpoint.bearer("riverside", "reed-large", url, KEY, timeouts=timeouts)
    kind = Called if session in BY_CALLS else OpenAIChat
    return kind(session, endpoint, facts or ModelFacts(tool_call=True, vision=True), dialect)


async def ask(chat: OpenAIChat, request: ChatRequest = HELLO) -> list[ChatDelta]:
    return [delta async for delta in chat.stream(request)]


def said(deltas: Sequence[ChatDelta]) -> str:
    return "".join(delta.text for delta in deltas)
