"""Details of chats, files and streams that clients rely on (contract: service-api.md 2, web-and-embed.md 2)."""

import asyncio
from typing import Any

from tests.fixtures.apps import AppOptions, MadeApp, answer, chain, events_of, http, make_app, start
from tests.fixtures.server import MakeServer, Server

UPLOADS: dict[str, Any] = {
    "file_upload": {
        "enabled": True,
        "allowed_file_types": ["document"],
        "allowed_file_upload_methods": ["local_file"],
        "number_limits": 9,
    }
}


async def _send_files(app: MadeApp, count: int) -> dict[str, Any]:
    files: list[dict[str, Any]] = []
    for n in range(count):
        sent = {"file": (f"{n}.txt", b"hello", "text/plain")}
        made = (await app.client.post("/v1/files/upload", files=sent, data={"user": "ada"})).json()
        files.append({"type": "document", "transfer_method": "local_file", "upload_file_id": made["id"]})
    return (await app.chat("hi", files=files)).json()


async def _shown(app: MadeApp, turn: dict[str, Any]) -> dict[str, Any]:
    params = {"user": "ada", "conversation_id": turn["conversation_id"]}
    return (await app.client.get("/v1/messages", params=params)).json()["data"][0]


async def test_files_of_a_message_keep_their_order_and_have_full_addresses(server: Server) -> None:
    options = AppOptions(features=UPLOADS)
    app = await make_app(server, chain(start(), answer("{{#sys.files#}}")), mode="advanced-chat", options=options)
    turn = await _send_files(app, 6)
    files = (await _shown(app, turn))["message_files"]
    sent = [file["filename"] for file in files if file["belongs_to"] == "user"]
    assert sent == [f"{n}.txt" for n in range(6)]
    base = str(app.client.base_url).rstrip("/")
    assert all(file["url"].startswith(f"{base}/files/") for file in files)
    assert turn["answer"].count(f"]({base}/files/") == 6


async def test_addresses_in_old_answers_are_signed_anew(make_server: MakeServer) -> None:
    server = await make_server(files_access_timeout=0)
    options = AppOptions(features=UPLOADS)
    graph = chain(start(), answer("{{#sys.files#}} {{#sys.query#}}"))
    app = await make_app(server, graph, mode="advanced-chat", options=options)
    turn = await _send_files(app, 1)
    address = turn["answer"].partition("](")[2].partition(")")[0]
    await asyncio.sleep(1)
    shown = (await _shown(app, turn))["answer"]
    renewed = shown.partition("](")[2].partition(")")[0]
    assert renewed != address
    assert renewed.partition("?")[0] == address.partition("?")[0]
    forged = address[:-6] + "AAAAAA"
    second = (await app.chat(f"[x]({forged})", conversation_id=turn["conversation_id"])).json()
    params = {"user": "ada", "conversation_id": second["conversation_id"]}
    listed = (await app.client.get("/v1/messages", params=params)).json()["data"]
    assert forged in listed[1]["answer"]


async def test_a_failed_chat_says_the_same_in_both_modes(server: Server) -> None:
    graph = chain(start(), http("call", "http://127.0.0.1:9/"), answer("{{#call.body#}}"))
    app = await make_app(server, graph, mode="advanced-chat")
    events = events_of((await app.chat("x", response_mode="streaming")).text)
    assert (events[-1]["code"], events[-1]["status"]) == ("invalid_param", 400)
    assert events[-1]["message"].startswith("Run failed: ")
    assert events[-1]["message"] == f"Run failed: {events[-2]['data']['error']}"


async def test_pages_are_not_told_of_tokens(greeter: MadeApp) -> None:
    site = (await greeter.owner.client.get(f"/console/api/apps/{greeter.id}/site")).json()["code"]
    passport = (await greeter.server.client.get("/api/passport", headers={"X-App-Code": site})).json()
    browser = greeter.server.new_client(**{"X-App-Code": site, "X-App-Passport": passport["access_token"]})
    body: dict[str, Any] = {"inputs": {}, "query": "hi", "response_mode": "blocking"}
    blocking = (await browser.post("/api/chat-messages", json=body)).json()
    assert list(blocking["metadata"]) == ["annotation_reply", "retriever_resources"]
