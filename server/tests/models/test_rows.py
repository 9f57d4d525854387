"""Every provider of the catalogue against a stub of its protocol: each kind works, refusals are readable.

Real vendors are asked instead when `TENON_LIVE_<PROVIDER>` holds a credential as JSON (MOD-RT-21).
"""

import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import orjson
import pytest
from aiohttp import web
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from tenon.models.catalogue import CatalogueProvider, load
from tenon.models.catalogue.bind import Binder
from tenon.models.catalogue.schema import Kind
from tenon.models.catalogue.wires import speaks
from tenon.models.errors import ModelUnauthorized
from tenon.models.messages import ChatRequest, Message
from tests.models.families import ANTHROPIC, BEDROCK, COHERE, GEMINI, OLLAMA, RESPONSES, TGI, TRITON
from tests.models.wire import DONE, event

CATALOGUE = load()
PROVIDERS = [provider for provider in CATALOGUE.all if not provider.package]  # those have tests/models/test_local.py
MARKER = "marker-5f3a91c7d2e84b60"
ACCOUNT_ADDRESS = "/token"
each = pytest.mark.parametrize("provider", PROVIDERS, ids=lambda provider: provider.provider)


@dataclass
class Stub:
    """A vendor that speaks every protocol, told apart by the path."""

    url: str = ""
    refuses: bool = False
    asked: list[str] = field(default_factory=list[str])
    proofs: list[str] = field(default_factory=list[str])

    async def serve(self, request: web.Request) -> web.StreamResponse:
        path, raw = request.path, await request.read()
        self.asked.append(path)
        if path == ACCOUNT_ADDRESS:
            return web.json_response({"access_token": f"token-{MARKER}", "expires_in": 3600})
        self.proofs.append(" ".join(request.headers.values()))
        if self.refuses:
            text = f"Incorrect API key provided: {MARKER}"
            if "/asr/flash/" in path:
                return web.json_response({"code": 4002, "message": text})
            return web.json_response({"error": {"message": text, "code": "invalid_api_key"}}, status=401)
        body: Any = orjson.loads(raw) if raw[:1] == b"{" else {}
        streamed = _streamed(path, body)
        if streamed is not None:
            kind, events = streamed
            return web.Response(body=b"".join(events), content_type=kind)
        found = _spoken(path) or _whole(path, body)
        if isinstance(found, bytes):
            return web.Response(body=found, content_type="audio/mpeg")
        return web.json_response(found) if found is not None else web.json_response({"detail": "Not Found"}, status=404)


def _streamed(path: str, body: Any) -> tuple[str, list[bytes]] | None:
    pieces = ["po", "ng"]
    if path.endswith(("/chat/completions", "/completions")):
        return "text/event-stream", [event({"content": "po"}), event({"content": "ng"}, "stop"), DONE]
    families = {
        "/messages": ANTHROPIC, ":streamRawPredict": ANTHROPIC, ":streamGenerateContent": GEMINI, "/api/chat": OLLAMA,
        "/chat": COHERE, "/responses": RESPONSES, "/converse-stream": BEDROCK,
        "/generate_stream": TRITON if "/v2/models/" in path else TGI,
    }  # fmt: skip
    for ending, family in families.items():
        if path.endswith(ending):
            return family.content_type, family.said(pieces)
    return None


def _spoken(path: str) -> bytes | None:
    return b"ID3sound" if path.endswith(("/audio/speech", "/sound.mp3")) else None


def _whole(path: str, body: Any) -> Any:
    if path.endswith("/models"):
        return {"object": "list", "data": []}
    if path.endswith("/invocations"):
        if "query" in body:
            return [{"index": 1, "score": 0.2}, {"index": 0, "score": 0.9}]
        if "messages" in body:
            return {"choices": [{"message": {"role": "assistant", "content": "pong"}, "finish_reason": "stop"}]}
        return [[0.1, 0.2] for _ in body["inputs"]]
    if path.endswith("/predictions"):
        texts = body["input"].get("texts")
        output = [[0.1, 0.2] for _ in orjson.loads(texts)] if texts else ["po", "ng"]
        return {"status": "succeeded", "output": output}
    if "/asr/flash/" in path:
        return {"code": 0, "flash_result": [{"text": "pong"}]}
    if path.endswith("/audio/transcriptions"):
        return {"text": "pong"}
    if path.endswith("/images/generations"):
        return {"data": [{"b64_json": "iVBORw0KGgo="}]}
    if path.endswith("/moderations"):
        return {"results": [{"flagged": False} for _ in body["input"]]}
    if path.endswith("/reranking"):
        return {"rankings": [{"index": 1, "logit": -3.0}, {"index": 0, "logit": 4.0}]}
    if path.endswith("/rerank"):
        results = [
            {"index": 1, "relevance_score": 0.2, "score": 0.2},
            {"index": 0, "relevance_score": 0.9, "score": 0.9},
        ]
        return results if "texts" in body else {"results": results}
    return _vectors(path, body)


def _vectors(path: str, body: Any) -> Any:
    if path.endswith("/embeddings"):
        if "texts" in body:
            return {"vectors": [[0.1, 0.2] for _ in body["texts"]], "base_resp": {"status_code": 0}}
        return {"data": [{"index": i, "embedding": [0.1, 0.2]} for i in range(len(body["input"]))]}
    if path.endswith("/api/embed"):
        return {"embeddings": [[0.1, 0.2] for _ in body["input"]]}
    if path.endswith("/embed"):
        return (
            {"embeddings": {"float": [[0.1, 0.2] for _ in body["texts"]]}}
            if "texts" in body
            else [[0.1, 0.2] for _ in body["inputs"]]
        )
    if path.endswith(":predict"):
        return {"predictions": [{"embeddings": {"values": [0.1, 0.2]}} for _ in body["instances"]]}
    if path.endswith(":batchEmbedContents"):
        return {"embeddings": [{"values": [0.1, 0.2]} for _ in body["requests"]]}
    if path.endswith("/invoke"):
        return {"embedding": [0.1, 0.2]} if "inputText" in body else {"embeddings": [[0.1, 0.2] for _ in body["texts"]]}
    if path.endswith("/feature-extraction"):
        return [[0.1, 0.2] for _ in body["inputs"]]
    if path.endswith("/multimodal-generation/generation"):
        return {"output": {"audio": {"data": "SUQzc291bmQ="}}}
    return None


@asynccontextmanager
async def vendor(*, refuses: bool = False) -> AsyncGenerator[Stub]:
    stub = Stub(refuses=refuses)
    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", stub.serve)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    stub.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield stub
    finally:
        await runner.cleanup()


def values_for(provider: CatalogueProvider, stub: Stub, kind: Kind, account: str, *, custom: bool) -> dict[str, str]:
    form = provider.model_credential_schema if custom else provider.provider_credential_schema
    assert form is not None
    values: dict[str, str] = {}
    for entry in form.credential_form_schemas:
        if entry.type == "secret-input":
            values[entry.variable] = account if entry.variable == "vertex_service_account_key" else MARKER
        elif entry.variable == provider.connection.url_field:
            values[entry.variable] = stub.url
        else:
            values[entry.variable] = entry.default or ("64000" if "size" in entry.variable else "some")
    values.pop("bedrock_api_key", None)
    if provider.provider == "replicate":
        values["model_version"] = "owner/name:0123456789"
    return values


@pytest.fixture(scope="module")
def account() -> str:
    """The key file of a service account, without the address of its token server."""
    key = rsa.generate_private_key(65537, 2048)
    plain = serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain).decode()
    return orjson.dumps({"client_email": "a@b.example", "private_key": pem, "token_uri": "ADDRESS"}).decode()


async def works(
    binder: Binder, provider: CatalogueProvider, name: str, kind: Kind, values: dict[str, str], *, custom: bool
) -> None:
    model: Any = binder.bind(provider, name, kind, values, custom=custom)
    match kind:
        case "llm":
            deltas = [delta async for delta in model.stream(ChatRequest([Message("user", "ping")]))]
            assert "".join(d.text for d in deltas) == "pong"
            assert deltas[-1].finish_reason == "stop"
        case "text-embedding":
            result = await model.embed(["a", "b"], purpose="document")
            assert [len(vector) for vector in result.vectors] in ([2, 2], [2])
        case "rerank":
            assert [item.index for item in await model.rerank("q", ["a", "b"])] == [0, 1]
        case "speech2text":
            assert await model.transcribe(b"x", filename="a.mp3", mime_type="audio/mp3") == "pong"
        case "tts":
            assert b"".join([piece async for piece in model.speak("Hello")]) == b"ID3sound"
        case "moderation":
            assert await model.flagged(["Hello"]) is False
        case "text2img":
            assert (await model.draw("Hello")).pictures[0].data == b"\x89PNG\r\n\x1a\n"


@each
async def test_each_kind_works(provider: CatalogueProvider, account: str) -> None:
    async with aiohttp.ClientSession() as session, vendor() as stub:
        binder, key = Binder(CATALOGUE, session), account.replace("ADDRESS", stub.url + ACCOUNT_ADDRESS)
        for kind in provider.supported_model_types:
            assert speaks(provider.wire_of(kind), kind)
            predefined = [m.model for m in provider.models if m.model_type == kind]
            for name in predefined[:3]:
                values = await binder.check_provider(provider, values_for(provider, stub, kind, key, custom=False))
                await works(binder, provider, name, kind, values, custom=False)
            if "customizable-model" in provider.configurate_methods:
                values = values_for(provider, stub, kind, key, custom=True)
                values = await binder.check_model(provider, "own/model-1", kind, values, custom=True)
                await works(binder, provider, "own/model-1", kind, values, custom=True)
        assert stub.asked


@each
async def test_wrong_credentials_are_told_without_the_secret(provider: CatalogueProvider, account: str) -> None:
    async with aiohttp.ClientSession() as session, vendor(refuses=True) as stub:
        binder, key = Binder(CATALOGUE, session), account.replace("ADDRESS", stub.url + ACCOUNT_ADDRESS)
        kind = provider.supported_model_types[0]
        custom = provider.provider_credential_schema is None
        values = values_for(provider, stub, kind, key, custom=custom)
        if custom:
            attempt = binder.check_model(provider, "own/model-1", kind, values, custom=True)
        else:
            attempt = binder.check_provider(provider, values)
        with pytest.raises(ModelUnauthorized, match="Incorrect API key") as caught:
            await attempt
        assert provider.provider == "vertex_ai" or MARKER not in repr(caught.value)
        assert (
            MARKER in " ".join(stub.proofs) or "Signature=" in " ".join(stub.proofs) or provider.provider == "tencent"
        )


LIVE = [
    (p, os.environ[f"TENON_LIVE_{p.provider.upper()}"])
    for p in PROVIDERS
    if f"TENON_LIVE_{p.provider.upper()}" in os.environ
]


@pytest.mark.skipif(not LIVE, reason="set TENON_LIVE_<PROVIDER> to a credential as JSON to ask real vendors")
@pytest.mark.parametrize(("provider", "credential"), LIVE, ids=lambda value: getattr(value, "provider", ""))
async def test_the_real_vendor(provider: CatalogueProvider, credential: str) -> None:
    async with aiohttp.ClientSession() as session:
        await Binder(CATALOGUE, session).check_provider(provider, orjson.loads(credential))
