"""Prompts written from a wish."""

import pytest

from tenon.adapters.scripted_model.server import ScriptedModel
from tenon.domain.app.prompt_writer import bare
from tests.fixtures.apps import Json, events_of
from tests.fixtures.basic_apps import set_up_models
from tests.fixtures.server import Server

PATH = "/console/api/prompt-generator"
WRITES = """
rules:
  - when: {system: You write prompts, last: interviews}
    tokens: ["```\\n# Role\\n", "You ask {{name}}.", "\\n```"]
  - when: {last: refuse}
    error: {status: 400, message: "too hot"}
"""


async def test_a_wish_becomes_a_prompt(server: Server, scripted: ScriptedModel) -> None:
    owner = await server.person("owner")
    await set_up_models(owner, scripted)
    scripted.play(WRITES)
    answer = await owner.client.post(PATH, json={"instruction": "A bot that interviews people"})
    assert answer.headers["content-type"].startswith("text/event-stream")
    events = events_of(answer.text)
    assert "".join(event["text"] for event in events[:-1]) == "```\n# Role\nYou ask {{name}}.\n```"
    assert events[-1] == {"event": "end", "prompt": "# Role\nYou ask {{name}}."}


async def test_a_present_prompt_is_improved(server: Server, scripted: ScriptedModel) -> None:
    editor = await server.person("editor")
    await set_up_models(await server.person("owner", editor.workspace_id), scripted)
    model: Json = {"provider": "openai", "name": "gpt-4o-mini", "completion_params": {"temperature": 0.5}}
    wish = {"instruction": "Shorter", "current_prompt": "Old {{x}}", "ideal_output": "Like this", "model": model}
    events = events_of((await editor.client.post(PATH, json=wish)).text)
    asked = scripted.requests[-1]["body"]
    assert (asked["model"], asked["temperature"]) == ("gpt-4o-mini", 0.5)
    rules, told = (message["content"] for message in asked["messages"])
    assert "Keep its variables" in rules
    assert all(text in told for text in ("Shorter", "Old {{x}}", "Like this"))
    assert events[-1]["event"] == "end"


async def test_trouble(server: Server, scripted: ScriptedModel) -> None:
    owner = await server.person("owner")
    none = await owner.client.post(PATH, json={"instruction": "x"})
    assert (none.status_code, none.json()["code"]) == (400, "provider_not_initialize")
    await set_up_models(owner, scripted)
    scripted.play(WRITES)
    (event,) = events_of((await owner.client.post(PATH, json={"instruction": "refuse"})).text)
    assert (event["event"], event["code"]) == ("error", "completion_request_error")
    assert "too hot" in event["message"]
    assert (await owner.client.post(PATH, json={"instruction": ""})).status_code == 400
    member = await server.person("normal", owner.workspace_id)
    assert (await member.client.post(PATH, json={"instruction": "x"})).status_code == 403


@pytest.mark.parametrize(
    ("text", "prompt"),
    [("<think>hm</think>\nA", "A"), ("```markdown\nA\nB\n```", "A\nB"), (" A ```x``` B ", "A ```x``` B"), ("", "")],
)
def test_what_is_kept_of_an_answer(text: str, prompt: str) -> None:
    assert bare(text) == prompt
