"""The template gallery: both languages, and every template as an app that runs."""

from typing import Any

import pytest

from tenon.adapters.scripted_model.server import ScriptedModel
from tenon.domain.template.gallery import CATEGORIES, ModelChoice, Template, gallery
from tenon.domain.template.schemas import Language
from tenon.engine.graph import Graph
from tests.fixtures.apps import events_of
from tests.fixtures.server import Person, Server
from tests.provider.conftest import BASE, openai, vendor

__all__ = ["vendor"]

MODES = {"chat", "completion", "agent-chat", "advanced-chat", "workflow"}
LANGUAGES: tuple[Language, ...] = ("en", "zh")


def texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for entry in value.values() for text in texts(entry)]  # pyright: ignore[reportUnknownVariableType]
    if isinstance(value, list):
        return [text for entry in value for text in texts(entry)]  # pyright: ignore[reportUnknownVariableType]
    return [value] if isinstance(value, str) else []


def test_there_are_templates_of_every_mode_and_shelf() -> None:
    found = gallery().values()
    assert len(found) >= 24
    assert {one.mode for one in found} == MODES
    assert {name for one in found for name in one.content["categories"]} == set(CATEGORIES)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("one", gallery().values(), ids=gallery())
def test_a_template_is_written_in_one_language(one: Template, language: Language) -> None:
    content = one.localized(language)
    chinese = [any("\u4e00" <= c <= "\u9fff" for c in text) for text in texts(content)]
    assert any(chinese) == (language == "zh")
    assert content["sample"].keys() >= {"inputs"}
    document = one.document(language, ModelChoice("openai", "gpt-4o-mini"))
    if "workflow" in document:
        graph = document["workflow"]["graph"]
        Graph(graph)
        places = [(node.get("parentId"), *node["position"].values()) for node in graph["nodes"]]
        assert len(set(places)) == len(places)
        assert {edge["target"] for edge in graph["edges"]} <= {node["id"] for node in graph["nodes"]}


async def test_the_gallery_is_narrowed_and_told_in_the_language(owner: Person) -> None:
    async def listed(**query: str) -> dict[str, Any]:
        answer = await owner.client.get("/console/api/templates", params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    everything = await listed(language="en")
    assert len(everything["data"]) == len(gallery())
    assert [one["id"] for one in (await listed(mode="workflow"))["data"]] == [
        one["id"] for one in everything["data"] if one["mode"] == "workflow"
    ]
    assert (await listed(language="zh_Hans", q="no such words"))["data"] == []
    found = await listed(language="zh_Hans", q="invoice")
    assert [(one["id"], one["name"]) for one in found["data"]] == [("form-reader", "票据读取")]
    assert {one["id"] for one in (await listed(category="coding"))["data"]} == {"code-review", "sql-writer"}
    assert (await owner.client.get("/console/api/templates/none")).json()["code"] == "template_not_found"
    preview = (await owner.client.get("/console/api/templates/long-article", params={"language": "en"})).json()
    assert {node["data"]["type"] for node in preview["graph"]["nodes"]} >= {"iteration", "iteration-start", "llm"}
    assert preview["sample"]["inputs"]["topic"] == "Why cities plant trees"


async def test_members_may_look_but_not_use(server: Server, owner: Person) -> None:
    member = await server.person("normal", owner.workspace_id)
    answer = await member.client.post("/console/api/templates/translator/use", json={})
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_template_becomes_an_app_that_runs(
    owner: Person, language: Language, vendor: ScriptedModel
) -> None:
    added = await owner.client.post(f"{BASE}/openai/credentials", json={"credentials": openai(vendor)})
    assert added.status_code == 201
    failed: dict[str, Any] = {}
    for id, one in gallery().items():
        answer = await owner.client.post(f"/console/api/templates/{id}/use", json={"language": language})
        assert answer.status_code == 201, (id, answer.text)
        app = answer.json()
        assert app["name"] == one.localized(language)["name"]
        events = await run(owner, app, one.localized(language)["sample"])
        last = events[-1]
        end = "workflow_finished" if one.mode in ("workflow", "advanced-chat") else "message_end"
        ended = [event for event in events if event["event"] == end]
        if not ended or ended[-1].get("data", {}).get("status", "succeeded") != "succeeded":
            failed[id] = last
    assert failed == {}


async def run(owner: Person, app: dict[str, Any], sample: dict[str, Any]) -> list[dict[str, Any]]:
    """Run the draft with the sample; texts for file variables are uploaded."""
    paths = {"workflow": "workflows/draft/run", "advanced-chat": "advanced-chat/draft/run"}
    paths |= {"chat": "chat-messages", "agent-chat": "chat-messages", "completion": "completion-messages"}
    inputs = dict(sample["inputs"])
    for name, text in sample.get("files", {}).items():
        sent = await owner.client.post("/console/api/files/upload", files={"file": ("a.txt", text.encode())})
        inputs[name] = {"type": "document", "transfer_method": "local_file", "upload_file_id": sent.json()["id"]}
    body = {"inputs": inputs, "query": sample.get("query", ""), "response_mode": "streaming"}
    answer = await owner.client.post(f"/console/api/apps/{app['id']}/{paths[app['mode']]}", json=body)
    return events_of(answer.text) if answer.status_code == 200 else [{"event": "refused", **answer.json()}]
