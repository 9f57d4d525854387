"""Every operation of workflow and chatflow apps answers as the OpenAPI description says."""

from typing import Any
from uuid import uuid4

import httpx

from tests.contract.validator import check, document, problems
from tests.fixtures.apps import AppOptions, MadeApp, answer, chain, end, events_of, make_app, start, text_input
from tests.fixtures.server import Server


async def call(app: MadeApp, method: str, path: str, *, ids: dict[str, str] | None = None, **more: Any) -> Any:
    """Call an operation by its described path, and check the answer."""
    document()
    url = path.format(**(ids or {}))
    response: httpx.Response = await app.client.request(method, f"/v1{url}", **more)
    kind = response.headers.get("content-type", "")
    body = response.json() if kind.startswith("application/json") and response.content else None
    check(method, path, response.status_code, body)
    return body


async def test_workflow_operations(server: Server) -> None:
    graph = chain(start(text_input("text", required=True)), end(out=["start", "text"]))
    app = await make_app(server, graph)
    body: dict[str, Any] = {"inputs": {"text": "x"}, "user": "ada"}
    run = await call(app, "POST", "/workflows/run", json=body)
    await call(app, "POST", "/workflows/run", json={"user": "ada", "inputs": {}})
    version = {"workflow_id": run["data"]["workflow_id"]}
    await call(app, "POST", "/workflows/{workflow_id}/run", ids=version, json=body)
    await call(app, "POST", "/workflows/{workflow_id}/run", ids={"workflow_id": str(uuid4())}, json=body)
    ids = {"workflow_run_id": run["workflow_run_id"]}
    await call(app, "GET", "/workflows/run/{workflow_run_id}", ids=ids)
    await call(app, "GET", "/workflows/run/{workflow_run_id}", ids={"workflow_run_id": str(uuid4())})
    await call(app, "GET", "/workflow/{workflow_run_id}/events", ids=ids, params={"user": "ada"})
    await call(app, "GET", "/workflow/{workflow_run_id}/events", ids=ids, params={"user": "eve"})
    await call(app, "POST", "/workflows/tasks/{task_id}/stop", ids={"task_id": str(uuid4())}, json={"user": "ada"})
    await call(app, "POST", "/workflows/tasks/{task_id}/stop", ids={"task_id": str(uuid4())}, json={})
    log = await call(app, "GET", "/workflows/logs")
    assert log["data"]
    await call(app, "GET", "/workflows/logs", params={"limit": 101})
    await call(app, "GET", "/info")
    await call(app, "GET", "/parameters")
    await call(app, "GET", "/meta")
    await call(app, "GET", "/site")


async def test_chat_operations(server: Server) -> None:
    variables = [{"id": str(uuid4()), "name": "n", "value_type": "number", "value": 1, "description": "d"}]
    options = AppOptions(conversation_variables=variables)
    app = await make_app(server, chain(start(), answer("ok")), mode="advanced-chat", options=options)
    turn = await call(app, "POST", "/chat-messages", json={"inputs": {}, "query": "hi", "user": "ada"})
    await call(app, "POST", "/chat-messages", json={"inputs": {}, "query": "", "user": "ada"})
    stranger: dict[str, Any] = {"inputs": {}, "query": "hi", "user": "eve", "conversation_id": turn["conversation_id"]}
    await call(app, "POST", "/chat-messages", json=stranger)
    await call(app, "POST", "/chat-messages/{task_id}/stop", ids={"task_id": turn["task_id"]}, json={"user": "ada"})
    ids = {"conversation_id": turn["conversation_id"], "message_id": turn["message_id"]}
    user = {"user": "ada"}
    assert (await call(app, "GET", "/conversations", params=user))["data"]
    await call(app, "GET", "/conversations", params={**user, "last_id": str(uuid4())})
    page = await call(app, "GET", "/messages", params={**user, "conversation_id": ids["conversation_id"]})
    assert page["data"]
    rated = {"user": "ada", "rating": "like", "content": "c"}
    await call(app, "POST", "/messages/{message_id}/feedbacks", ids=ids, json=rated)
    assert (await call(app, "GET", "/app/feedbacks"))["data"]
    await call(app, "GET", "/messages/{message_id}/suggested", ids=ids, params=user)
    await call(app, "POST", "/conversations/{conversation_id}/name", ids=ids, json={"user": "ada", "name": "N"})
    listed = await call(app, "GET", "/conversations/{conversation_id}/variables", ids=ids, params=user)
    chosen = {**ids, "variable_id": listed["data"][0]["id"]}
    path = "/conversations/{conversation_id}/variables/{variable_id}"
    await call(app, "PUT", path, ids=chosen, json={"user": "ada", "value": 2})
    await call(app, "PUT", path, ids=chosen, json={"user": "ada", "value": "x"})
    detail = await call(app, "GET", "/workflows/run/{workflow_run_id}", ids={"workflow_run_id": turn["task_id"]})
    assert detail["status"] == "succeeded"
    await call(app, "DELETE", "/conversations/{conversation_id}", ids=ids, json=user)
    await call(app, "DELETE", "/conversations/{conversation_id}", ids=ids, json=user)
    assert (await app.client.get("/v1/")).json()["welcome"] == "Dify OpenAPI"


async def test_forms_of_human_input_are_announced(greeter: MadeApp) -> None:
    body: dict[str, Any] = {"inputs": {}, "action": "ok", "user": "ada"}
    for method in ("GET", "POST"):
        answer = await greeter.client.request(method, "/v1/form/human_input/token", json=body)
        assert (answer.status_code, answer.json()["code"]) == (501, "not_implemented")
        without_key = await greeter.server.client.request(method, "/v1/form/human_input/token", json=body)
        assert without_key.status_code == 401


async def test_file_operations(server: Server) -> None:
    upload: dict[str, Any] = {
        "enabled": True,
        "allowed_file_types": ["document"],
        "allowed_file_upload_methods": ["local_file"],
        "number_limits": 2,
    }
    options = AppOptions(features={"file_upload": upload})
    app = await make_app(server, chain(start(), answer("{{#sys.files#}}")), mode="advanced-chat", options=options)
    sent: dict[str, Any] = {"files": {"file": ("a.txt", b"hello", "text/plain")}, "data": {"user": "ada"}}
    made = await call(app, "POST", "/files/upload", **sent)
    await call(app, "POST", "/files/upload", data={"user": "ada"})
    await call(app, "GET", "/end-users/{end_user_id}", ids={"end_user_id": made["created_by"]})
    await call(app, "GET", "/end-users/{end_user_id}", ids={"end_user_id": str(uuid4())})
    ids = {"file_id": made["id"]}
    await call(app, "GET", "/files/{file_id}/preview", ids=ids)
    file = {"type": "document", "transfer_method": "local_file", "upload_file_id": made["id"]}
    body: dict[str, Any] = {"inputs": {}, "query": "hi", "user": "ada", "files": [file]}
    turn = await call(app, "POST", "/chat-messages", json=body)
    preview = await app.client.get(f"/v1/files/{made['id']}/preview")
    assert (preview.status_code, preview.content) == (200, b"hello")
    attached = await app.client.get(f"/v1/files/{made['id']}/preview", params={"as_attachment": "true"})
    assert attached.headers["content-disposition"] == "attachment; filename*=UTF-8''a.txt"
    params = {"user": "ada", "conversation_id": turn["conversation_id"]}
    (message,) = (await call(app, "GET", "/messages", params=params))["data"]
    assert message["message_files"][0]["filename"] == "a.txt"
    address = message["message_files"][0]["url"]
    assert (await server.client.get(address)).content == b"hello"
    other = await make_app(server, chain(start(), answer("ok")), mode="advanced-chat")
    denied = await other.client.get(f"/v1/files/{made['id']}/preview")
    assert (denied.status_code, denied.json()["code"]) == (403, "file_access_denied")
    stolen = await call(app, "POST", "/chat-messages", json={**body, "user": "eve"})
    assert stolen["message"] == "Invalid upload file"


EVENTS = {
    "message": "StreamEventChatMessage",
    "message_end": "StreamEventMessageEnd",
    "workflow_started": "StreamEventWorkflowStarted",
    "node_started": "StreamEventNodeStarted",
    "node_finished": "StreamEventNodeFinished",
    "workflow_finished": "StreamEventWorkflowFinished",
}


async def test_stream_events_are_as_described(greeter: MadeApp, echo: MadeApp) -> None:
    schemas = document()["components"]["schemas"]
    for event in events_of((await greeter.chat("hi", response_mode="streaming")).text):
        name = EVENTS[event["event"]]
        found = problems(event, schemas[name]) if name in schemas else []
        assert not found, (event["event"], found)
    for event in events_of((await echo.run({"text": "x"}, response_mode="streaming")).text):
        name = "Workflow" + EVENTS.get(event["event"], "StreamEventTextChunk")
        found = problems(event, schemas[name]) if name in schemas else []
        assert not found, (event["event"], found)
