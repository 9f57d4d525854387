"""Basic apps on published pages and in the console's debug chat."""

import pytest

from tenon.adapters.scripted_model.server import ScriptedModel
from tests.fixtures.apps import Json, MadeApp, events_of
from tests.fixtures.basic_apps import MODEL, BasicApp, make_basic_app, text_field
from tests.fixtures.server import Server
from tests.site.test_web_api import visitor

FORM = [text_field("topic", "paragraph", required=True)]


@pytest.fixture
async def poet(server: Server, scripted: ScriptedModel) -> BasicApp:
    """A text generator that offers variations."""
    config: Json = {
        "pre_prompt": "A poem on {{topic}}.",
        "user_input_form": FORM,
        "more_like_this": {"enabled": True},
    }
    return await make_basic_app(server, scripted, "completion", config)


async def test_a_visitor_keeps_results_and_asks_for_variations(poet: BasicApp) -> None:
    browser = await visitor(poet)
    events = events_of((await browser.post("/api/completion-messages", json={"inputs": {"topic": "rain"}})).text)
    assert [e["event"] for e in events][-1] == "message_end"
    assert "usage" not in events[-1]["metadata"]
    message = events[-1]["message_id"]
    for _ in range(2):
        assert (await browser.post("/api/saved-messages", json={"message_id": message})).json() == {"result": "success"}
    listed = (await browser.get("/api/saved-messages")).json()
    assert (listed["has_more"], [(m["id"], m["answer"]) for m in listed["data"]]) == (
        False,
        [(message, "A poem on rain.")],
    )
    assert set(listed["data"][0]) == {
        "id", "inputs", "query", "answer", "message_files", "feedback", "created_at"
    }  # fmt: skip
    stranger = await visitor(poet)
    assert (await stranger.get("/api/saved-messages")).json()["data"] == []
    assert (await stranger.post("/api/saved-messages", json={"message_id": message})).status_code == 404
    assert (await browser.delete(f"/api/saved-messages/{message}")).status_code == 204
    assert (await browser.get("/api/saved-messages")).json()["data"] == []

    again = await browser.get(f"/api/messages/{message}/more-like-this", params={"response_mode": "blocking"})
    assert (again.status_code, again.json()["answer"]) == (200, "A poem on rain."), again.text
    assert again.json()["id"] != message
    assert poet.asked()["temperature"] == 0.9
    streamed = events_of((await browser.get(f"/api/messages/{message}/more-like-this")).text)
    assert streamed[-1]["event"] == "message_end"


async def test_variations_are_off_by_default(server: Server, scripted: ScriptedModel, greeter: MadeApp) -> None:
    app = await make_basic_app(server, scripted, "completion", {"pre_prompt": "x"})
    browser = await visitor(app)
    done = await browser.post("/api/completion-messages", json={"inputs": {}, "response_mode": "blocking"})
    refused = await browser.get(f"/api/messages/{done.json()['id']}/more-like-this")
    assert (refused.status_code, refused.json()["code"]) == (403, "app_more_like_this_disabled")
    other = await (await visitor(greeter)).get(f"/api/messages/{done.json()['id']}/more-like-this")
    assert (other.status_code, other.json()["code"]) == (400, "not_completion_app")


async def test_a_page_may_branch_a_conversation(server: Server, scripted: ScriptedModel) -> None:
    app = await make_basic_app(server, scripted, "chat", {})
    browser = await visitor(app)

    async def say(query: str, **more: str) -> Json:
        body: Json = {"inputs": {}, "query": query, "response_mode": "blocking", **more}
        answer = await browser.post("/api/chat-messages", json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    first = await say("one")
    talk = first["conversation_id"]
    second = await say("two", conversation_id=talk)
    await say("two again", conversation_id=talk, parent_message_id=first["id"])
    assert [m[1] for m in app.prompt()] == ["one", "one", "two again"]
    await say("three", conversation_id=talk, parent_message_id=second["id"])
    assert [m[1] for m in app.prompt()] == ["one", "one", "two", "two", "three"]
    await say("anew", conversation_id=talk, parent_message_id="00000000-0000-0000-0000-000000000000")
    assert app.prompt() == [("user", "anew")]
    unknown: Json = {"inputs": {}, "query": "x", "conversation_id": talk, "parent_message_id": talk}
    assert (await browser.post("/api/chat-messages", json=unknown)).status_code == 404


async def test_debugging_takes_the_draft_or_what_is_given(server: Server, scripted: ScriptedModel) -> None:
    app = await make_basic_app(server, scripted, "chat", {"pre_prompt": "Served {{name}}.", "user_input_form": FORM})
    owner = app.owner.client
    root = f"/console/api/apps/{app.id}"
    shown = (await owner.get(f"{root}/model-config")).json()
    draft: Json = {**shown["config"], "pre_prompt": "Draft {{name}}.", "user_input_form": [text_field("name")]}
    await owner.put(f"{root}/model-config", json={"config": draft, "hash": shown["hash"]})
    events = events_of((await owner.post(f"{root}/chat-messages", json={"inputs": {"name": "A"}, "query": "hi"})).text)
    assert [e["seq"] for e in events] == list(range(1, len(events) + 1))
    assert app.prompt() == [("system", "Draft A."), ("user", "hi")]
    talk = events[0]["conversation_id"]
    override: Json = {**draft, "pre_prompt": "Given.", "model": {**MODEL, "name": "gpt-4o"}}
    body = {"inputs": {"name": "B"}, "query": "again", "conversation_id": talk, "model_config": override}
    await owner.post(f"{root}/chat-messages", json=body)
    assert app.asked()["model"] == "gpt-4o"
    assert app.prompt() == [("system", "Given."), ("user", "hi"), ("assistant", "hi"), ("user", "again")]
    message = events[-1]["message_id"]
    prompt = (await owner.get(f"{root}/messages/{message}/prompt")).json()
    assert [(m["role"], m["text"]) for m in prompt["messages"]] == [("system", "Draft A."), ("user", "hi")]
    kept = (await owner.get(f"{root}/messages", params={"conversation_id": talk})).json()["data"]
    assert [m["query"] for m in kept] == ["hi", "again"]
    assert (await app.client.get("/v1/conversations", params={"user": "ada"})).json()["data"] == []
    wrong = await owner.post(f"{root}/completion-messages", json={"inputs": {}})
    assert wrong.json()["code"] == "app_unavailable"
    broken = await owner.post(f"{root}/chat-messages", json={"inputs": {}, "query": "x", "model_config": {"model": 3}})
    assert (broken.status_code, broken.json()["code"]) == (400, "app_unavailable")
    member = await server.person("normal", app.workspace_id)
    assert (await member.client.post(f"{root}/chat-messages", json={"inputs": {}, "query": "x"})).status_code == 403


async def test_suggestions_after_answers(server: Server, scripted: ScriptedModel) -> None:
    config: Json = {
        "suggested_questions_after_answer": {"enabled": True, "model": {"provider": "openai", "name": "gpt-4o"}}
    }
    app = await make_basic_app(server, scripted, "chat", config)
    scripted.play('{"rules": [{"when": {"last": "Predict"}, "answer": "[\\"A?\\", \\"B?\\", \\"C?\\", \\"D?\\"]"}]}')
    message = (await app.chat("hi")).json()["id"]
    found = await app.client.get(f"/v1/messages/{message}/suggested", params={"user": "ada"})
    assert found.json() == {"result": "success", "data": ["A?", "B?", "C?"]}
    root = f"/console/api/apps/{app.id}"
    events = events_of((await app.owner.client.post(f"{root}/chat-messages", json={"inputs": {}, "query": "hi"})).text)
    path = f"{root}/chat-messages/{events[-1]['message_id']}/suggested-questions"
    assert (await app.owner.client.get(path)).json()["data"] == ["A?", "B?", "C?"]
    off = await make_basic_app(server, scripted, "chat", {}, owner=app.owner)
    message = (await off.chat("hi")).json()["id"]
    refused = await off.client.get(f"/v1/messages/{message}/suggested", params={"user": "ada"})
    assert refused.json()["message"] == "Suggested Questions Is Disabled."


async def test_parameters_are_the_published_ones(server: Server, scripted: ScriptedModel) -> None:
    app = await make_basic_app(server, scripted, "chat", {"opening_statement": "Hi", "user_input_form": FORM})
    found = (await app.client.get("/v1/parameters", params={"user": "ada"})).json()
    assert (found["opening_statement"], found["user_input_form"]) == ("Hi", FORM)
    assert found["retriever_resource"] == {"enabled": True}
    assert found["system_parameters"]["file_size_limit"] == 15
    info = (await app.client.get("/v1/info")).json()
    assert (info["mode"], info["name"]) == ("chat", "App")
