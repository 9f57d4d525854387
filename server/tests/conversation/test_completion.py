"""Text generators over the service API."""

import pytest

from tenon.adapters.scripted_model.server import ScriptedModel
from tests.fixtures.apps import Json, MadeApp, events_of
from tests.fixtures.basic_apps import BasicApp, make_basic_app, text_field
from tests.fixtures.server import Server


@pytest.fixture
async def poet(server: Server, scripted: ScriptedModel) -> BasicApp:
    """A text generator with a select variable."""
    config: Json = {
        "pre_prompt": "A poem on {{topic}}, {{size}}.",
        "user_input_form": [
            text_field("topic", "paragraph", required=True),
            text_field("size", "select", options=["short", "long"], default="short"),
        ],
    }
    return await make_basic_app(server, scripted, "completion", config)


async def test_blocking_and_streaming(poet: BasicApp) -> None:
    body = (await poet.complete({"topic": "rain", "unknown": 1})).json()
    assert list(body) == ["event", "task_id", "id", "message_id", "mode", "answer", "metadata", "created_at"]
    assert (body["mode"], body["answer"]) == ("completion", "A poem on rain, short.")
    assert poet.prompt() == [("user", "A poem on rain, short.")]
    streamed = await poet.complete({"topic": "sun", "size": "long"}, response_mode="streaming")
    events = events_of(streamed.text)
    assert {e["event"] for e in events[:-1]} == {"message"}
    assert events[-1]["event"] == "message_end"
    assert all(list(e)[:4] == ["event", "message_id", "created_at", "task_id"] for e in events)
    assert "".join(e["answer"] for e in events[:-1]) == "A poem on sun, long."


async def test_wrong_inputs_and_wrong_apps(poet: BasicApp, greeter: MadeApp) -> None:
    wrong: list[tuple[Json, str]] = [
        ({}, "topic is required in input form"),
        ({"topic": 3}, "(type 'paragraph') topic in input form must be a string"),
        ({"topic": "x", "size": "huge"}, "size in input form must be one of the following: ['short', 'long']"),
        ({"topic": []}, "(type 'paragraph') topic in input form must be a string"),
    ]
    for inputs, message in wrong:
        answer = await poet.complete(inputs)
        assert (answer.status_code, answer.json()["code"], answer.json()["message"]) == (400, "invalid_param", message)
    assert (await poet.chat("hi")).json()["code"] == "not_chat_app"
    other = await greeter.client.post("/v1/completion-messages", json={"inputs": {}, "user": "ada"})
    assert (other.status_code, other.json()["code"]) == (400, "app_unavailable")
    nobody = await poet.client.post("/v1/completion-messages", json={"inputs": {"topic": "x"}})
    assert nobody.json()["message"] == "Arg user must be provided."


async def test_the_query_of_the_old_api(server: Server, scripted: ScriptedModel, poet: BasicApp) -> None:
    await poet.complete({"topic": "rain"}, query="Now!")
    assert poet.prompt() == [("system", "A poem on rain, short."), ("user", "Now!")]
    form = [text_field("query", "paragraph", required=True)]
    config: Json = {"pre_prompt": "Echo {{query}}", "user_input_form": form}
    echo = await make_basic_app(server, scripted, "completion", config, owner=poet.owner)
    assert (await echo.complete({}, query="this")).json()["answer"] == "Echo this"


async def test_feedback_and_stop(poet: BasicApp) -> None:
    message = (await poet.complete({"topic": "rain"})).json()["message_id"]
    path = f"/v1/messages/{message}/feedbacks"
    rated = await poet.client.post(path, json={"user": "ada", "rating": "like"})
    assert (rated.status_code, rated.json()) == (200, {"result": "success"})
    other = await poet.client.post(path, json={"user": "eve", "rating": "like"})
    assert (other.status_code, other.json()["message"]) == (404, "Message Not Exists.")
    stopped = await poet.client.post("/v1/completion-messages/nothing/stop", json={"user": "ada"})
    assert stopped.json() == {"result": "success"}
