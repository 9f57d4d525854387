"""Connections to model servers: kept, replaced, held up, closed; answers in every framing."""

import asyncio
import gzip
import zlib
from collections.abc import Iterator

import aiohttp
import pytest

from tenon.models.errors import ModelBadRequest, ModelConnectionError, ModelError
from tenon.models.messages import ChatDelta
from tenon.models.protocols.http import Endpoint, proxy_for
from tenon.models.protocols.lines import LineConnector
from tenon.models.protocols.openai_chat import OpenAIChat
from tests.models.conftest import HELLO, ask, chat_at, connections, said
from tests.models.wire import DONE, END, SSE, event, framed, serving, stream

GOOD = stream(event({"content": "ok"}), event({}, "stop"))
RAW = event({"content": "Hel"}) + event({"content": "lo"}) + event({}, "stop") + DONE


async def test_a_kept_connection_that_the_server_closed_is_replaced() -> None:
    connector = LineConnector()
    async with serving(GOOD) as wire, aiohttp.ClientSession(connector=connector) as session:
        # The server closes after each answer without saying so.
        for _ in range(4):
            assert said(await ask(chat_at(session, wire.url))) == "ok"
    assert len(wire.requests) == 4


async def test_the_end_of_the_body_may_come_later(session: aiohttp.ClientSession) -> None:
    plan = [SSE, framed(event({"content": "ok"}, "stop") + DONE), 0.05, END]
    async with serving(plan, close=False) as wire:
        for _ in range(3):
            assert said(await ask(chat_at(session, wire.url))) == "ok"
            await asyncio.sleep(0.15)
        assert len(wire.writers) == 1


async def test_a_server_that_never_ends_its_body_is_left(session: aiohttp.ClientSession) -> None:
    plan = [SSE, framed(event({"content": "ok"}, "stop") + DONE), 30.0]
    async with serving(plan, close=False) as wire:
        assert said(await ask(chat_at(session, wire.url))) == "ok"
        async with asyncio.timeout(5):
            while connections(session, used=True):  # noqa: ASYNC110 - the pool tells nobody
                await asyncio.sleep(0.05)


@pytest.mark.parametrize("size", [1, 10, 1000])
@pytest.mark.parametrize(
    ("name", "packed"),
    [
        ("gzip", gzip.compress(RAW)),
        ("deflate", zlib.compress(RAW)),
        ("deflate", zlib.compress(RAW)[2:-4]),
    ],
)
async def test_compressed_answers(session: aiohttp.ClientSession, name: str, packed: bytes, size: int) -> None:
    head = SSE.replace(b"\r\n\r\n", f"\r\nContent-Encoding: {name}\r\n\r\n".encode())
    pieces = [packed[i : i + size] for i in range(0, len(packed), size)]
    async with serving([head, *(framed(piece) for piece in pieces), END]) as wire:
        assert said(await ask(chat_at(session, wire.url))) == "Hello"


async def test_an_answer_that_lasts_until_the_connection_ends(session: aiohttp.ClientSession) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
    async with serving([head, RAW.removesuffix(DONE)]) as wire:
        assert said(await ask(chat_at(session, wire.url))) == "Hello"
        assert said(await ask(chat_at(session, wire.url))) == "Hello"


async def test_early_hints_are_passed_over(session: aiohttp.ClientSession) -> None:
    hints = b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"
    head, *rest = GOOD
    assert isinstance(head, bytes)
    async with serving([b"HTTP/1.1 100 Continue\r\n\r\n" + hints + head, *rest]) as wire:
        assert said(await ask(chat_at(session, wire.url))) == "ok"


@pytest.mark.parametrize("raw", [b"SSH-2.0-OpenSSH_9\r\n", b"HTTP/1.1 abc\r\n\r\n", SSE + b"zz\r\nx\r\n"])
async def test_what_is_not_http(session: aiohttp.ClientSession, raw: bytes) -> None:
    async with serving([raw]) as wire:
        with pytest.raises(ModelError) as caught:
            await ask(chat_at(session, wire.url))
    assert isinstance(caught.value, ModelConnectionError)


class Counted(list[bytes | float]):
    """A plan that knows how far the server is."""

    done = 0

    def __iter__(self) -> Iterator[bytes | float]:
        for step in super().__iter__():
            yield step
            self.done += 1


async def test_a_slow_reader_holds_the_server_up(session: aiohttp.ClientSession) -> None:
    piece = framed(event({"content": "x" * 65_000}))
    plan = Counted([SSE, *[piece] * 400, framed(event({}, "stop") + DONE), END])
    async with serving(plan) as wire:
        chat = chat_at(session, wire.url)
        if type(chat) is not OpenAIChat:
            return  # answers that are handed over are never held up
        count = 0
        async for delta in chat.stream(HELLO):
            if not count:
                await asyncio.sleep(0.3)
                assert plan.done < 200
            count += bool(delta.text)
        assert count == 400


async def test_an_error_of_the_consumer_ends_the_call(session: aiohttp.ClientSession) -> None:
    def refuse(delta: ChatDelta) -> None:
        raise LookupError(delta.text)

    async with serving([SSE, framed(event({"content": "a"})), 30.0]) as wire:
        with pytest.raises(LookupError, match="a"):
            await chat_at(session, wire.url).deliver(HELLO, refuse)
        assert connections(session, used=True) == 0


async def test_a_cancelled_call_closes_its_connection(session: aiohttp.ClientSession) -> None:
    async with serving([SSE, framed(event({"content": "a"})), 30.0]) as wire:
        heard = asyncio.Event()
        task = asyncio.create_task(chat_at(session, wire.url).deliver(HELLO, lambda _: heard.set()))
        await asyncio.wait_for(heard.wait(), 5)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert connections(session, used=True) == 0


async def test_many_streams_at_once(session: aiohttp.ClientSession) -> None:
    plan = [SSE, *[x for i in range(20) for x in (framed(event({"content": f"{i} "})), 0.005)],
            framed(event({}, "stop") + DONE), END]  # fmt: skip
    async with serving(plan, close=False) as wire:
        chat = chat_at(session, wire.url)
        answers = await asyncio.gather(*(ask(chat) for _ in range(50)))
    assert {said(answer) for answer in answers} == {"".join(f"{i} " for i in range(20))}


async def test_the_proxy_of_the_environment(session: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch) -> None:
    async with serving(GOOD) as wire:
        monkeypatch.setenv("http_proxy", wire.url.removesuffix("/v1"))
        monkeypatch.setenv("no_proxy", "inner.example")
        assert said(await ask(chat_at(session, "http://models.example/v1"))) == "ok"
        assert wire.paths == ["http://models.example/v1/chat/completions"]
        assert proxy_for("http://inner.example/v1") is None
        assert proxy_for(wire.url) is None


async def test_a_header_with_a_line_break(session: aiohttp.ClientSession) -> None:
    async with serving(GOOD) as wire:
        endpoint = Endpoint("riverside", "m", wire.url, {"X-Note": "a\r\nX-Other: b"})
        with pytest.raises((ModelBadRequest, ValueError)):
            await ask(OpenAIChat(session, endpoint, chat_at(session, wire.url).facts))
        assert not wire.requests


async def test_a_long_answer_that_is_there_at_once_is_read_to_its_end(session: aiohttp.ClientSession) -> None:
    """More than may wait comes with the head, before anybody reads."""
    many = framed(event({"content": "word "}) * 200) * 60
    whole = SSE + many + framed(event({}, "stop") + DONE) + END
    async with serving([whole]) as wire, asyncio.timeout(10):
        assert said(await ask(chat_at(session, wire.url))) == "word " * 12_000
