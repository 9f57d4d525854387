"""The chat protocol when the server is wrong, slow, gone or says no."""

import asyncio
import socket
from typing import Any

import aiohttp
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
from tenon.models.messages import ChatRequest, MediaPart, Message
from tenon.models.port import ModelFacts
from tenon.models.protocols.http import Timeouts
from tenon.models.protocols.openai_chat import OpenAIChat
from tests.models.conftest import HELLO, KEY, ask, chat_at, connections
from tests.models.wire import SSE, answer, event, framed, serving, stream

OPENAI = {"error": {"message": "No such thing", "type": "invalid_request_error", "code": None}}


@pytest.mark.parametrize(
    ("status", "body", "kind", "text"),
    [
        (400, OPENAI, ModelBadRequest, "No such thing"),
        (404, {"error": "model 'x' not found"}, ModelBadRequest, "model 'x' not found"),
        (422, {"detail": [{"loc": ["body"], "msg": "field required"}]}, ModelBadRequest, "field required"),
        (401, {"error": {"message": f"Incorrect API key provided: {KEY}"}}, ModelUnauthorized, "Incorrect API key"),
        (403, {"message": "no access"}, ModelUnauthorized, "no access"),
        (429, {"error": {"message": "slow down"}}, ModelRateLimited, "slow down"),
        (500, b"<html><body><h1>Internal error</h1></body></html>", ModelUnavailable, "Internal error"),
        (503, b"", ModelUnavailable, "503"),
        (400, {"error": {"message": "maximum context length is 8 tokens"}}, ContextTooLong, "maximum context length"),
        (400, {"error": {"code": "context_length_exceeded", "message": "no"}}, ContextTooLong, "no"),
        (307, b"", ModelBadRequest, "redirected"),
    ],
)
async def test_refusals(
    session: aiohttp.ClientSession, status: int, body: Any, kind: type[ModelError], text: str
) -> None:
    async with serving(answer(status, body, "Location: http://else/")) as wire:
        with pytest.raises(ModelError) as caught:
            await ask(chat_at(session, wire.url))
    error = caught.value
    assert type(error) is kind
    assert text in error.message
    assert "riverside/reed-large" in error.message
    assert (error.provider, error.model) == ("riverside", "reed-large")
    assert KEY not in error.message
    assert KEY not in repr(error.__cause__)


@pytest.mark.parametrize(
    ("header", "seconds"), [("Retry-After: 7", 7.0), ("retry-after-ms: 250", 0.25), ("Retry-After: soon", None)]
)
async def test_retry_after(session: aiohttp.ClientSession, header: str, seconds: float | None) -> None:
    async with serving(answer(429, OPENAI, header)) as wire:
        with pytest.raises(ModelRateLimited) as caught:
            await ask(chat_at(session, wire.url))
    assert caught.value.retry_after == seconds


async def collect(chat: OpenAIChat, request: ChatRequest = HELLO) -> tuple[str, ModelError]:
    """The text before the error, and the error."""
    text = ""
    try:
        async for delta in chat.stream(request):
            text += delta.text
    except ModelError as error:
        return text, error
    pytest.fail(f"no error after {text!r}")


async def test_cut_in_the_middle(session: aiohttp.ClientSession) -> None:
    for tail in (b"", b'data: {"choices":[{"del'):
        async with serving([SSE, framed(event({"content": "half"}) + tail)]) as wire:
            text, error = await collect(chat_at(session, wire.url))
        assert text == "half"
        assert type(error) is ModelConnectionError


async def test_ended_politely_without_a_finish(session: aiohttp.ClientSession) -> None:
    async with serving(stream(event({"content": "half"}), done=False)) as wire:
        text, error = await collect(chat_at(session, wire.url))
    assert text == "half"
    assert "cut off" in error.message


async def test_cut_after_the_finish_is_whole(session: aiohttp.ClientSession) -> None:
    async with serving([SSE, framed(event({"content": "all"}, "stop"))]) as wire:
        assert (await ask(chat_at(session, wire.url)))[-1].finish_reason == "stop"


@pytest.mark.parametrize(
    "bad", [b"data: {oops\n\n", b"data: [1]\n\n", b'data: {"choices":[7]}\n\n', b'data: {"choices":7}\n\n']
)
async def test_malformed_chunk(session: aiohttp.ClientSession, bad: bytes) -> None:
    async with serving([SSE, framed(event({"content": "ok"}) + bad), b"0\r\n\r\n"]) as wire:
        text, error = await collect(chat_at(session, wire.url))
    assert text == "ok"
    assert type(error) is ModelUnavailable
    assert not error.retryable


async def test_error_inside_the_stream(session: aiohttp.ClientSession) -> None:
    bodies: list[tuple[bytes, type[ModelError]]] = [
        (b'data: {"error":{"message":"overloaded","code":503}}\n\n', ModelUnavailable),
        (b'data: {"error":{"message":"slow down","code":"rate_limit_exceeded"}}\n\n', ModelRateLimited),
        (b'data: {"object":"error","message":"bad","code":400}\n\n', ModelBadRequest),
        (b'{"error":"no newline, no data prefix"}\n', ModelUnavailable),
    ]
    for raw, kind in bodies:
        async with serving([SSE, framed(event({"content": "a"}) + raw), b"0\r\n\r\n"]) as wire:
            text, error = await collect(chat_at(session, wire.url))
        assert text == "a"
        assert type(error) is kind


async def test_good_status_with_an_error_or_nonsense(session: aiohttp.ClientSession) -> None:
    for body in (OPENAI, b"not json", b"[]", {"choices": 5}):
        async with serving(answer(200, body)) as wire:
            _, error = await collect(chat_at(session, wire.url))
        assert isinstance(error, ModelBadRequest | ModelUnavailable)


async def test_nobody_listens(session: aiohttp.ClientSession) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    _, error = await collect(chat_at(session, f"http://127.0.0.1:{port}/v1"))
    assert type(error) is ModelConnectionError
    assert f"127.0.0.1:{port}" in error.message
    assert "refused" in error.message
    assert "host.docker.internal" in error.message


async def test_unknown_host_and_bad_address(session: aiohttp.ClientSession) -> None:
    _, error = await collect(chat_at(session, "http://nowhere.invalid/v1"))
    assert type(error) is ModelConnectionError
    assert "nowhere.invalid" in error.message
    for address in ("no address", "ftp://x/y", "http://"):
        _, error = await collect(chat_at(session, address))
        assert isinstance(error, ModelBadRequest | ModelConnectionError)


async def test_silence(session: aiohttp.ClientSession) -> None:
    limits = Timeouts(connect=1, first_byte=0.2, idle=0.2)
    plans: list[list[bytes | float]] = [[5.0], [SSE, 5.0], [SSE, framed(event({"content": "a"})), 5.0]]
    for plan in plans:
        async with serving(plan) as wire:
            before = asyncio.get_running_loop().time()
            _, error = await collect(chat_at(session, wire.url, timeouts=limits))
        assert asyncio.get_running_loop().time() - before < 2
        assert type(error) is ModelUnavailable
        assert "did not answer in time" in error.message
        assert not error.retryable


async def test_a_slow_consumer_is_not_the_servers_fault(session: aiohttp.ClientSession) -> None:
    limits = Timeouts(connect=1, first_byte=0.15, idle=0.15)
    async with serving(
        [SSE, framed(event({"content": "a"})), 0.05, framed(event({"content": "b"}, "stop")), b"0\r\n\r\n"]
    ) as w:
        text = ""
        async for delta in chat_at(session, w.url, timeouts=limits).stream(HELLO):
            text += delta.text
            await asyncio.sleep(0.4)
    assert text == "ab"


async def test_leaving_early_closes_the_connection(session: aiohttp.ClientSession) -> None:
    async with serving([SSE, *([framed(event({"content": "a"})), 0.01] * 500)]) as wire:
        deltas = chat_at(session, wire.url).stream(HELLO)
        async for _ in deltas:
            break
        await deltas.aclose()
        assert connections(session, used=True) == 0


async def test_files_a_model_cannot_take_are_refused_before_any_call(session: aiohttp.ClientSession) -> None:
    picture = Message("user", [MediaPart("image", "image/png", data=b"x")])
    for facts in (ModelFacts(), ModelFacts(mode="completion", vision=True)):
        _, error = await collect(chat_at(session, "http://127.0.0.1:9/v1", facts), ChatRequest([picture]))
        assert type(error) is ModelBadRequest


async def test_bad_schema_parameter(session: aiohttp.ClientSession) -> None:
    for schema in ("{no", "", "[]"):
        request = ChatRequest(HELLO.messages, parameters={"response_format": "json_schema", "json_schema": schema})
        _, error = await collect(chat_at(session, "http://127.0.0.1:9/v1"), request)
        assert "JSON Schema" in error.message


async def test_a_prompt_that_is_no_text(session: aiohttp.ClientSession) -> None:
    for request in (ChatRequest([Message("user", "\ud800")]), ChatRequest(HELLO.messages, {"seed": 10**30})):
        _, error = await collect(chat_at(session, "http://127.0.0.1:9/v1"), request)
        assert "cannot be written as JSON" in error.message
