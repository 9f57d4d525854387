"""Faults that every protocol family of every kind must end in a neutral error, and what is asked again.

The chat families' other faults are in `test_chat_families.py`; this file adds retry and half answers, and holds the
other kinds, each of their wires by the first provider of the catalogue that speaks it.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from tenon.models.catalogue import CatalogueProvider, load
from tenon.models.catalogue.bind import endpoint
from tenon.models.catalogue.schema import Kind
from tenon.models.catalogue.wires import _MAKERS, Binding, bound  # pyright: ignore[reportPrivateUsage] - all there is
from tenon.models.errors import (
    ContextTooLong,
    ModelBadRequest,
    ModelConnectionError,
    ModelError,
    ModelRateLimited,
    ModelUnauthorized,
    ModelUnavailable,
)
from tenon.models.messages import ChatDelta
from tenon.models.policies import GuardedChat, Retry
from tenon.models.port import ModelFacts
from tenon.models.protocols.http import Endpoint, Timeouts
from tenon.models.protocols.wired_chat import WiredChat
from tests.models.conftest import HELLO, KEY
from tests.models.families import BEDROCK, FAMILIES, Family
from tests.models.test_chat_families import head, said, streamed
from tests.models.test_rows import ACCOUNT_ADDRESS, MARKER, Stub, account, values_for
from tests.models.wire import END, answer, framed, serving

__all__ = ["account"]
each = pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
QUICK = Retry(times=1, pause=0.01, longest=0.2)


async def guarded(session: aiohttp.ClientSession, family: Family, url: str) -> list[ChatDelta]:
    model = GuardedChat(
        WiredChat(session, Endpoint.bearer("riverside", "reed", url, KEY), ModelFacts(), family.wire()), None, QUICK
    )
    return [delta async for delta in model.stream(HELLO)]


@each
@pytest.mark.parametrize("status", [429, 503])
async def test_what_failed_before_it_began_is_asked_again_once(
    session: aiohttp.ClientSession, family: Family, status: int
) -> None:
    fails = answer(status, family.refusal("busy", "come back"), "Retry-After: 0.01")
    async with serving(fails, streamed(family, family.said(["Hello"]))) as wire:
        assert said(await guarded(session, family, wire.url)) == "Hello"
    assert len(wire.requests) == 2
    async with serving(fails) as wire:
        with pytest.raises(ModelError, match="come back"):
            await guarded(session, family, wire.url)
    assert len(wire.requests) == 2


@each
async def test_what_is_no_use_is_not_asked_again(session: aiohttp.ClientSession, family: Family) -> None:
    begun = [event for event in family.said(["One", "two"]) if b"One" in event]
    plans: list[tuple[Any, type[ModelError]]] = [
        (answer(401, family.refusal("key", "no")), ModelUnauthorized),
        (answer(400, family.refusal("bad", "no")), ModelBadRequest),
        (answer(429, family.refusal("later", "no"), "Retry-After: 60"), ModelRateLimited),
        ([head(family), framed(begun[0])], ModelConnectionError),
    ]
    for plan, kind in plans:
        async with serving(plan) as wire:
            with pytest.raises(kind):
                await guarded(session, family, wire.url)
        assert len(wire.requests) == 1


@each
async def test_half_an_event_is_no_answer(session: aiohttp.ClientSession, family: Family) -> None:
    whole = next(event for event in family.said(["One", "two"]) if b"One" in event)
    for size in (len(whole) // 2, len(whole) - 3):
        for plan in ([head(family), framed(whole[:size])], [head(family), framed(whole[:size]), END]):
            async with serving(plan) as wire:
                with pytest.raises((ModelConnectionError, ModelUnavailable)) as caught:
                    await guarded(session, family, wire.url)
            assert (caught.value.provider, caught.value.model) == ("riverside", "reed")


@each
async def test_an_empty_answer_ends_well(session: aiohttp.ClientSession, family: Family) -> None:
    if family is BEDROCK or family.name == "triton":  # which always send a piece
        return
    async with serving(streamed(family, family.said([]))) as wire:
        deltas = await guarded(session, family, wire.url)
    assert said(deltas) == ""
    assert deltas[-1].finish_reason == "stop"
    assert deltas[-1].usage is not None


# ---- the other kinds


@dataclass(frozen=True)
class Row:
    provider: CatalogueProvider
    kind: Kind
    name: str
    custom: bool


def rows() -> list[Row]:
    found: dict[tuple[str, Kind], Row] = {}
    for provider in (one for one in load().all if not one.package):
        for kind in provider.supported_model_types:
            wire = provider.wire_of(kind), kind
            if kind == "llm" or wire in found:
                continue
            base = next((m.model for m in provider.models if m.model_type == kind), None)
            found[wire] = Row(provider, kind, base or "own", base is None)
    assert set(found) == {wire for wire in _MAKERS if wire[1] != "llm" and wire[0] != "package"}
    return list(found.values())


ROWS = rows()
each_kind = pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.provider.provider}-{row.kind}")


@asynccontextmanager
async def faulty(serve: Callable[[web.Request], Any]) -> AsyncGenerator[Stub]:
    """A vendor in trouble: every request but that for a token ends in `serve`."""

    async def handle(request: web.Request) -> web.StreamResponse:
        await request.read()
        if request.path == ACCOUNT_ADDRESS:
            return web.json_response({"access_token": "token", "expires_in": 3600})
        return await serve(request)

    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield Stub(url=f"http://127.0.0.1:{runner.addresses[0][1]}")
    finally:
        await runner.cleanup()


async def used(row: Row, stub: Stub, key: str, limit: float = 10) -> None:
    """Ask a model of this row for something."""
    custom = row.custom or row.provider.provider_credential_schema is None
    values = values_for(row.provider, stub, row.kind, key.replace("ADDRESS", stub.url + ACCOUNT_ADDRESS), custom=custom)
    where = replace(endpoint(row.provider, row.name, row.kind, values), timeouts=Timeouts(2, limit, limit))
    base = load().model(row.provider, row.name, row.kind)
    async with aiohttp.ClientSession() as session:
        retry = Retry(times=0)
        model: Any = bound(Binding(session, where, row.provider, base, row.name, row.kind, values, custom, retry))
        match row.kind:
            case "text-embedding":
                await model.embed(["a", "b"], purpose="document")
            case "rerank":
                await model.rerank("q", ["a", "b"])
            case "speech2text":
                await model.transcribe(b"x", filename="a.mp3", mime_type="audio/mp3")
            case "tts":
                _ = [piece async for piece in model.speak("Hello")]
            case "moderation":
                await model.flagged(["Hello"])
            case _:
                await model.draw("Hello")


@each_kind
async def test_refusals_of_other_kinds(row: Row, account: str) -> None:
    text = f"refused, {MARKER}, and why"
    expected: list[tuple[int, type[ModelError]]] = [
        (401, ModelUnauthorized),
        (403, ModelUnauthorized),
        (429, ModelRateLimited),
        (500, ModelUnavailable),
        (503, ModelUnavailable),
        (400, ModelBadRequest),
    ]
    for status, kind in expected:

        async def refuse(_: web.Request, status: int = status) -> web.Response:
            body = {"error": {"message": text, "code": "some"}}
            return web.json_response(body, status=status, headers={"Retry-After": "7"})

        async with faulty(refuse) as stub:
            with pytest.raises(kind, match=r"refused, .*and why") as caught:
                await used(row, stub, account)
        error = caught.value
        assert error.provider == row.provider.provider
        assert error.model in (row.name, "some", "owner/name:0123456789")  # some forms have a name for the wire
        if row.provider.provider != "vertex_ai":  # whose key file is never sent
            assert MARKER not in repr(error)
        if isinstance(error, ModelRateLimited):
            assert error.retry_after == 7


@each_kind
async def test_half_answers_and_nonsense_of_other_kinds(row: Row, account: str) -> None:
    if row.kind == "speech2text" and row.provider.wire_of(row.kind) == "openai":
        bodies = [b'{"error": "no"}', b"[1]"]  # plain text is a transcript
    else:
        bodies = [b'{"data": [{"ind', b"{}", b"[]", b"oops"]
    for body in bodies:

        async def half(_: web.Request, body: bytes = body) -> web.Response:
            return web.Response(body=body, content_type="application/json")

        async with faulty(half) as stub:
            with pytest.raises(ModelError) as caught:
                await used(row, stub, account)
        assert caught.value.provider == row.provider.provider


@each_kind
async def test_silence_and_absence_of_other_kinds(row: Row, account: str) -> None:
    async def silent(_: web.Request) -> web.Response:
        await asyncio.sleep(2)
        return web.Response()

    async with faulty(silent) as stub:
        with pytest.raises(ModelUnavailable, match="did not answer in time"):
            await used(row, stub, account, limit=0.2)

    async def broken(request: web.Request) -> web.Response:
        transport = request.transport
        assert transport is not None
        transport.abort()
        return web.Response()

    async with faulty(broken) as stub:
        with pytest.raises(ModelConnectionError, match="broke the connection off"):
            await used(row, stub, account)


@pytest.mark.parametrize(
    "row", [r for r in ROWS if r.kind in ("text-embedding", "rerank")], ids=lambda r: r.provider.provider + r.kind
)
async def test_a_text_that_is_too_long(row: Row, account: str) -> None:
    async def refuse(_: web.Request) -> web.Response:
        body = {"error": {"message": "This model's maximum context length is 8192 tokens, but 9000 were given"}}
        return web.json_response(body, status=400)

    async with faulty(refuse) as stub:
        with pytest.raises(ContextTooLong, match="8192"):
            await used(row, stub, account)
