"""Model servers that misbehave, seen through a chatflow over the service API: what the client gets, what is stored."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tenon.adapters.scripted_model.script import Script
from tenon.adapters.scripted_model.server import ScriptedModel
from tests.fixtures.apps import MadeApp, answer, chain, events_of, make_app, node, start
from tests.fixtures.server import Server

PROVIDERS = "/console/api/workspaces/current/model-providers"
RULES: list[dict[str, Any]] = [
    {"when": {"last": "refuse"}, "error": {"status": 429, "message": "Slow down."}},
    {"when": {"last": "broken"}, "error": {"status": 500, "message": "Out of order."}},
    {"when": {"last": "cut"}, "tokens": ["Half", " an", " answer"], "cut_after": 2},
    {"when": {"last": "malformed"}, "tokens": ["Half", " an", " answer"], "malformed_after": 2},
    {
        "when": {"last": "late error"},
        "tokens": ["Half", " an", " answer"],
        "error_after": 2,
        "error": {"message": "Broke down."},
    },
    {"when": {"last": "slow"}, "answer": "At last", "delay": {"first_ms": 400, "token_ms": 20}},
]


@pytest.fixture
async def model() -> AsyncIterator[ScriptedModel]:
    async with ScriptedModel(Script.model_validate({"rules": RULES, "models": ["gpt-4o"]})) as server:
        yield server


async def chatflow(server: Server, url: str, **data: Any) -> MadeApp:
    llm = node(
        "llm",
        "llm",
        model={"provider": "openai", "name": "gpt-4o", "mode": "chat", "completion_params": {}},
        prompt_template=[{"role": "user", "text": "{{#sys.query#}}"}],
        context={"enabled": False},
        vision={"enabled": False},
        **data,
    )
    app = await make_app(server, chain(start(), llm, answer("{{#llm.text#}}")), mode="advanced-chat")
    credentials = {"openai_api_key": "sk-secret-of-tests", "openai_api_base": url}
    added = await app.owner.client.post(f"{PROVIDERS}/openai/credentials", json={"credentials": credentials})
    assert added.status_code < 300, added.text
    return app


async def stored(app: MadeApp, conversation_id: str) -> dict[str, Any]:
    """The one message of a conversation."""
    answer = await app.client.get("/v1/messages", params={"user": "ada", "conversation_id": conversation_id})
    (message,) = answer.json()["data"]
    return message


async def failed(app: MadeApp, query: str, word: str, said: str) -> None:
    """The stream tells the failure once and ends; the message keeps what was said; blocking answers 400."""
    events = events_of((await app.chat(query, response_mode="streaming")).text)
    names = [event["event"] for event in events]
    assert names[-2:] == ["workflow_finished", "error"], (query, names)
    assert "message_end" not in names
    finished, error = events[-2]["data"], events[-1]
    assert finished["status"] == "failed"
    for text in (finished["error"], error["message"]):
        assert word in text
        assert "sk-secret" not in text
    assert "".join(event["answer"] for event in events if event["event"] == "message") == said
    (node_end,) = [e["data"] for e in events if e["event"] == "node_finished" and e["data"]["node_id"] == "llm"]
    assert (node_end["status"], word in node_end["error"]) == ("failed", True)
    message = await stored(app, error["conversation_id"])
    assert (message["status"], message["answer"]) == ("error", said)
    assert word in message["error"]
    blocking = await app.chat(query)
    assert (blocking.status_code, word in blocking.json()["message"]) == (400, True), blocking.text
    run = await app.owner.client.get(f"/console/api/apps/{app.id}/workflow-runs/{finished['id']}")
    assert run.json()["status"] == "failed"


async def test_faults_of_the_model_server(server: Server, model: ScriptedModel) -> None:
    app = await chatflow(server, model.url)
    await failed(app, "refuse", "Slow down", "")
    await failed(app, "broken", "Out of order", "")
    await failed(app, "cut", "", "Half an")
    await failed(app, "malformed", "", "Half an")
    await failed(app, "late error", "Broke down", "Half an")
    slow = events_of((await app.chat("slow", response_mode="streaming")).text)
    assert [event["event"] for event in slow][-2:] == ["message_end", "workflow_finished"]
    assert (await stored(app, slow[-1]["conversation_id"]))["answer"] == "At last"
    assert (await app.chat("fine")).json()["answer"] == "fine"


async def test_a_model_server_that_is_down(server: Server) -> None:
    async with ScriptedModel() as gone:
        app = await chatflow(server, gone.url)
    await failed(app, "anyone?", "cannot connect", "")


async def test_a_fault_can_be_handled_by_the_flow(server: Server, model: ScriptedModel) -> None:
    app = await chatflow(
        server,
        model.url,
        error_strategy="default-value",
        default_value=[{"key": "text", "type": "string", "value": "Sorry."}],
    )
    said = await app.chat("broken")
    assert (said.status_code, said.json()["answer"]) == (200, "Sorry.")
