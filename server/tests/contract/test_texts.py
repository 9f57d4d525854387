"""Texts, codes and headers of errors, word by word (contract: service-api.md 1 to 3)."""

import json
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.fixtures.apps import AppOptions, MadeApp, answer, chain, end, make_app, start, text_input
from tests.fixtures.server import MakeServer, Server

WRONG_MODE = "Please check if your app mode matches the right API route."
NO_APP = "App unavailable, please check your app configurations."


def is_error(response: httpx.Response, status: int, code: str, message: str) -> None:
    """Assert the envelope."""
    body = response.json()
    assert (response.status_code, body["status"], body["code"], body["message"]) == (status, status, code, message)


@pytest.mark.parametrize("path", ["/v1/parameters", "/v1/workflows/run", "/v1/chat-messages"])
@pytest.mark.parametrize(
    ("header", "message"),
    [
        (None, "Authorization header must be provided and start with 'Bearer'"),
        ("app-abc", "Authorization header must be provided and start with 'Bearer'"),
        ("Basic abc", "Authorization scheme must be 'Bearer'"),
        ("Bearer app-nope", "Access token is invalid"),
        ("bEARER  \t app-nope", "Access token is invalid"),
    ],
)
async def test_refused_keys(server: Server, path: str, header: str | None, message: str) -> None:
    headers = {"Authorization": header} if header else {}
    method = "GET" if path.endswith("parameters") else "POST"
    response = await server.client.request(method, path, headers=headers, json={} if method == "POST" else None)
    assert response.json() == {"code": "unauthorized", "message": message, "status": 401}
    assert response.headers["www-authenticate"] == 'Bearer realm="api"'


async def test_the_user_is_required_where_the_contract_says(echo: MadeApp, greeter: MadeApp) -> None:
    id = str(uuid4())
    calls: list[tuple[MadeApp, str, str, Any]] = [
        (echo, "POST", "/workflows/run", {"inputs": {}}),
        (echo, "POST", f"/workflows/{id}/run", {"inputs": {}, "user": None}),
        (echo, "POST", f"/workflows/tasks/{id}/stop", {"user": ""}),
        (echo, "GET", f"/workflow/{id}/events", None),
        (greeter, "POST", "/chat-messages", {"inputs": {}, "query": "x"}),
        (greeter, "POST", f"/chat-messages/{id}/stop", {"a": 1}),
        (greeter, "POST", f"/messages/{id}/feedbacks", {"rating": "like"}),
        (greeter, "GET", f"/messages/{id}/suggested", None),
    ]
    for app, method, path, body in calls:
        response = await app.client.request(method, f"/v1{path}", json=body)
        assert response.json() == {"code": "invalid_param", "message": "Arg user must be provided.", "status": 400}


async def test_the_draft_cannot_be_run(echo: MadeApp) -> None:
    draft = (await echo.owner.client.get(f"/console/api/apps/{echo.id}/workflows/draft")).json()["id"]
    body: dict[str, Any] = {"inputs": {"text": "x"}, "user": "ada"}
    is_error(
        await echo.client.post(f"/v1/workflows/{draft}/run", json=body),
        400,
        "bad_request",
        f"Cannot use draft workflow version. Workflow ID: {draft}. "
        "Please use a published workflow version or leave workflow_id empty.",
    )
    malformed = await echo.client.post("/v1/workflows/nope/run", json=body)
    is_error(malformed, 400, "bad_request", "Invalid workflow_id format: 'nope'. ")


async def test_routes_of_other_apps(echo: MadeApp, greeter: MadeApp) -> None:
    id, user = str(uuid4()), {"user": "ada"}
    for method, path in (
        ("GET", "/conversations"),
        ("GET", f"/messages?conversation_id={id}"),
        ("DELETE", f"/conversations/{id}"),
        ("POST", f"/conversations/{id}/name"),
        ("GET", f"/conversations/{id}/variables"),
        ("POST", f"/chat-messages/{id}/stop"),
    ):
        body = None if method == "GET" else user
        is_error(await echo.client.request(method, f"/v1{path}", json=body), 400, "not_chat_app", WRONG_MODE)
    for path in ("/workflows/logs", f"/workflows/tasks/{id}/stop"):
        method = "GET" if path.endswith("logs") else "POST"
        body = None if method == "GET" else user
        is_error(await greeter.client.request(method, f"/v1{path}", json=body), 400, "not_workflow_app", WRONG_MODE)
    for path in ("/completion-messages", f"/completion-messages/{id}/stop"):
        is_error(await echo.client.post(f"/v1{path}", json=user), 400, "app_unavailable", NO_APP)
    unpublished = await make_app(echo.server, chain(start(), end()), published=False)
    is_error(await unpublished.client.get("/v1/parameters"), 400, "app_unavailable", NO_APP)


async def test_speech(server: Server, greeter: MadeApp) -> None:
    recording = {"file": ("a.mp3", b"x", "audio/mp3")}
    off = await greeter.client.post("/v1/audio-to-text", files=recording, data={"user": "ada"})
    is_error(off, 400, "speech_to_text_disabled", "Speech to text is disabled.")
    silent = await greeter.client.post("/v1/text-to-audio", json={"text": "x", "user": "ada"})
    is_error(silent, 400, "invalid_param", "TTS is not enabled")
    options = AppOptions(features={"speech_to_text": {"enabled": True}, "text_to_speech": {"enabled": True}})
    app = await make_app(server, chain(start(), answer("ok")), mode="advanced-chat", options=options)
    empty = await app.client.post("/v1/audio-to-text", data={"user": "ada"})
    assert empty.json()["code"] == "no_audio_uploaded"
    wrong = await app.client.post("/v1/audio-to-text", files={"file": ("a.mp3", b"x", "audio/mpeg")})
    is_error(wrong, 415, "unsupported_audio_type", "Audio type not allowed.")
    nobody = await app.client.post("/v1/audio-to-text", files=recording)
    is_error(nobody, 400, "provider_not_support_speech_to_text", "Provider not support speech to text.")
    assert (await app.client.post("/v1/text-to-audio", json={})).json()["code"] == "provider_not_initialize"


def _part(*headers: str) -> dict[str, Any]:
    body = "--B\r\n" + "\r\n".join(headers) + "\r\n\r\nx\r\n--B--\r\n"
    return {"content": body.encode(), "headers": {"Content-Type": "multipart/form-data; boundary=B"}}


async def test_refused_uploads(make_server: MakeServer) -> None:
    server = await make_server(upload_extension_blacklist="exe", upload_file_size_limit=1, upload_image_size_limit=1)
    app = await make_app(server, chain(start(), end()))

    async def post(**more: Any) -> httpx.Response:
        return await app.client.post("/v1/files/upload", **more)

    text = ("a.txt", b"x", "text/plain")
    is_error(await post(data={"user": "ada"}), 400, "no_file_uploaded", "Please upload your file.")
    is_error(await post(files=[("file", text)] * 2), 400, "too_many_files", "Only one file is allowed.")
    named = 'Content-Disposition: form-data; name="file"; filename='
    nameless = await post(**_part(f'{named}""', "Content-Type: text/plain"))
    is_error(nameless, 400, "filename_not_exists_error", "The specified filename does not exist.")
    is_error(await post(**_part(f'{named}"a.txt"')), 415, "unsupported_file_type", "File type not allowed.")
    program = await post(files={"file": ("a.exe", b"x", "application/octet-stream")})
    is_error(program, 400, "invalid_param", "File extension '.exe' is not allowed for security reasons")
    large = await post(files={"file": ("a.txt", b"x" * (1024 * 1024 + 1), "text/plain")})
    is_error(large, 413, "file_too_large", "")
    folder = await post(files={"file": ("a/b.txt", b"x", "text/plain")})
    assert (folder.status_code, folder.json()["code"]) == (400, "invalid_param")
    assert (await post(files={"file": ('a:*?"<>|.txt', b"x", "text/plain")})).status_code == 201


async def test_bodies_beyond_every_limit_are_too_large_files(echo: MadeApp) -> None:
    headers = {"Content-Length": str(200 * 1024 * 1024), "Content-Type": "multipart/form-data; boundary=B"}
    response = await echo.client.post("/v1/files/upload", content=b"", headers=headers)
    assert (response.status_code, response.json()["code"]) == (413, "file_too_large")


async def test_the_service_api_is_open_to_every_origin(make_server: MakeServer) -> None:
    server = await make_server(web_api_cors_allow_origins="https://ours.example")
    headers = {"Origin": "https://other.example", "Access-Control-Request-Method": "POST"}
    open_to_all = await server.client.options("/v1/chat-messages", headers=headers)
    assert open_to_all.headers["access-control-allow-origin"] == "*"
    refused = await server.client.get("/v1/parameters", headers=headers)
    assert (refused.status_code, refused.headers["access-control-allow-origin"]) == (401, "*")
    pages = await server.client.options("/api/chat-messages", headers=headers)
    assert "access-control-allow-origin" not in pages.headers


async def test_what_bridges_send_is_ignored(echo: MadeApp, greeter: MadeApp) -> None:
    sent = {"user_message_text": "x", "session_id": "person_1", "conversation_id": "", "msg_create_time": 1.5}
    run = await echo.run({"text": "x\0y", **sent}, files=None, user="person_1")
    assert run.json()["data"]["outputs"] == {"out": "xy"}
    more: dict[str, Any] = {"conversation_id": " ", "files": None, "parent_message_id": str(uuid4())}
    first = (await greeter.chat("one", **more)).json()
    second = (await greeter.chat("two", conversation_id=first["conversation_id"], **{"parent_message_id": "x"})).json()
    params = {"user": "ada", "conversation_id": first["conversation_id"]}
    listed = (await greeter.client.get("/v1/messages", params=params)).json()["data"]
    assert [(m["id"], m["parent_message_id"]) for m in listed] == [(first["id"], None), (second["id"], first["id"])]


async def test_empty_filters_of_the_log_are_none(echo: MadeApp) -> None:
    await echo.run({"text": "x"})
    names = ("keyword", "status", "created_at__before", "created_at__after", "created_by_account")
    params = {**dict.fromkeys(names, ""), "created_by_end_user_session_id": ""}
    response = await echo.client.get("/v1/workflows/logs", params=params)
    assert (response.status_code, response.json()["total"]) == (200, 1)


async def test_the_form_of_every_kind(server: Server) -> None:
    kinds = ("text-input", "paragraph", "select", "number", "checkbox", "json_object", "file", "file-list")
    variables = [text_input(f"v{n}", type=kind, options=["a"]) for n, kind in enumerate(kinds)]
    app = await make_app(server, chain(start(*variables), end()))
    form = (await app.client.get("/v1/parameters")).json()["user_input_form"]
    assert [list(item) for item in form] == [[kind] for kind in kinds]
    assert [next(iter(item.values())) for item in form] == variables


async def test_a_schema_is_checked_when_the_run_starts(server: Server) -> None:
    schema = {"type": "object", "properties": {"n": {"type": "number"}}, "required": ["n"]}
    app = await make_app(server, chain(start(text_input("o", type="json_object", json_schema=schema)), end()))
    is_error(await app.run({"o": json.dumps({"n": 1})}), 400, "invalid_param", "o in input form must be a dict")
    failed = (await app.run({"o": {"n": "x"}})).json()["data"]
    assert failed["status"] == "failed"
    assert failed["error"].startswith("JSON object for 'o' does not match schema: ")
