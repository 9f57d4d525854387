"""What every chat protocol must do, well and in trouble: one suite that each family of `families.py` passes."""

import asyncio
from collections.abc import AsyncGenerator

import aiohttp
import orjson
import pytest

from tenon.models.errors import (
    ContextTooLong,
    ModelBadRequest,
    ModelConnectionError,
    ModelError,
    ModelRateLimited,
    ModelUnauthorized,
    ModelUnavailable,
)
from tenon.models.messages import ChatDelta, ChatRequest, MediaPart, Message, TextPart, Tool, ToolCall
from tenon.models.port import ModelFacts
from tenon.models.protocols.http import Endpoint, Timeouts
from tenon.models.protocols.wired_chat import WiredChat
from tests.models.conftest import BY_CALLS, HELLO, KEY
from tests.models.families import BEDROCK, FAMILIES, OLLAMA, TGI, TRITON, Family
from tests.models.wire import END, answer, framed, serving

TOOL = Tool("weather", "Tells the weather", {"type": "object", "properties": {"city": {"type": "string"}}})
each = pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
FACTS = ModelFacts(tool_call=True, vision=True, document=True)
pytestmark = pytest.mark.filterwarnings("error")


class Called(WiredChat):
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


async def ask(
    session: aiohttp.ClientSession, family: Family, url: str, request: ChatRequest = HELLO, limit: float = 10
) -> list[ChatDelta]:
    where = Endpoint.bearer("riverside", "reed", url, KEY, timeouts=Timeouts(first_byte=limit, idle=limit))
    kind = Called if session in BY_CALLS else WiredChat
    return [delta async for delta in kind(session, where, FACTS, family.wire()).stream(request)]


def said(deltas: list[ChatDelta]) -> str:
    return "".join(delta.text for delta in deltas)


def head(family: Family) -> bytes:
    return f"HTTP/1.1 200 OK\r\nContent-Type: {family.content_type}\r\nTransfer-Encoding: chunked\r\n\r\n".encode()


def streamed(family: Family, events: list[bytes], *, end: bool = True) -> list[bytes | float]:
    return [head(family), *(framed(event) for event in events), *([END] if end else [])]


@each
async def test_a_stream(session: aiohttp.ClientSession, family: Family) -> None:
    async with serving(streamed(family, family.said(["Hel", "lo"]))) as wire:
        deltas = await ask(session, family, wire.url)
    assert [d.text for d in deltas] == ["Hel", "lo", ""]
    last = deltas[-1]
    assert last.finish_reason == "stop"
    assert last.usage is not None
    assert last.usage.time_to_first_token is not None
    if family.tells_usage:
        assert (last.usage.prompt_tokens, last.usage.completion_tokens) == (7, 3)
    assert wire.paths == [family.path]
    assert wire.headers[0]["authorization"] == f"Bearer {KEY}"
    assert wire.requests[0] == family.asked


@each
async def test_every_cut_of_the_bytes_gives_the_same_answer(session: aiohttp.ClientSession, family: Family) -> None:
    raw = b"".join(family.said(["汉字é", '🌊\n"x"']))
    for size in (1, 2, 3, 7, 64):
        pieces = [raw[i : i + size] for i in range(0, len(raw), size)]
        async with serving(streamed(family, pieces)) as wire:
            assert said(await ask(session, family, wire.url)) == '汉字é🌊\n"x"'


@each
async def test_a_whole_answer(session: aiohttp.ClientSession, family: Family) -> None:
    async with serving(answer(200, family.whole("Hello"))) as wire:
        deltas = await ask(session, family, wire.url)
    assert said(deltas) == "Hello"
    assert deltas[-1].finish_reason == "stop"


@each
async def test_thoughts_stay_apart(session: aiohttp.ClientSession, family: Family) -> None:
    if not family.thoughts:
        return
    async with serving(streamed(family, family.said(["Yes"], thought="I think"))) as wire:
        deltas = await ask(session, family, wire.url)
    assert "".join(d.reasoning for d in deltas) == "I think"
    assert said(deltas) == "Yes"


@each
async def test_why_it_ended(session: aiohttp.ClientSession, family: Family) -> None:
    for reason, word in family.ends.items():
        async with serving(streamed(family, family.said(["a"], word))) as wire:
            assert (await ask(session, family, wire.url))[-1].finish_reason == reason


@each
async def test_missing_usage_is_estimated(session: aiohttp.ClientSession, family: Family) -> None:
    async with serving(streamed(family, family.said(["word " * 40], usage=False))) as wire:
        usage = (await ask(session, family, wire.url))[-1].usage
    assert usage is not None
    assert 40 <= usage.completion_tokens <= 60
    assert usage.prompt_tokens > 0


@each
async def test_tool_calls(session: aiohttp.ClientSession, family: Family) -> None:
    if family.calls is None:
        return
    async with serving(streamed(family, family.calls())) as wire:
        last = (await ask(session, family, wire.url, ChatRequest([Message("user", "x")], tools=[TOOL])))[-1]
    assert [(c.id, c.name, orjson.loads(c.arguments)) for c in last.tool_calls] == [
        ("a", "weather", {"city": "汉"}),
        ("b", "time", {}),
    ]
    assert last.finish_reason == "tool_calls"
    assert b"weather" in wire.bodies[0]


@each
async def test_results_of_tools_go_back(session: aiohttp.ClientSession, family: Family) -> None:
    if family.calls is None:
        return
    turns = [
        Message("system", "Be brief."),
        Message("user", "Weather?"),
        Message("assistant", "", tool_calls=[ToolCall("a", "weather", '{"city":"汉"}')]),
        Message("tool", "sunny", tool_call_id="a"),
    ]
    async with serving(streamed(family, family.said(["Sun"]))) as wire:
        assert said(await ask(session, family, wire.url, ChatRequest(turns, tools=[TOOL]))) == "Sun"
    for text in (b"Be brief.", b"sunny", "汉".encode(), b"weather"):
        assert text in wire.bodies[0]


@each
async def test_parameters_and_stop(session: aiohttp.ClientSession, family: Family) -> None:
    request = ChatRequest(HELLO.messages, {"temperature": 0.25, "max_tokens": 77, "stop": ["##"]}, stop=["%%"])
    async with serving(streamed(family, family.said(["a"]))) as wire:
        await ask(session, family, wire.url, request)
    assert b"0.25" in wire.bodies[0]
    assert b"77" in wire.bodies[0]
    if family.name != "responses":  # which has no stop sequences
        assert b"##" in wire.bodies[0]
        assert b"%%" in wire.bodies[0]


@each
@pytest.mark.parametrize(
    ("status", "kind"),
    [(401, ModelUnauthorized), (403, ModelUnauthorized), (429, ModelRateLimited), (500, ModelUnavailable),
     (503, ModelUnavailable), (529, ModelUnavailable), (400, ModelBadRequest), (404, ModelBadRequest)],
)  # fmt: skip
async def test_refusals(session: aiohttp.ClientSession, family: Family, status: int, kind: type[ModelError]) -> None:
    body = family.refusal("some_error", f"because of {KEY}")
    async with serving(answer(status, body)) as wire:
        with pytest.raises(kind) as caught:
            await ask(session, family, wire.url)
    error = caught.value
    assert (error.provider, error.model) == ("riverside", "reed")
    assert "because of ****" in error.message
    assert KEY not in repr(error)


@each
async def test_when_to_come_back(session: aiohttp.ClientSession, family: Family) -> None:
    for headers, seconds in (((), None), (("Retry-After: 7",), 7), (("retry-after-ms: 250",), 0.25)):
        async with serving(answer(429, family.refusal("rate", "slow"), *headers)) as wire:
            with pytest.raises(ModelRateLimited) as caught:
                await ask(session, family, wire.url)
        assert caught.value.retry_after == seconds


@each
async def test_a_prompt_that_is_too_long(session: aiohttp.ClientSession, family: Family) -> None:
    text = "prompt is too long: 210000 tokens > 200000 maximum"
    async with serving(answer(400, family.refusal("invalid_request_error", text))) as wire:
        with pytest.raises(ContextTooLong, match="210000"):
            await ask(session, family, wire.url)


@each
async def test_silence(session: aiohttp.ClientSession, family: Family) -> None:
    begun = framed(family.said(["a", "b"])[0])
    for plan in ([5.0], [head(family), begun, 5.0]):
        async with serving(plan) as wire:
            with pytest.raises(ModelUnavailable, match="did not answer in time"):
                await ask(session, family, wire.url, limit=0.15)


@each
async def test_an_answer_that_breaks_off(session: aiohttp.ClientSession, family: Family) -> None:
    events = family.said(["One", "two"])
    cut = [event for event in events if b"One" in event]
    async with serving([head(family), framed(cut[0])]) as wire:
        with pytest.raises(ModelConnectionError):
            await ask(session, family, wire.url)
    if family is TRITON:  # which has no sign of the end
        return
    async with serving(streamed(family, cut)) as wire:
        with pytest.raises(ModelConnectionError, match="cut off"):
            await ask(session, family, wire.url)


@each
async def test_nonsense(session: aiohttp.ClientSession, family: Family) -> None:
    broken = b"\x00\x00\x00\x02garbage-garbage" if family is BEDROCK else b'data: {"x": oops}\n\n'
    broken = b'{"x": oops}\n' if family is OLLAMA else broken
    plans = [streamed(family, [broken]), answer(200, b"[]"), answer(200, b"oops")]
    wrong = answer(200, {"choices": 3, "surprise": True})
    for plan in plans if family in (OLLAMA,) or family.name == "gemini" else [*plans, wrong]:
        async with serving(plan) as wire:
            with pytest.raises(ModelUnavailable, match="not a valid answer"):
                await ask(session, family, wire.url)


@each
async def test_trouble_inside_a_stream(session: aiohttp.ClientSession, family: Family) -> None:
    if family.trouble is None:
        return
    before = [event for event in family.said(["One", "two"]) if b"One" in event]
    async with serving(streamed(family, [*before, family.trouble()])) as wire:
        with pytest.raises(ModelError) as caught:
            await ask(session, family, wire.url)
    assert (caught.value.provider, caught.value.model) == ("riverside", "reed")
    assert "not a valid answer" not in caught.value.message


@each
async def test_files_are_refused_where_they_cannot_go(session: aiohttp.ClientSession, family: Family) -> None:
    film = Message("user", [TextPart("Look"), MediaPart("video", "video/mp4", data=b"mov")])
    with pytest.raises(ModelBadRequest, match=r"no video files|text only"):
        await ask(session, family, "http://127.0.0.1:9/v1", ChatRequest([film]))
    if family in (TGI, TRITON):
        return
    picture = Message("user", [TextPart("Look"), MediaPart("image", "image/png", data=b"png")])
    async with serving(streamed(family, family.said(["a cat"]))) as wire:
        assert said(await ask(session, family, wire.url, ChatRequest([picture]))) == "a cat"
    assert b"cG5n" in wire.bodies[0]


@each
def test_the_document_is_named(family: Family) -> None:
    assert family.document.startswith("https://")
