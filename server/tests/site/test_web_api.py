"""Published pages."""

import httpx
import pytest

from tests.fixtures.apps import MadeApp, events_of
from tests.fixtures.server import Server


async def visitor(app: MadeApp, user_id: str | None = None) -> httpx.AsyncClient:
    """A browser with a passport of the app's page."""
    site = (await app.owner.client.get(f"/console/api/apps/{app.id}/site")).json()
    params = {"user_id": user_id} if user_id else {}
    answer = await app.server.client.get("/api/passport", headers={"X-App-Code": site["code"]}, params=params)
    assert answer.status_code == 200
    return app.server.new_client(**{"X-App-Code": site["code"], "X-App-Passport": answer.json()["access_token"]})


async def test_a_visitor_runs_a_workflow(echo: MadeApp) -> None:
    browser = await visitor(echo)
    events = events_of((await browser.post("/api/workflows/run", json={"inputs": {"text": "x"}})).text)
    assert events[-1]["data"]["outputs"] == {"out": "x"}
    nodes = [e["data"] for e in events if e["event"] == "node_finished"]
    assert nodes
    assert all(n["inputs"] is n["outputs"] is n["process_data"] is None for n in nodes)
    run_id = events[0]["workflow_run_id"]
    again = events_of((await browser.get(f"/api/workflow/{run_id}/events")).text)
    assert [e["event"] for e in again] == [e["event"] for e in events]
    assert (await (await visitor(echo)).get(f"/api/workflow/{run_id}/events")).status_code == 404


async def test_a_visitor_chats(greeter: MadeApp) -> None:
    browser = await visitor(greeter, "stable")
    events = events_of((await browser.post("/api/chat-messages", json={"inputs": {}, "query": "hi"})).text)
    assert "usage" not in events[-2]["metadata"]
    conversation = events[0]["conversation_id"]
    same = await visitor(greeter, "stable")
    listed = (await same.get("/api/conversations", params={"pinned": False})).json()["data"]
    assert [c["id"] for c in listed] == [conversation]
    assert (await same.patch(f"/api/conversations/{conversation}/pin")).json() == {"result": "success"}
    assert (await same.get("/api/conversations", params={"pinned": "false"})).json()["data"] == []
    assert len((await same.get("/api/conversations", params={"pinned": "true"})).json()["data"]) == 1
    assert (await same.patch(f"/api/conversations/{conversation}/unpin")).status_code == 200
    messages = (await same.get("/api/messages", params={"conversation_id": conversation})).json()["data"]
    assert messages[0]["answer"] == "You said: hi"
    feedback = await same.post(f"/api/messages/{messages[0]['id']}/feedbacks", json={"rating": "like"})
    assert feedback.json() == {"result": "success"}
    stranger = await visitor(greeter)
    assert (await stranger.get("/api/messages", params={"conversation_id": conversation})).status_code == 404
    api = await greeter.client.get("/v1/conversations", params={"user": "stable"})
    assert api.json()["data"] == []


async def test_the_page_tells_what_it_is(echo: MadeApp) -> None:
    browser = await visitor(echo)
    site = (await browser.get("/api/site")).json()
    assert (site["app_id"], site["site"]["title"], site["enable_site"]) == (str(echo.id), "App", True)
    parameters = (await browser.get("/api/parameters")).json()
    assert parameters["user_input_form"][0]["text-input"]["variable"] == "text"
    assert (await browser.get("/api/meta")).json() == {"tool_icons": {}}


@pytest.mark.parametrize("header", ["", "nonsense"])
async def test_no_passport_without_a_page(server: Server, header: str) -> None:
    headers = {"X-App-Code": header} if header else {}
    answer = await server.client.get("/api/passport", headers=headers)
    assert answer.status_code == (404 if header else 401)


async def test_a_closed_page_lets_nobody_in(server: Server, echo: MadeApp) -> None:
    browser = await visitor(echo)
    await echo.owner.client.post(f"/console/api/apps/{echo.id}/site-enable", json={"enabled": False})
    assert (await browser.get("/api/site")).status_code == 404
    assert (await server.client.get("/api/site")).status_code == 401


async def test_files_of_a_visitor(greeter: MadeApp) -> None:
    browser = await visitor(greeter)
    made = await browser.post("/api/files/upload", files={"file": ("a.txt", b"hello", "text/plain")})
    assert (made.status_code, made.json()["name"]) == (201, "a.txt")
