"""Load balancing and stand-ins as the console sets them up; the list of models of a server; local servers."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web

from tenon.adapters.scripted_model.script import Script
from tenon.adapters.scripted_model.server import ScriptedModel
from tenon.domain.provider.gateway import Gateway
from tenon.models.messages import ChatRequest, Message
from tenon.models.port import ModelRef
from tests.fixtures.server import MakeServer, Person, Server
from tests.provider.conftest import BASE, KEY, compatible, openai

GPT = {"model": "gpt-4o", "model_type": "llm"}
POOL = f"{BASE}/openai/models/load-balancing"


async def add(who: Person, vendor: ScriptedModel) -> str:
    answer = await who.client.post(f"{BASE}/openai/credentials", json={"credentials": openai(vendor)})
    return str(answer.json()["id"])


async def ask(server: Server, who: Person, provider: str = "openai", model: str = "gpt-4o") -> str:
    models = server.container.services.get(Gateway).for_workspace(who.workspace_id)
    chat = await models.chat(ModelRef(provider, model))
    return "".join([d.text async for d in chat.stream(ChatRequest([Message("user", "Hi")]))])  # type: ignore[attr-defined]


async def test_load_balancing_is_set_up_per_model(server: Server, owner: Person) -> None:
    async with ScriptedModel(Script()) as one, ScriptedModel(Script()) as two:
        await add(owner, one)
        second = await add(owner, two)
        fresh = (await owner.client.get(POOL, params=GPT)).json()
        assert (fresh["enabled"], len(fresh["candidates"])) == (False, 2)
        assert [e["name"] for e in fresh["entries"]] == ["Default configuration"]
        single = {**GPT, "enabled": True, "entries": [{"credential_id": second}]}
        refused = await owner.client.put(POOL, json=single)
        assert (refused.status_code, refused.json()["code"]) == (400, "invalid_param")
        both = {**GPT, "enabled": True, "entries": [{"credential_id": None}, {"credential_id": second}]}
        kept = (await owner.client.put(POOL, json=both)).json()
        assert [(e["name"], e["enabled"], e["missing"]) for e in kept["entries"]] == [
            ("Default configuration", True, False),
            ("API key 2", True, False),
        ]
        before = one.count, two.count
        for _ in range(4):
            assert await ask(server, owner) == "Hi"
        assert (one.count - before[0], two.count - before[1]) == (2, 2)
        listed = {m["model"]: m for m in (await owner.client.get(f"{BASE}/openai/models")).json()["data"]}
        assert (listed["gpt-4o"]["load_balancing_enabled"], listed["gpt-4o-mini"]["load_balancing_enabled"]) == (
            True,
            False,
        )
        two.play(Script(api_key="changed"))
        assert [await ask(server, owner) for _ in range(2)] == ["Hi", "Hi"]
        resting = (await owner.client.get(POOL, params=GPT)).json()["entries"]
        assert resting[0]["resting_seconds"] == 0
        assert 0 < resting[1]["resting_seconds"] <= 10
        await owner.client.delete(f"{BASE}/openai/credentials/{second}")
        after = (await owner.client.get(POOL, params=GPT)).json()
        assert [e["missing"] for e in after["entries"]] == [False, True]
        listed = {m["model"]: m for m in (await owner.client.get(f"{BASE}/openai/models")).json()["data"]}
        assert listed["gpt-4o"]["has_invalid_load_balancing_configs"] is True
        assert await ask(server, owner) == "Hi"
        off = await owner.client.put(POOL, json={**both, "enabled": False, "entries": []})
        assert off.json()["enabled"] is False


async def test_a_custom_model_has_several_credentials(server: Server, owner: Person, vendor: ScriptedModel) -> None:
    path = f"{BASE}/openai_api_compatible/models"
    named = {"model": "reed", "model_type": "llm"}
    first = (await owner.client.post(path, json={**named, "credentials": compatible(vendor)})).json()
    again = {**compatible(vendor), "api_key": "[__HIDDEN__]"}
    refused = await owner.client.post(path, json={**named, "credentials": again})
    assert refused.json()["code"] == "credentials_validate_failed"
    kept = await owner.client.post(path, json={**named, "credentials": again, "credential_id": first["id"]})
    assert kept.status_code == 201, kept.text
    second = kept.json()
    assert (second["current"], second["masked"]["api_key"]) == (False, first["masked"]["api_key"])
    edited = {**again, "context_size": "64000"}
    change = f"{BASE}/openai_api_compatible/credentials/{first['id']}"
    answer = await owner.client.patch(change, json={"credentials": edited, "name": "Main"})
    assert (answer.json()["name"], answer.json()["masked"]["context_size"]) == ("Main", "64000")
    assert await ask(server, owner, "openai_api_compatible", "reed") == "Hi"
    pool = {**named, "enabled": True, "entries": [{"credential_id": first["id"]}, {"credential_id": second["id"]}]}
    answer = await owner.client.put(f"{BASE}/openai_api_compatible/models/load-balancing", json=pool)
    assert answer.json()["enabled"] is True
    foreign = {**pool, "entries": [{"credential_id": "00000000-0000-7000-8000-000000000000"}] * 2}
    assert (
        await owner.client.put(f"{BASE}/openai_api_compatible/models/load-balancing", json=foreign)
    ).status_code == 400
    absent = {"model": "no-such", "model_type": "llm"}
    assert (await owner.client.get(POOL, params=absent)).status_code == 404


async def test_models_of_the_server_are_listed(owner: Person, vendor: ScriptedModel) -> None:
    vendor.play(Script(api_key=KEY, models=["gpt-4o", "bge-m3", "jina-reranker", "whisper-1", "my-tuned"]))
    path = f"{BASE}/openai/models/remote"
    nothing = (await owner.client.post(path, json={})).json()
    assert nothing["result"] == "error"
    wrong = (await owner.client.post(path, json={"credentials": openai(vendor, "sk-wrong")})).json()
    assert "Incorrect API key" in wrong["error"]
    await add(owner, vendor)
    found = {m["model"]: m for m in (await owner.client.post(path, json={})).json()["data"]}
    assert {name: m["model_type"] for name, m in found.items()} == {
        "gpt-4o": "llm",
        "bge-m3": "text-embedding",
        "jina-reranker": "rerank",
        "whisper-1": "speech2text",
        "my-tuned": "llm",
    }
    assert (found["gpt-4o"]["known"], found["my-tuned"]["known"]) == (True, False)
    replicate = await owner.client.post(f"{BASE}/replicate/models/remote", json={})
    assert "no list" in replicate.json()["error"]


@pytest.fixture
async def ollama() -> AsyncIterator[str]:
    """A small Ollama with a chat and an embedding model, as its API document shows them."""

    async def tags(_: web.Request) -> web.Response:
        names = [("llama3.2:latest", "llama"), ("all-minilm:latest", "bert")]
        return web.json_response({"models": [{"name": n, "model": n, "details": {"family": f}} for n, f in names]})

    async def show(request: web.Request) -> web.Response:
        chat = (await request.json())["model"].startswith("llama")
        info = {"llama.context_length": 131072} if chat else {"bert.context_length": 512}
        return web.json_response(
            {"capabilities": ["completion", "tools"] if chat else ["embedding"], "model_info": info}
        )

    async def chat(request: web.Request) -> web.Response:
        line = b'{"model":"llama3.2","message":{"role":"assistant","content":"Hi"},"done":false}\n'
        last = b'{"model":"llama3.2","message":{"role":"assistant","content":""},"done":true,"done_reason":"stop"}\n'
        return web.Response(body=line + last, content_type="application/x-ndjson")

    async def embed(request: web.Request) -> web.Response:
        texts = (await request.json())["input"]
        return web.json_response({"embeddings": [[0.5, 0.25]] * len(texts), "prompt_eval_count": 1})

    app = web.Application()
    app.add_routes(
        [
            web.get("/api/tags", tags),
            web.post("/api/show", show),
            web.post("/api/chat", chat),
            web.post("/api/embed", embed),
        ]
    )
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


async def test_a_local_server_is_found_and_taken_over(
    make_server: MakeServer, ollama: str, vendor: ScriptedModel, unused_tcp_port: int
) -> None:
    near = vendor.url.removesuffix("/v1")
    places = f"ollama={ollama}, vllm={near}, gpustack={near}/nothing, lmstudio=http://127.0.0.1:{unused_tcp_port}"
    server = await make_server(local_models=places)
    vendor.play(Script(models=["reed"]))
    owner = await server.person("owner")
    path = "/console/api/workspaces/current/local-models"
    found = (await owner.client.post(f"{path}/search")).json()["data"]
    assert [(s["server"], s["provider"], s["url"]) for s in found] == [
        ("ollama", "ollama", ollama),
        ("vllm", "vllm", near),
    ]
    models = {m["model"]: m for m in found[0]["models"]}
    llama = models["llama3.2:latest"]
    assert (llama["model_type"], llama["context_size"], llama["tool_call"], llama["added"]) == (
        "llm",
        131072,
        True,
        False,
    )
    assert models["all-minilm:latest"]["model_type"] == "text-embedding"
    wanted: list[dict[str, Any]] = [{"model": m["model"], "model_type": m["model_type"]} for m in found[0]["models"]]
    wanted.append({"model": "absent", "model_type": "rerank"})
    added = (await owner.client.post(path, json={"url": ollama, "models": wanted})).json()["data"]
    assert [(a["model"], a["result"]) for a in added] == [
        ("all-minilm:latest", "success"),
        ("llama3.2:latest", "success"),
        ("absent", "error"),
    ]
    assert await ask(server, owner, "ollama", "llama3.2:latest") == "Hi"
    shown = {m["model"]: m for m in (await owner.client.get(f"{BASE}/ollama/models")).json()["data"]}
    assert shown["llama3.2:latest"]["model_properties"]["context_size"] == 131072
    assert "tool-call" in shown["llama3.2:latest"]["features"]
    again = (await owner.client.post(f"{path}/search")).json()["data"][0]["models"]
    assert all(m["added"] for m in again)
    elsewhere = await owner.client.post(path, json={"url": "http://169.254.169.254", "models": wanted})
    assert (elsewhere.status_code, elsewhere.json()["params"]) == (400, "url")
    editor = await server.person("editor", owner.workspace_id)
    assert (await editor.client.post(f"{path}/search")).status_code == 403


async def test_looking_for_servers_is_short(make_server: MakeServer) -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()

    listener = await asyncio.start_server(silent, "127.0.0.1", 0)
    port = listener.sockets[0].getsockname()[1]
    server = await make_server(local_models=f"ollama=http://127.0.0.1:{port}, gpustack=http://127.0.0.1:{port}")
    owner = await server.person("owner")
    async with asyncio.timeout(5):
        answer = await owner.client.post("/console/api/workspaces/current/local-models/search")
    assert answer.json() == {"data": []}
    listener.close()
