"""Prompts, code and schemas written by a model: what it is told, what comes back, what goes wrong."""

import asyncio
import json
from typing import Any

import orjson
import pytest

from tenon.adapters.scripted_model.script import Script
from tenon.adapters.scripted_model.server import ScriptedModel
from tenon.domain.generator.instructions import messages, result
from tenon.domain.generator.schemas import Generate
from tenon.domain.generator.service import Writing
from tenon.domain.provider.gateway import Gateway
from tenon.domain.run.runner import Runner
from tenon.models.messages import ChatRequest, Message
from tenon.models.port import ModelRef
from tests.app.test_apps import make
from tests.fixtures.basic_apps import MODEL, set_up_models
from tests.fixtures.server import Person, Server

CHOSEN = {"provider": MODEL["provider"], "name": MODEL["name"], "completion_params": {"temperature": 0.3}}


def script(scripted: ScriptedModel, *rules: dict[str, Any]) -> None:
    scripted.play(Script.model_validate({"rules": list(rules)}))


async def ask(owner: Person, app: str, kind: str, **body: Any) -> list[dict[str, Any]]:
    url = f"/console/api/apps/{app}/generate/{kind}"
    answer = await owner.client.post(url, json={"instruction": "Do it", "model": CHOSEN, **body})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/event-stream")
    lines = [line.removeprefix("data: ") for line in answer.text.splitlines() if line.startswith("data: ")]
    return [orjson.loads(line) for line in lines]


@pytest.fixture
async def app(server: Server, owner: Person, scripted: ScriptedModel) -> str:
    await set_up_models(owner, scripted)
    return (await make(owner, mode="advanced-chat"))["id"]


async def test_a_prompt_is_streamed_and_told_what_is_there(owner: Person, scripted: ScriptedModel, app: str) -> None:
    script(scripted, {"answer": "<think>hm</think>\n```markdown\nYou translate {{#start.text#}}.\n```"})
    events = await ask(
        owner,
        app,
        "prompt",
        instruction="Shorter than {{current_prompt}}, and look at {{#last_run#}}",
        current="You translate everything.",
        ideal="Guten Tag",
        inputs=[{"name": "{{#start.text#}}", "type": "string"}],
        last_run={"inputs": {"text": "hello"}, "outputs": None, "error": "too long"},
    )
    pieces = "".join(event["text"] for event in events if event["event"] == "text")
    assert pieces.startswith("<think>")
    assert events[-1] == {"event": "end", "text": "You translate {{#start.text#}}.", "cut": False}
    body = scripted.requests[-1]["body"]
    assert (body["model"], body["temperature"]) == ("gpt-4o-mini", 0.3)
    told = body["messages"][1]["content"]
    for part in (
        "<current>",
        "Guten Tag",
        "{{#start.text#}}: string",
        '{"text": "hello"}',
        "too long",
        "(see <last_run>)",
    ):
        assert part in told
    assert "{{current_prompt}}" not in told


async def test_the_use_is_counted_for_the_app(owner: Person, scripted: ScriptedModel, server: Server, app: str) -> None:
    script(scripted, {"answer": "Ready", "usage": {"prompt_tokens": 40, "completion_tokens": 2}})
    await ask(owner, app, "prompt")
    usage = await owner.client.get("/console/api/workspaces/current/model-usage", params={"by": "app"})
    assert [(line["app_id"], line["calls"], line["total_tokens"]) for line in usage.json()["data"]] == [(app, 1, 42)]


async def test_a_schema_must_be_one(owner: Person, scripted: ScriptedModel, app: str) -> None:
    schema = {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]}
    script(
        scripted, {"answer": f"Here it is:\n```json\n{json.dumps(schema)}\n```", "times": 1}, {"answer": "I cannot."}
    )
    events = await ask(owner, app, "schema")
    assert json.loads(events[-1]["text"]) == schema
    events = await ask(owner, app, "schema")
    assert (events[-1]["event"], events[-1]["code"]) == ("error", "generation_unusable")


async def test_errors_are_told(owner: Person, scripted: ScriptedModel, server: Server, app: str) -> None:
    script(scripted, {"error": {"status": 401, "message": "No such key."}})
    events = await ask(owner, app, "code", language="javascript")
    assert (events[-1]["event"], events[-1]["status"]) == ("error", 400)
    assert "No such key." in events[-1]["message"]
    url = f"/console/api/apps/{app}/generate/"
    for kind, body, status in (
        ("prompt", {"instruction": ""}, 400),
        ("poem", {"instruction": "Do it"}, 400),
        ("prompt", {"instruction": "Do it", "model": {"provider": "nobody", "name": "x"}}, 400),
    ):
        assert (await owner.client.post(url + kind, json=body)).status_code == status
    member = await server.person("normal", owner.workspace_id)
    refused = await member.client.post(url + "prompt", json={"instruction": "Do it"})
    assert refused.status_code == 403
    other = await server.person("owner")
    theirs = (await make(other))["id"]
    missing = await other.client.post(f"/console/api/apps/{theirs}/generate/prompt", json={"instruction": "Do it"})
    assert (missing.status_code, missing.json()["code"]) == (400, "provider_not_initialize")


async def test_stopping_ends_the_model_call(server: Server, owner: Person, scripted: ScriptedModel, app: str) -> None:
    script(scripted, {"answer": "word " * 500, "delay": {"token_ms": 20}})
    models = server.container.services.get(Gateway).for_workspace(owner.workspace_id)
    model = await models.chat(ModelRef(MODEL["provider"], MODEL["name"]))
    writing = Writing("prompt", model, ChatRequest([Message("user", "Do it")]))
    writing.task = server.container.services.get(Runner).spawn(writing.work())
    begun = asyncio.Event()
    writing.frames.listen(begun.set)
    async with asyncio.timeout(5):
        await begun.wait()
        writing.stop()
        await asyncio.wait([writing.task])
    assert (writing.task.cancelled(), writing.frames.closed) == (True, True)


def test_code_is_told_its_place() -> None:
    wish = Generate.model_validate(
        {
            "instruction": "Add",
            "inputs": [{"name": "a", "type": "number"}],
            "outputs": [{"name": "sum", "type": "number"}],
        }
    )
    system, user = messages("code", wish)
    assert "def main(" in system.text
    assert "a: number" in user.text
    assert "sum: number" in user.text
    wish.language = "javascript"
    assert "function main({ a, b })" in messages("code", wish)[0].text


@pytest.mark.parametrize(
    ("kind", "said", "wanted"),
    [
        ("code", "Sure:\n```python\ndef main():\n    return {}\n```\nDone.", "def main():\n    return {}"),
        ("code", "def main():\n    return {}", "def main():\n    return {}"),
        ("prompt", "Say:\n```\nhi\n```\nand stop.", "Say:\n```\nhi\n```\nand stop."),
        ("prompt", "<think>never closed", ""),
        ("schema", '{"type": "string"}', ""),
        ("schema", "{broken", ""),
    ],
)
def test_what_is_used_of_an_answer(kind: Any, said: str, wanted: str) -> None:
    assert result(kind, said) == wanted
