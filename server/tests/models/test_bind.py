"""Checks of credentials at servers that differ in what they serve."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from tenon.models.catalogue import load
from tenon.models.catalogue.bind import Binder
from tenon.models.errors import ModelBadRequest, ModelError, ModelNotSupported, ModelUnauthorized
from tenon.models.port import ModelRef

CATALOGUE = load()
ANSWER = {"choices": [{"index": 0, "message": {"role": "assistant", "content": "pong"}, "finish_reason": "stop"}]}
VALUES = {"context_size": "8192", "api_key": "sk-marker-0123456789"}


@asynccontextmanager
async def vendor(**routes: tuple[int, Any]) -> AsyncGenerator[tuple[str, list[str]]]:
    """A server that has these routes only (underscores are slashes); its address, and the paths asked for."""
    asked: list[str] = []
    known = {name.replace("__", "-").replace("_", "/"): answer for name, answer in routes.items()}

    async def serve(request: web.Request) -> web.Response:
        asked.append(request.path)
        status, body = known.get(request.path.strip("/"), (404, {"detail": "Not Found"}))
        return web.json_response(body, status=status)

    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", serve)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}", asked
    finally:
        await runner.cleanup()


async def test_an_older_gpustack_is_found_under_its_other_path(session: aiohttp.ClientSession) -> None:
    rerank = {"results": [{"index": 0, "relevance_score": 0.9}]}
    provider, binder = CATALOGUE.resolve("gpustack"), Binder(CATALOGUE, session)
    async with vendor(v1__openai_chat_completions=(200, ANSWER), v1_rerank=(200, rerank)) as (root, asked):
        values = {**VALUES, "endpoint_url": root}
        kept = await binder.check_model(provider, "qwen3", "llm", values, custom=True)
        assert kept["endpoint_url"] == f"{root}/v1-openai"
        assert asked == ["/v1/chat/completions", "/v1-openai/chat/completions"]
        await binder.check_model(provider, "bge", "rerank", kept, custom=True)
        assert asked[-1] == "/v1/rerank"
        with pytest.raises(ModelBadRequest, match="Not Found"):
            await binder.check_model(provider, "bge", "text-embedding", kept, custom=True)


async def test_a_vendor_without_a_list_of_models_is_asked_by_chat(session: aiohttp.ClientSession) -> None:
    provider, binder = CATALOGUE.resolve("openai"), Binder(CATALOGUE, session)
    async with vendor(v1_chat_completions=(200, ANSWER)) as (root, asked):
        values = {"openai_api_key": "sk-1", "openai_api_base": root}
        await binder.check_provider(provider, values)
        assert asked == ["/v1/models", "/v1/chat/completions"]
    async with vendor(v1_models=(401, {"error": {"message": "no"}})) as (root, asked):
        with pytest.raises(ModelUnauthorized):
            await binder.check_provider(provider, {"openai_api_key": "sk-1", "openai_api_base": root})
        assert asked == ["/v1/models"]


async def test_the_refusal_that_means_something_is_told(session: aiohttp.ClientSession) -> None:
    provider, binder = CATALOGUE.resolve("openai_api_compatible"), Binder(CATALOGUE, session)
    refusal = (404, {"error": {"message": "The model `x` was not found"}})
    async with vendor(v1_chat_completions=refusal) as (root, asked):
        with pytest.raises(ModelError, match="`x` was not found"):
            await binder.check_model(provider, "x", "llm", {**VALUES, "endpoint_url": root}, custom=True)
        assert asked == ["/chat/completions", "/v1/chat/completions"]
    async with vendor(v1_chat_completions=(400, {"error": {"message": "no credit left"}})) as (root, _):
        with pytest.raises(ModelError, match="no credit left"):
            await binder.check_model(provider, "x", "llm", {**VALUES, "endpoint_url": root}, custom=True)


@pytest.mark.parametrize(("provider", "name", "kind"), [("openai", "gpt-99", "llm"), ("openai", "gpt-4o", "rerank")])
async def test_unknown_models(session: aiohttp.ClientSession, provider: str, name: str, kind: Any) -> None:
    ref = ModelRef(provider, name, kind)
    with pytest.raises(ModelNotSupported, match=name):
        Binder(CATALOGUE, session).bind(CATALOGUE.resolve(ref.provider), ref.name, ref.kind, {}, custom=False)
    with pytest.raises(ModelNotSupported, match="no models of the kind rerank"):
        Binder(CATALOGUE, session).bind(CATALOGUE.resolve("openai"), "x", "rerank", {}, custom=True)
