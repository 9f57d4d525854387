"""Chat assistants over the service API."""

import pytest

from tenon.adapters.scripted_model.server import ScriptedModel
from tests.fixtures.apps import Json, events_of
from tests.fixtures.basic_apps import BasicApp, make_basic_app, text_field
from tests.fixtures.server import Server

HEAD = ["event", "conversation_id", "message_id", "created_at", "task_id"]


@pytest.fixture
async def interviewer(server: Server, scripted: ScriptedModel) -> BasicApp:
    """A chat assistant with a variable."""
    config: Json = {
        "pre_prompt": "You interview {{name}}.",
        "user_input_form": [text_field("name", required=True)],
        "opening_statement": "Hello {{name}}, {{nobody}}!",
        "suggested_questions": ["Who are you?"],
    }
    return await make_basic_app(server, scripted, "chat", config)


async def test_a_stream_is_messages_and_their_end(interviewer: BasicApp) -> None:
    answer = await interviewer.chat("hi there", inputs={"name": "Ada"}, response_mode="streaming")
    assert answer.status_code == 200, answer.text
    events = events_of(answer.text)
    names = [event["event"] for event in events]
    assert set(names[:-1]) == {"message"}
    assert names[-1] == "message_end"
    assert all(list(event)[:5] == HEAD for event in events)
    assert list(events[0])[5:] == ["id", "answer", "from_variable_selector"]
    assert "".join(e["answer"] for e in events[:-1]) == "hi there"
    end = events[-1]
    assert (end["id"], list(end)[5:]) == (end["message_id"], ["id", "metadata", "files"])
    assert list(end["metadata"]) == ["retriever_resources", "usage"]
    assert end["metadata"]["usage"]["total_tokens"] > 0
    assert interviewer.prompt() == [("system", "You interview Ada."), ("user", "hi there")]


async def test_a_blocking_answer_has_the_contracts_body(interviewer: BasicApp) -> None:
    body = (await interviewer.chat("hi", inputs={"name": "Ada"})).json()
    assert list(body) == [
        "event", "task_id", "id", "message_id", "conversation_id", "mode", "answer", "metadata", "created_at",
    ]  # fmt: skip
    assert (body["event"], body["mode"], body["answer"]) == ("message", "chat", "hi")
    refused = await interviewer.chat("hi")
    assert (refused.status_code, refused.json()["message"]) == (400, "name is required in input form")


async def test_a_conversation_keeps_its_inputs_and_remembers(interviewer: BasicApp) -> None:
    first = (await interviewer.chat("one", inputs={"name": "Ada"})).json()
    again = await interviewer.chat("two", inputs={"name": "Eve"}, conversation_id=first["conversation_id"])
    assert again.status_code == 200, again.text
    assert interviewer.prompt() == [
        ("system", "You interview Ada."),
        ("user", "one"),
        ("assistant", "one"),
        ("user", "two"),
    ]
    without = await interviewer.chat("three", conversation_id=first["conversation_id"])
    assert without.status_code == 200
    listed = (await interviewer.client.get("/v1/conversations", params={"user": "ada"})).json()["data"]
    assert [(c["inputs"], c["introduction"]) for c in listed] == [({"name": "Ada"}, "Hello Ada, {{nobody}}!")]
    query = {"user": "ada", "conversation_id": first["conversation_id"]}
    shown = (await interviewer.client.get("/v1/messages", params=query)).json()["data"]
    assert [(m["query"], m["answer"], m["inputs"]) for m in shown][:2] == [
        ("one", "one", {"name": "Ada"}),
        ("two", "two", {"name": "Ada"}),
    ]


async def test_variables_of_any_script(server: Server, scripted: ScriptedModel) -> None:
    form = [text_field("姓名", required=True), text_field("plain"), text_field("x" * 40)]
    config: Json = {
        "pre_prompt": "你好 {{姓名}}, {{plain}}, {{" + "x" * 40 + "}}!",
        "user_input_form": form,
        "opening_statement": "{{姓名}}",
    }
    app = await make_basic_app(server, scripted, "chat", config)
    await app.chat("hi", inputs={"姓名": "艾达", "plain": "p", "x" * 40: "long"})
    assert app.prompt()[0] == ("system", "你好 艾达, p, long!")
    listed = (await app.client.get("/v1/conversations", params={"user": "ada"})).json()["data"]
    assert (listed[0]["introduction"], listed[0]["inputs"]["姓名"]) == ("艾达", "艾达")
    made = await app.owner.client.post(f"/console/api/apps/{app.id}/convert-to-workflow", json={})
    draft = (await app.owner.client.get(f"/console/api/apps/{made.json()['id']}/workflows/draft")).json()
    nodes = {node["id"]: node["data"] for node in draft["graph"]["nodes"]}
    assert [v["variable"] for v in nodes["start"]["variables"]] == ["input_1", "plain", "input_3"]
    prompt = nodes["llm"]["prompt_template"][0]["text"]
    assert prompt == "你好 {{#start.input_1#}}, {{#start.plain#}}, {{#start.input_3#}}!"
