"""Basic apps made into workflow apps that answer the same."""

from typing import Any
from uuid import uuid4

import pytest

from tenon.adapters.scripted_model.server import ScriptedModel
from tests.fixtures.apps import Json
from tests.fixtures.basic_apps import BasicApp, make_basic_app, text_field
from tests.fixtures.server import Server

CONFIG: Json = {
    "pre_prompt": "You know {{topic}}.",
    "user_input_form": [text_field("topic", required=True)],
    "opening_statement": "Hello",
    "suggested_questions": ["Who?"],
    "file_upload": {"image": {"enabled": True, "number_limits": 2, "transfer_methods": ["remote_url"]}},
}


async def converted(app: BasicApp, **body: str) -> tuple[Json, Json, Any]:
    """The new app, its draft, and a client with a key for its published version."""
    owner = app.owner.client
    answer = await owner.post(f"/console/api/apps/{app.id}/convert-to-workflow", json=body)
    assert answer.status_code == 201, answer.text
    made = answer.json()
    root = f"/console/api/apps/{made['id']}"
    draft = (await owner.get(f"{root}/workflows/draft")).json()
    published = await owner.post(f"{root}/workflows/publish", json={})
    assert published.status_code < 300, published.text
    key = (await owner.post(f"{root}/api-keys")).json()["token"]
    return made, draft, app.server.new_client(Authorization=f"Bearer {key}")


@pytest.mark.parametrize("mode", ["chat", "agent-chat"])
async def test_a_chat_app_becomes_a_chatflow(server: Server, scripted: ScriptedModel, mode: str) -> None:
    app = await make_basic_app(server, scripted, mode, CONFIG)
    made, draft, client = await converted(app, name="Flow")
    assert (made["mode"], made["name"], made["published"]) == ("advanced-chat", "Flow", False)
    kinds = [node["data"]["type"] for node in draft["graph"]["nodes"]]
    assert kinds == ["start", "agent" if mode == "agent-chat" else "llm", "answer"]
    assert [e["data"]["targetType"] for e in draft["graph"]["edges"]] == kinds[1:]
    assert draft["features"]["opening_statement"] == "Hello"
    assert draft["features"]["file_upload"]["number_limits"] == 2
    body = {"inputs": {"topic": "stars"}, "query": "hi", "user": "ada", "auto_generate_name": False}
    answer = await client.post("/v1/chat-messages", json=body)
    assert (answer.status_code, answer.json()["answer"]) == (200, "hi"), answer.text
    before = app.prompt()
    await app.chat("hi", inputs={"topic": "stars"}, response_mode="streaming", auto_generate_name=False)
    assert app.prompt() == before
    assert (await app.owner.client.get(f"/console/api/apps/{app.id}")).json()["mode"] == mode


async def test_a_text_generator_becomes_a_workflow(server: Server, scripted: ScriptedModel) -> None:
    app = await make_basic_app(server, scripted, "completion", CONFIG)
    made, draft, client = await converted(app)
    assert (made["mode"], made["name"]) == ("workflow", "App (workflow)")
    assert [node["data"]["type"] for node in draft["graph"]["nodes"]] == ["start", "llm", "end"]
    run = await client.post("/v1/workflows/run", json={"inputs": {"topic": "stars"}, "user": "ada"})
    assert run.json()["data"]["outputs"] == {"text": "You know stars."}


async def test_knowledge_and_outside_data_come_along(server: Server, scripted: ScriptedModel) -> None:
    dataset = str(uuid4())
    config: Json = {
        **CONFIG,
        "dataset_configs": {"top_k": 7, "datasets": {"datasets": [{"dataset": {"enabled": True, "id": dataset}}]}},
        "external_data_tools": [
            {"enabled": True, "variable": "weather", "type": "api", "config": {"api_based_extension_id": "x"}}
        ],
    }
    app = await make_basic_app(server, scripted, "chat", config)
    _, draft, _ = await converted(app)
    nodes = {node["id"]: node["data"] for node in draft["graph"]["nodes"]}
    assert list(nodes) == ["start", "knowledge", "llm", "answer"]
    assert nodes["knowledge"]["dataset_ids"] == [dataset]
    assert nodes["knowledge"]["multiple_retrieval_config"]["top_k"] == 7
    assert nodes["llm"]["context"] == {"enabled": True, "variable_selector": ["knowledge", "result"]}
    assert [v["variable"] for v in nodes["start"]["variables"]] == ["topic", "weather"]


async def test_only_basic_apps_are_converted(server: Server, scripted: ScriptedModel, greeter: BasicApp) -> None:
    refused = await greeter.owner.client.post(f"/console/api/apps/{greeter.id}/convert-to-workflow")
    assert (refused.status_code, refused.json()["code"]) == (400, "not_basic_app")
    app = await make_basic_app(server, scripted, "chat", {"model": None})
    refused = await app.owner.client.post(f"/console/api/apps/{app.id}/convert-to-workflow")
    assert (refused.status_code, refused.json()["code"]) == (400, "app_unavailable")
