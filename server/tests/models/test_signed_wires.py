"""Wires with proofs of their own: Hunyuan signed by Tencent Cloud's rules, Ark with an access key; and old OpenLLM."""

import hashlib
import hmac
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, cast

import aiohttp
import orjson
import pytest
from aiohttp import web

from tenon.models.catalogue import load
from tenon.models.catalogue.bind import Binder
from tenon.models.errors import ModelBadRequest, ModelError, ModelRateLimited, ModelUnauthorized, ModelUnavailable
from tenon.models.messages import ChatDelta, ChatRequest, MediaPart, Message, TextPart, Tool, ToolCall
from tenon.models.port import ChatModel, EmbeddingModel

type Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def serving(handler: Handler) -> AsyncGenerator[str]:
    async def answered(request: web.Request) -> web.StreamResponse:
        return await handler(request)

    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", answered)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


SECRET = {"auth_method": "secret", "secret_id": "AKIDmarker", "secret_key": "marker-of-the-secret"}
AKSK = {
    "auth_method": "aksk", "volc_access_key_id": "AKLTmarker", "volc_secret_access_key": "marker-of-the-key",
    "endpoint_id": "ep-1", "context_size": "32000", "function_calling_type": "tool_call",
}  # fmt: skip
TOOL = Tool("weather", "Tells the weather", {"type": "object", "properties": {"some_place": {"type": "string"}}})


def signature(key: str, *pieces: str) -> str:
    digest = key.encode()
    for piece in pieces:
        digest = hmac.new(digest, piece.encode(), hashlib.sha256).digest()
    return digest.hex()


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


async def tc3_is_right(request: web.Request) -> bool:
    """The proof made once more from what arrived: https://cloud.tencent.com/document/api/1729/101843."""
    raw, headers = await request.read(), request.headers
    at = int(headers["X-TC-Timestamp"])
    day = time.strftime("%Y-%m-%d", time.gmtime(at))
    listed = f"content-type:{headers['Content-Type']}\nhost:{headers['Host']}\n"
    canonical = f"POST\n/\n\n{listed}\ncontent-type;host\n{sha(raw)}"
    to_sign = f"TC3-HMAC-SHA256\n{at}\n{day}/hunyuan/tc3_request\n{sha(canonical.encode())}"
    proof = signature("TC3marker-of-the-secret", day, "hunyuan", "tc3_request", to_sign)
    scope = f"AKIDmarker/{day}/hunyuan/tc3_request"
    wanted = f"TC3-HMAC-SHA256 Credential={scope}, SignedHeaders=content-type;host, Signature={proof}"
    return headers["Authorization"] == wanted and headers["X-TC-Version"] == "2023-09-01"


class Hunyuan:
    """The stub: proofs are checked, what was asked is kept."""

    def __init__(self, refusal: str = "", at_status: bool = False) -> None:
        self.refusal, self.asked = refusal, list[dict[str, Any]]()

    async def __call__(self, request: web.Request) -> web.StreamResponse:
        body = orjson.loads(await request.read())
        self.asked.append(body)
        code = self.refusal if await tc3_is_right(request) else "AuthFailure.SignatureFailure"
        if code:
            return web.json_response({"Response": {"Error": {"Code": code, "Message": "It said no"}, "RequestId": "r"}})
        if request.headers["X-TC-Action"] == "GetEmbedding":
            data = [{"Index": i, "Embedding": [0.5, float(i)]} for i in reversed(range(len(body["InputList"])))]
            return web.json_response({"Response": {"Data": data, "Usage": {"PromptTokens": 4, "TotalTokens": 4}}})
        call = {"Id": "c1", "Type": "function", "Index": 0, "Function": {"Name": "weather", "Arguments": '{"a":'}}
        more = {"Id": "c1", "Type": "function", "Index": 0, "Function": {"Name": "", "Arguments": "1}"}}
        pieces = [
            {
                "Choices": [
                    {"Delta": {"Role": "assistant", "Content": "", "ReasoningContent": "Hm"}, "FinishReason": ""}
                ]
            },
            {"Choices": [{"Delta": {"Role": "assistant", "Content": "po"}, "FinishReason": ""}]},
            {"Choices": [{"Delta": {"Role": "assistant", "Content": "ng"}, "FinishReason": ""}]},
        ]
        if body.get("Tools"):
            pieces += [{"Choices": [{"Delta": {"ToolCalls": [part]}, "FinishReason": ""}]} for part in (call, more)]
        ended = {"PromptTokens": 7, "CompletionTokens": 2, "TotalTokens": 9}
        reason = "tool_calls" if body.get("Tools") else "stop"
        pieces.append({"Choices": [{"Delta": {"Content": ""}, "FinishReason": reason}], "Usage": cast(Any, ended)})
        raw = b"".join(b"data: " + orjson.dumps({"Id": "i", "Note": "n", **piece}) + b"\n\n" for piece in pieces)
        return web.Response(body=raw, content_type="text/event-stream")


async def said(model: Any, request: ChatRequest) -> list[ChatDelta]:
    return [delta async for delta in cast(ChatModel, model).stream(request)]


async def test_hunyuan_is_asked_by_secret() -> None:
    stub = Hunyuan()
    provider = load().resolve("hunyuan")
    async with aiohttp.ClientSession() as session, serving(stub) as url:
        binder = Binder(load(), session)
        given = {**SECRET, "endpoint_url": url}
        await binder.check_provider(provider, given)
        model = binder.bind(provider, "hunyuan-functioncall", "llm", given, custom=False)
        turns = [
            Message("system", "Be brief"),
            Message("user", [TextPart("What weather?")], name="ada"),
            Message("assistant", "", tool_calls=[ToolCall("c0", "weather", "{}")]),
            Message("tool", "sunny", tool_call_id="c0"),
        ]
        asked = ChatRequest(turns, {"temperature": 0.5, "max_tokens": 9}, tools=[TOOL], tool_choice="weather", user="u")
        deltas = await said(model, asked)
        vision = binder.bind(provider, "hunyuan-vision", "llm", given, custom=False)
        await said(vision, ChatRequest([Message("user", [MediaPart("image", "image/png", url="https://a/b.png")])]))
        embeddings = binder.bind(provider, "hunyuan-embedding", "text-embedding", given, custom=False)
        vectors = await cast(EmbeddingModel, embeddings).embed(["a", "b"], purpose="document")
    assert ("".join(d.text for d in deltas), "".join(d.reasoning for d in deltas)) == ("pong", "Hm")
    last = deltas[-1]
    assert last.finish_reason == "tool_calls"
    assert [(c.id, c.name, c.arguments) for c in last.tool_calls] == [("c1", "weather", '{"a":1}')]
    assert last.usage is not None
    assert (last.usage.prompt_tokens, last.usage.completion_tokens) == (7, 2)
    body = stub.asked[1]
    assert (body["Model"], body["Stream"], body["Temperature"]) == ("hunyuan-functioncall", True, 0.5)
    assert set(body) == {"Model", "Messages", "Stream", "Temperature", "Tools", "ToolChoice", "CustomTool"}
    assert body["Messages"][1] == {"Role": "user", "Contents": [{"Type": "text", "Text": "What weather?"}]}
    assert body["Messages"][2]["ToolCalls"][0]["Function"] == {"Name": "weather", "Arguments": "{}"}
    assert body["Messages"][2]["Content"] == ""
    assert body["Messages"][3] == {"Role": "tool", "Content": "sunny", "ToolCallId": "c0"}
    assert orjson.loads(body["Tools"][0]["Function"]["Parameters"]) == TOOL.parameters
    assert body["CustomTool"]["Function"] == {"Name": "weather"}
    picture = stub.asked[2]["Messages"][0]["Contents"][0]
    assert picture == {"Type": "image_url", "ImageUrl": {"Url": "https://a/b.png"}}
    assert (vectors.vectors, vectors.usage.prompt_tokens) == ([[0.5, 0.0], [0.5, 1.0]], 4)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("AuthFailure.SecretIdNotFound", ModelUnauthorized),
        ("RequestLimitExceeded.UinLimitExceeded", ModelRateLimited),
        ("InvalidParameterValue.Model", ModelBadRequest),
        ("InternalError", ModelUnavailable),
    ],
)
@pytest.mark.parametrize("kind_of_model", ["llm", "text-embedding"])
async def test_refusals_of_hunyuan(code: str, kind: type[ModelError], kind_of_model: Any) -> None:
    provider = load().resolve("hunyuan")
    name = "hunyuan-lite" if kind_of_model == "llm" else "hunyuan-embedding"
    async with aiohttp.ClientSession() as session, serving(Hunyuan(code)) as url:
        binder = Binder(load(), session)
        with pytest.raises(kind, match="It said no") as caught:
            await binder.check_model(provider, name, kind_of_model, {**SECRET, "endpoint_url": url}, custom=False)
    assert "marker-of-the-secret" not in repr(caught.value)


def test_hunyuan_keeps_its_own_key_and_address() -> None:
    provider = load().resolve("hunyuan")
    session: Any = None
    binder = Binder(load(), session)
    plain: Any = binder.bind(provider, "hunyuan-lite", "llm", {"api_key": "sk-1"}, custom=False)
    signed: Any = binder.bind(provider, "hunyuan-lite", "llm", SECRET, custom=False)
    assert plain._model._endpoint.base_url == "https://api.hunyuan.cloud.tencent.com/v1"
    assert signed._model._endpoint.base_url == "https://hunyuan.tencentcloudapi.com"


class Ark:
    """The stub of Ark and of the address that gives keys; the first key has all but ended."""

    def __init__(self) -> None:
        self.keys, self.used, self.wanted = 0, list[str](), list[Any]()
        self.refuses = False

    async def __call__(self, request: web.Request) -> web.StreamResponse:
        raw = await request.read()
        if request.query.get("Action") == "GetApiKey":
            headers = request.headers
            day = headers["X-Date"][:8]
            names = "content-type;host;x-content-sha256;x-date"
            listed = "".join(f"{name}:{headers[name]}\n" for name in names.split(";"))
            canonical = f"POST\n/\nAction=GetApiKey&Version=2024-01-01\n{listed}\n{names}\n{sha(raw)}"
            scope = f"{day}/cn-beijing/ark/request"
            to_sign = f"HMAC-SHA256\n{headers['X-Date']}\n{scope}\n{sha(canonical.encode())}"
            proof = signature("marker-of-the-key", day, "cn-beijing", "ark", "request", to_sign)
            right = f"HMAC-SHA256 Credential=AKLTmarker/{scope}, SignedHeaders={names}, Signature={proof}"
            if self.refuses or headers["Authorization"] != right:
                problem = {"Error": {"Code": "InvalidAccessKey", "Message": "Wrong access key"}}
                return web.json_response({"ResponseMetadata": problem}, status=401)
            self.wanted.append(orjson.loads(raw))
            self.keys += 1
            until = time.time() + (10 if self.keys == 1 else 3600)
            return web.json_response({"Result": {"ApiKey": f"temporary-{self.keys}", "ExpiredTime": int(until)}})
        self.used.append(request.headers["Authorization"])
        body = orjson.loads(raw)
        if "input" in body:
            return web.json_response({"data": [{"index": i, "embedding": [1.0]} for i in range(len(body["input"]))]})
        chunk = {"choices": [{"index": 0, "delta": {"content": body["model"]}, "finish_reason": "stop"}]}
        return web.Response(
            body=b"data: " + orjson.dumps(chunk) + b"\n\ndata: [DONE]\n\n", content_type="text/event-stream"
        )


async def test_ark_with_an_access_key() -> None:
    stub, provider = Ark(), load().resolve("volcengine_maas")
    async with aiohttp.ClientSession() as session, serving(stub) as url:
        given = {**AKSK, "api_endpoint_host": f"{url}/api/v3", "volc_openapi_url": url}
        binder = Binder(load(), session)
        model = binder.bind(provider, "doubao", "llm", given, custom=True)
        for _ in range(3):
            deltas = await said(model, ChatRequest([Message("user", "ping")]))
            assert "".join(d.text for d in deltas) == "ep-1"
        vectors: Any = binder.bind(provider, "doubao-embedding", "text-embedding", given, custom=True)
        assert (await vectors.embed(["a"], purpose="query")).vectors == [[1.0]]
        stub.refuses = True
        with pytest.raises(ModelUnauthorized, match="Wrong access key") as caught:
            await binder.check_model(provider, "doubao", "llm", given, custom=True)
    assert "marker-of-the-key" not in repr(caught.value)
    assert stub.used == ["Bearer temporary-1", "Bearer temporary-2", "Bearer temporary-2", "Bearer temporary-3"]
    assert stub.wanted[0] == {"DurationSeconds": 86400, "ResourceType": "endpoint", "ResourceIds": ["ep-1"]}


async def test_openllm_before_it_spoke_openai() -> None:
    asked: list[Any] = []

    async def stub(request: web.Request) -> web.StreamResponse:
        body = orjson.loads(await request.read())
        asked.append((request.path, body))
        if request.path == "/v1/embeddings":
            return web.json_response([{"embeddings": [[0.5] for _ in body], "num_tokens": 3}])
        if "whole" in body["prompt"]:
            output = {"index": 0, "text": "pong", "token_ids": [1, 2], "finish_reason": "length"}
            return web.json_response({"finished": True, "outputs": [output], "prompt_token_ids": [5, 6, 7]})
        outputs = [("po", None), ("ng", None), ("", "stop")]
        events = [
            {"finished": reason is not None, "outputs": [{"index": 0, "text": text, "finish_reason": reason}]}
            for text, reason in outputs
        ]
        raw = b"".join(b"data: " + orjson.dumps(event) + b"\n\n" for event in events) + b"data: [DONE]\n\n"
        return web.Response(body=raw, content_type="text/event-stream")

    provider = load().resolve("openllm")
    async with aiohttp.ClientSession() as session, serving(stub) as url:
        binder, given = Binder(load(), session), {"server_url": url, "api": "generate", "context_size": "4096"}
        given = await binder.check_model(provider, "facebook/opt-1.3b", "llm", given, custom=True)
        model = binder.bind(provider, "facebook/opt-1.3b", "llm", given, custom=True)
        more = {"temperature": 0.5, "max_tokens": 9, "stop": ["\n"]}
        streamed = await said(model, ChatRequest([Message("system", "Brief"), Message("user", "ping")], more))
        whole = await said(model, ChatRequest([Message("user", "the whole")]))
        embeddings = binder.bind(provider, "bert", "text-embedding", given, custom=True)
        vectors = await cast(EmbeddingModel, embeddings).embed(["a", "b"], purpose="document")
    assert ("".join(d.text for d in streamed), streamed[-1].finish_reason) == ("pong", "stop")
    assert ("".join(d.text for d in whole), whole[-1].finish_reason) == ("pong", "length")
    assert whole[-1].usage is not None
    assert (whole[-1].usage.prompt_tokens, whole[-1].usage.completion_tokens) == (3, 2)
    path, body = asked[1]
    assert path == "/v1/generate_stream"
    assert body["llm_config"] == {"temperature": 0.5, "max_new_tokens": 9}
    assert body["stop"] == ["\n"]
    assert body["prompt"].startswith("System: Brief")
    assert asked[-1] == ("/v1/embeddings", ["a", "b"])
    assert (vectors.vectors, vectors.usage.prompt_tokens) == ([[0.5], [0.5]], 3)
