"""Chatflows over the service API."""

import asyncio
from uuid import uuid4

from tenon.domain.run.runner import Runner
from tests.fixtures.apps import AppOptions, Json, MadeApp, answer, chain, events_of, http, make_app, node, start
from tests.fixtures.server import Server


async def test_blocking_chat_answers_the_contracts_body(greeter: MadeApp) -> None:
    body = (await greeter.chat("hello")).json()
    assert list(body) == [
        "event", "task_id", "id", "message_id", "conversation_id", "mode", "answer", "metadata", "created_at",
    ]  # fmt: skip
    assert (body["event"], body["mode"], body["answer"]) == ("message", "advanced-chat", "You said: hello")
    assert body["id"] == body["message_id"]
    assert body["metadata"]["retriever_resources"] == []
    assert body["metadata"]["usage"]["total_tokens"] == 0


async def test_streaming_chat_ends_with_message_end_then_workflow_finished(greeter: MadeApp) -> None:
    events = events_of((await greeter.chat("hello", response_mode="streaming")).text)
    names = [event["event"] for event in events]
    assert names[0] == "workflow_started"
    assert names[-2:] == ["message_end", "workflow_finished"]
    assert "".join(e["answer"] for e in events if e["event"] == "message") == "You said: hello"
    assert all(list(e)[:5] == ["event", "conversation_id", "message_id", "created_at", "task_id"] for e in events)
    assert len({e["created_at"] for e in events}) == 1
    end = events[-2]
    assert end["id"] == end["message_id"]
    assert end["metadata"]["annotation_reply"] is None
    assert events[0]["data"]["inputs"]["sys.query"] == "hello"
    assert "sys.conversation_id" not in events[0]["data"]["inputs"]


async def test_turns_of_a_conversation(server: Server) -> None:
    app = await make_app(
        server, chain(start(), answer("{{#sys.dialogue_count#}}: {{#sys.query#}}")), mode="advanced-chat"
    )
    first = (await app.chat("one and a text that is long enough")).json()
    conversation = first["conversation_id"]
    second = (await app.chat("two", conversation_id=conversation)).json()
    assert (first["answer"][:2], second["answer"]) == ("1:", "2: two")
    listed = (await app.client.get("/v1/conversations", params={"user": "ada"})).json()
    assert listed["has_more"] is False
    assert listed["data"][0]["name"] == "one and a text that …"
    page = (
        await app.client.get("/v1/messages", params={"user": "ada", "conversation_id": conversation, "limit": 1})
    ).json()
    assert (page["has_more"], page["data"][0]["query"]) == (True, "two")
    assert page["data"][0]["parent_message_id"] == first["id"]
    both = (await app.client.get("/v1/messages", params={"user": "ada", "conversation_id": conversation})).json()
    assert [m["query"] for m in both["data"]] == ["one and a text that is long enough", "two"]
    older = {"user": "ada", "conversation_id": conversation, "first_id": second["id"]}
    assert [m["id"] for m in (await app.client.get("/v1/messages", params=older)).json()["data"]] == [first["id"]]


async def test_a_conversation_of_another_user_is_not_found(greeter: MadeApp) -> None:
    conversation = (await greeter.chat("hello")).json()["conversation_id"]
    client = greeter.client
    for response in (
        await greeter.chat("me too", user="eve", conversation_id=conversation),
        await client.get("/v1/messages", params={"user": "eve", "conversation_id": conversation}),
        await client.post(f"/v1/conversations/{conversation}/name", json={"user": "eve", "name": "mine"}),
        await client.request("DELETE", f"/v1/conversations/{conversation}", json={"user": "eve"}),
        await client.get(f"/v1/conversations/{conversation}/variables", params={"user": "eve"}),
        await greeter.chat("x", conversation_id=str(uuid4())),
    ):
        assert (response.status_code, response.json()) == (
            404,
            {"code": "not_found", "message": "Conversation Not Exists.", "status": 404},
        )
    malformed = await greeter.chat("x", conversation_id="abc")
    assert malformed.json()["message"] == "conversation_id must be a valid UUID"
    assert (await greeter.chat("")).json()["message"] == "query is required"


async def test_rename_and_delete(greeter: MadeApp) -> None:
    conversation = (await greeter.chat("hello", conversation_id="")).json()["conversation_id"]
    url = f"/v1/conversations/{conversation}"
    blank = await greeter.client.post(f"{url}/name", json={"user": "ada", "name": " "})
    assert blank.json()["message"] == "name is required when auto_generate is false"
    renamed = (await greeter.client.post(f"{url}/name", json={"user": "ada", "name": "Talk"})).json()
    assert (renamed["name"], renamed["id"]) == ("Talk", conversation)
    made = (await greeter.client.post(f"{url}/name", json={"user": "ada", "auto_generate": True})).json()
    assert made["name"] == "hello"
    deleted = await greeter.client.request("DELETE", url, json={"user": "ada"})
    assert (deleted.status_code, deleted.content) == (204, b"")
    assert (await greeter.client.request("DELETE", url, json={"user": "ada"})).status_code == 404


async def test_paging_of_conversations(greeter: MadeApp) -> None:
    ids = [(await greeter.chat(f"talk {n}")).json()["conversation_id"] for n in range(3)]
    get = greeter.client.get
    page = (await get("/v1/conversations", params={"user": "ada", "limit": 2, "last_id": "", "pinned": ""})).json()
    assert ([c["id"] for c in page["data"]], page["has_more"], page["limit"]) == ([ids[2], ids[1]], True, 2)
    rest = (await get("/v1/conversations", params={"user": "ada", "last_id": ids[1]})).json()
    assert ([c["id"] for c in rest["data"]], rest["has_more"]) == ([ids[0]], False)
    oldest = (await get("/v1/conversations", params={"user": "ada", "sort_by": "created_at", "limit": 1})).json()
    assert oldest["data"][0]["id"] == ids[0]
    unknown = await get("/v1/conversations", params={"user": "ada", "last_id": str(uuid4())})
    assert (unknown.status_code, unknown.json()["message"]) == (404, "Last Conversation Not Exists.")
    assert (await get("/v1/conversations", params={"user": "ada", "limit": 101})).status_code == 400
    assert (await get("/v1/conversations", params={"user": "eve"})).json()["data"] == []


def _counter() -> tuple[Json, AppOptions]:
    assign = node(
        "assign",
        "assigner",
        version="2",
        items=[
            {
                "variable_selector": ["conversation", "count"],
                "input_type": "constant",
                "operation": "+=",
                "value": 1,
                "write_mode": "over-write",
            }
        ],
    )
    graph = chain(start(), assign, answer("{{#conversation.count#}}"))
    variables: list[Json] = [
        {"id": str(uuid4()), "name": "count", "value_type": "number", "value": 0, "description": "turns"},
        {"id": str(uuid4()), "name": "things", "value_type": "array[string]", "value": ["a"], "description": ""},
    ]
    return graph, AppOptions(conversation_variables=variables)


async def test_conversation_variables(server: Server) -> None:
    graph, options = _counter()
    app = await make_app(server, graph, mode="advanced-chat", options=options)
    first = (await app.chat("a")).json()
    conversation = first["conversation_id"]
    assert first["answer"] == "1"
    assert (await app.chat("b", conversation_id=conversation)).json()["answer"] == "2"
    url = f"/v1/conversations/{conversation}/variables"
    listed = (await app.client.get(url, params={"user": "ada"})).json()
    assert [(v["name"], v["value_type"], v["value"]) for v in listed["data"]] == [
        ("count", "number", "2"),
        ("things", "array[string]", '["a"]'),
    ]
    named = (await app.client.get(url, params={"user": "ada", "variable_name": "COU"})).json()
    assert [v["name"] for v in named["data"]] == ["count"]
    count = listed["data"][0]["id"]
    wrong = await app.client.put(f"{url}/{count}", json={"user": "ada", "value": "x"})
    assert (wrong.status_code, wrong.json()["message"]) == (
        400,
        "Type mismatch: variable 'count' expects number, but got string type",
    )
    changed = await app.client.put(f"{url}/{count}", json={"user": "ada", "value": 10})
    assert (changed.status_code, changed.json()["value"]) == (200, "10")
    assert (await app.chat("c", conversation_id=conversation)).json()["answer"] == "11"
    missing = await app.client.put(f"{url}/{uuid4()}", json={"user": "ada", "value": 10})
    assert missing.json()["message"] == "Conversation Variable Not Exists."


async def test_a_failed_chat(server: Server) -> None:
    graph = chain(start(), http("call", "http://127.0.0.1:9/"), answer("{{#call.body#}}"))
    app = await make_app(server, graph, mode="advanced-chat")
    blocking = await app.chat("hello")
    assert (blocking.status_code, blocking.json()["code"]) == (400, "invalid_param")
    assert blocking.json()["message"].startswith("Run failed: ")
    events = events_of((await app.chat("hello", response_mode="streaming")).text)
    assert [e["event"] for e in events][-2:] == ["workflow_finished", "error"]
    assert events[-2]["data"]["status"] == "failed"
    assert "message_end" not in [e["event"] for e in events]
    assert "task_id" not in events[-1]
    conversation = events[0]["conversation_id"]
    kept = await app.client.get("/v1/messages", params={"user": "ada", "conversation_id": conversation})
    assert kept.json()["data"][0]["status"] == "error"


async def test_feedback(greeter: MadeApp) -> None:
    message = (await greeter.chat("hello")).json()
    url, post = f"/v1/messages/{message['id']}/feedbacks", greeter.client.post
    none = await post(url, json={"user": "ada", "rating": None})
    assert none.json()["message"] == "rating cannot be None when feedback not exists"
    assert (await post(url, json={"user": "ada", "rating": "like", "content": "good"})).json() == {"result": "success"}
    params = {"user": "ada", "conversation_id": message["conversation_id"]}
    shown = (await greeter.client.get("/v1/messages", params=params)).json()["data"][0]
    assert shown["feedback"] == {"rating": "like"}
    listed = (await greeter.client.get("/v1/app/feedbacks")).json()["data"]
    assert [(f["rating"], f["content"], f["from_source"]) for f in listed] == [("like", "good", "user")]
    assert (await post(url, json={"user": "ada", "rating": None})).status_code == 200
    assert (await greeter.client.get("/v1/app/feedbacks")).json()["data"] == []
    eve = await post(url, json={"user": "eve", "rating": "like"})
    assert (eve.status_code, eve.json()["message"]) == (404, "Message Not Exists.")


async def test_suggestions_are_off_by_default(greeter: MadeApp) -> None:
    message = (await greeter.chat("hello")).json()["id"]
    url = f"/v1/messages/{message}/suggested"
    off = await greeter.client.get(url, params={"user": "ada"})
    assert (off.status_code, off.json()["message"]) == (400, "Suggested Questions Is Disabled.")
    unknown = await greeter.client.get(f"/v1/messages/{uuid4()}/suggested", params={"user": "ada"})
    assert unknown.status_code == 404


async def test_wrong_modes(server: Server, echo: MadeApp) -> None:
    for response in (
        await echo.chat("hello"),
        await echo.client.get("/v1/conversations", params={"user": "ada"}),
        await echo.client.get("/v1/messages", params={"user": "ada", "conversation_id": str(uuid4())}),
    ):
        assert (response.status_code, response.json()["code"]) == (400, "not_chat_app")
    completion = await echo.client.post("/v1/completion-messages", json={"inputs": {}, "user": "ada"})
    assert completion.json()["code"] == "app_unavailable"


async def test_the_limit_of_an_app(server: Server, make_slow_app: MadeApp) -> None:
    first = asyncio.create_task(make_slow_app.chat("a"))
    runner = server.container.services.get(Runner)
    while runner.count == 0:  # noqa: ASYNC110 - the runner has no signal for this
        await asyncio.sleep(0.01)
    second = await make_slow_app.chat("b")
    assert (second.status_code, second.json()["code"]) == (429, "too_many_requests")
    assert second.json()["message"].endswith(f"for {make_slow_app.id} is 1.")
    assert (await first).status_code == 200
    assert (await make_slow_app.chat("c")).status_code == 200
