"""Workflow runs over the service API."""

from typing import Any

from tests.fixtures.apps import MadeApp, chain, echo_graph, end, events_of, http, make_app, start, text_input
from tests.fixtures.server import Server


async def test_blocking_run_answers_the_contracts_body(echo: MadeApp) -> None:
    answer = await echo.run({"text": "hello", "unknown": 1})
    assert answer.status_code == 200
    body = answer.json()
    assert list(body) == ["task_id", "workflow_run_id", "data"]
    assert list(body["data"]) == [
        "id", "workflow_id", "status", "outputs", "error", "elapsed_time", "total_tokens", "total_steps",
        "created_at", "finished_at",
    ]  # fmt: skip
    assert body["data"]["id"] == body["workflow_run_id"]
    assert (body["data"]["status"], body["data"]["outputs"]) == ("succeeded", {"out": "hello"})


async def test_streaming_run_sends_events_in_order(echo: MadeApp) -> None:
    answer = await echo.run({"text": "hello"}, response_mode="streaming", files=None)
    assert answer.headers["content-type"] == "text/event-stream; charset=utf-8"
    events = events_of(answer.text)
    assert [e["event"] for e in events] == [
        "workflow_started", "node_started", "node_finished", "node_started", "text_chunk", "node_finished",
        "workflow_finished",
    ] or [e["event"] for e in events][0::6] == ["workflow_started", "workflow_finished"]  # fmt: skip
    assert all(list(e)[:3] == ["event", "workflow_run_id", "task_id"] for e in events)
    started, finished = events[0]["data"], events[-1]["data"]
    assert started["inputs"]["text"] == "hello"
    assert started["inputs"]["sys.user_id"] == "ada"
    assert started["reason"] == "initial"
    assert finished["created_by"]["user"] == "ada"
    assert finished["outputs"] == {"out": "hello"}


async def test_detail_and_log_show_the_run(echo: MadeApp) -> None:
    run_id = (await echo.run({"text": "hello"})).json()["workflow_run_id"]
    detail = (await echo.client.get(f"/v1/workflows/run/{run_id}")).json()
    assert detail["status"] == "succeeded"
    assert '"text":"hello"' in detail["inputs"]
    assert detail["outputs"] == {"out": "hello"}
    await echo.run({"text": "other"}, user="bob")
    log = (await echo.client.get("/v1/workflows/logs")).json()
    assert (log["total"], log["page"], log["limit"], log["has_more"]) == (2, 1, 20, False)
    assert log["data"][1]["created_by_end_user"]["session_id"] == "ada"
    found = (await echo.client.get("/v1/workflows/logs", params={"keyword": "hello"})).json()
    assert [item["workflow_run"]["id"] for item in found["data"]] == [run_id]
    mine = await echo.client.get("/v1/workflows/logs", params={"created_by_end_user_session_id": "bob"})
    assert mine.json()["total"] == 1
    nobody = await echo.client.get("/v1/workflows/logs", params={"created_by_account": "x@example.com"})
    assert (nobody.status_code, nobody.json()["message"]) == (400, "Account not found: x@example.com")


async def test_a_run_of_another_app_is_not_found(server: Server, echo: MadeApp) -> None:
    run_id = (await echo.run({"text": "hello"})).json()["workflow_run_id"]
    other = await make_app(server, echo_graph())
    answer = await other.client.get(f"/v1/workflows/run/{run_id}")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert (await other.client.get("/v1/workflows/run/nonsense")).status_code == 404


async def test_a_failed_run_is_a_good_answer(server: Server) -> None:
    broken = chain(start(), http("call", "http://127.0.0.1:9/"), end(out=["call", "body"]))
    app = await make_app(server, broken)
    answer = await app.run({})
    assert answer.status_code == 200
    assert answer.json()["data"]["status"] == "failed"
    assert answer.json()["data"]["error"]


async def test_inputs_are_checked(server: Server) -> None:
    variables = [text_input("text", required=True, max_length=5), text_input("n", type="number")]
    app = await make_app(server, chain(start(*variables), end(out=["start", "text"])))
    cases: tuple[tuple[dict[str, Any], str], ...] = (
        ({}, "text is required in input form"),
        ({"text": 5}, "(type 'text-input') text in input form must be a string"),
        ({"text": "abcdef"}, "text in input form must be less than 5 characters"),
        ({"text": "a", "n": "x"}, "n in input form must be a valid number"),
        ({"text": "a", "n": []}, "Invalid input type for ['n']"),
    )
    for inputs, message in cases:
        answer = await app.run(inputs)
        assert (answer.status_code, answer.json()["code"], answer.json()["message"]) == (400, "invalid_param", message)


async def test_bad_bodies(echo: MadeApp) -> None:
    post = echo.client.post
    empty = await post("/v1/workflows/run", content=b"")
    assert empty.json() == {
        "code": "bad_request",
        "message": "Invalid JSON payload received or JSON payload is empty.",
        "status": 400,
    }
    assert (await post("/v1/workflows/run", content=b"[1]")).json()["code"] == "bad_request"
    no_user = await post("/v1/workflows/run", json={"inputs": {}})
    assert (no_user.status_code, no_user.json()["message"]) == (400, "Arg user must be provided.")
    no_inputs = await post("/v1/workflows/run", json={"user": "u"})
    assert (no_inputs.status_code, no_inputs.json()["code"], no_inputs.json()["params"]) == (
        400,
        "invalid_param",
        "inputs",
    )
    mode = await echo.run({"text": "a"}, response_mode="loud")
    assert (mode.status_code, mode.json()["code"]) == (400, "invalid_param")


async def test_versions(server: Server) -> None:
    app = await make_app(server, echo_graph(), published=False)
    unpublished = await app.run({"text": "x"})
    assert (unpublished.status_code, unpublished.json()["message"]) == (400, "Workflow not published")
    await app.publish(chain(start(text_input("text")), end(first=["start", "text"])))
    versions = (await app.owner.client.get(f"/console/api/apps/{app.id}/workflows")).json()["data"]
    await app.publish(chain(start(text_input("text")), end(second=["start", "text"])))
    assert (await app.run({"text": "x"})).json()["data"]["outputs"] == {"second": "x"}
    body = {"inputs": {"text": "x"}, "user": "u"}
    old = await app.client.post(f"/v1/workflows/{versions[0]['id']}/run", json=body)
    assert old.json()["data"]["outputs"] == {"first": "x"}
    malformed = await app.client.post("/v1/workflows/abc/run", json=body)
    assert (malformed.status_code, malformed.json()["code"]) == (400, "bad_request")
    unknown = await app.client.post(f"/v1/workflows/{app.id}/run", json=body)
    assert (unknown.status_code, unknown.json()["code"]) == (404, "not_found")
    draft = (await app.owner.client.get(f"/console/api/apps/{app.id}/workflows/draft")).json()["id"]
    refused = await app.client.post(f"/v1/workflows/{draft}/run", json=body)
    assert (refused.status_code, refused.json()["code"]) == (400, "bad_request")


async def test_keys(server: Server, echo: MadeApp) -> None:
    post = server.client.post
    none = await post("/v1/workflows/run", json={})
    assert (none.status_code, none.headers["www-authenticate"]) == (401, 'Bearer realm="api"')
    assert none.json()["message"] == "Authorization header must be provided and start with 'Bearer'"
    unknown = await post("/v1/workflows/run", json={}, headers={"Authorization": "Bearer app-nonsense"})
    assert (unknown.status_code, unknown.json()["message"]) == (401, "Access token is invalid")
    lower = await post("/v1/workflows/run", json={}, headers={"Authorization": f"bearer   {echo.key}"})
    assert lower.status_code == 400


async def test_wrong_mode(greeter: MadeApp) -> None:
    answer = await greeter.run({})
    assert (answer.status_code, answer.json()["code"]) == (400, "not_workflow_app")
    assert (await greeter.client.get("/v1/workflows/logs")).json()["code"] == "not_workflow_app"
