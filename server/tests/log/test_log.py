"""What the team reads of an app's use."""

import csv
import io
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import orjson
import pytest

from tenon.adapters.scripted_model.server import ScriptedModel
from tests.fixtures.apps import Json, MadeApp
from tests.fixtures.basic_apps import MODEL, make_basic_app
from tests.fixtures.server import Server
from tests.site.test_web_api import visitor


async def get(app: MadeApp, path: str, **params: Any) -> Json:
    answer = await app.owner.client.get(f"/console/api/apps/{app.id}{path}", params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.fixture
async def chat(server: Server, scripted: ScriptedModel) -> MadeApp:
    """A chat assistant that two people have talked to: one over the API, twice, one on its page."""
    app = await make_basic_app(server, scripted, "chat", {})
    first = (await app.chat("Where is the office?", user="ada")).json()
    await app.chat("And on Sunday?", user="ada", conversation_id=first["conversation_id"])
    browser = await visitor(app)
    body: Json = {"inputs": {}, "query": "Hello 100%", "response_mode": "blocking"}
    assert (await browser.post("/api/chat-messages", json=body)).status_code == 200
    debug: Json = {"inputs": {}, "query": "only a try", "response_mode": "blocking"}
    tried = await app.owner.client.post(f"/console/api/apps/{app.id}/chat-messages", json=debug)
    assert tried.status_code == 200, tried.text
    return app


async def test_conversations_are_listed_and_narrowed(chat: MadeApp) -> None:
    listed = await get(chat, "/logs/conversations")
    assert (listed["total"], listed["has_more"]) == (2, False)
    page, api = listed["data"]
    assert (page["summary"], page["source"], page["messages"]) == ("Hello 100%", "web-app", 1)
    assert (api["summary"], api["source"], api["messages"]) == ("Where is the office?", "service-api", 2)
    assert (api["user"]["name"], api["user"]["type"], api["errors"], api["annotations"]) == ("ada", "service-api", 0, 0)
    assert api["tokens"] > 0

    async def found(**narrow: Any) -> list[str]:
        return [one["summary"] for one in (await get(chat, "/logs/conversations", **narrow))["data"]]

    assert await found(keyword="sunday") == ["Where is the office?"]
    assert await found(keyword="100%") == ["Hello 100%"]
    assert await found(keyword="ada") == ["Where is the office?"]
    assert await found(keyword="%") == ["Hello 100%"]
    assert await found(source="web-app") == ["Hello 100%"]
    assert await found(status="error") == []
    assert len(await found(status="normal", annotated="false", sort="-updated_at")) == 2
    now = datetime.now(UTC)
    assert await found(until=(now - timedelta(hours=1)).isoformat()) == []
    assert len(await found(since=(now - timedelta(hours=1)).isoformat())) == 2
    assert len(await found(limit=1)) == len(await found(limit=1, page=2)) == 1


async def test_a_conversation_is_read_rated_and_annotated(chat: MadeApp) -> None:
    client, base = chat.owner.client, f"/console/api/apps/{chat.id}"
    id = (await get(chat, "/logs/conversations", keyword="sunday"))["data"][0]["id"]
    turns = await get(chat, f"/logs/conversations/{id}/messages")
    assert [turn["query"] for turn in turns["data"]] == ["Where is the office?", "And on Sunday?"]
    first, last = turns["data"]
    assert (last["user_feedback"], last["team_feedback"], last["annotation"]) == (None, None, None)
    assert last["run_id"]
    assert last["models"] == [MODEL["name"]]
    older = await get(chat, f"/logs/conversations/{id}/messages", first_id=last["id"], limit=1)
    assert ([turn["id"] for turn in older["data"]], older["has_more"]) == ([first["id"]], False)

    liked = await chat.client.post(f"/v1/messages/{last['id']}/feedbacks", json={"rating": "like", "user": "ada"})
    assert liked.status_code == 200
    rate = f"{base}/logs/messages/{last['id']}/feedback"
    for given in ({"rating": "like"}, {"rating": "dislike", "content": "Too short"}):
        assert (await client.post(rate, json=given)).status_code == 204
    pair: Json = {"message_id": last["id"], "question": "Sunday?", "answer": "Closed."}
    assert (await client.post(f"{base}/annotations", json=pair)).status_code == 201
    told = (await get(chat, f"/logs/conversations/{id}/messages"))["data"][1]
    assert told["user_feedback"] == {"rating": "like", "content": None, "by": None}
    assert (told["team_feedback"]["rating"], told["team_feedback"]["content"]) == ("dislike", "Too short")
    assert told["team_feedback"]["by"]
    assert told["annotation"]["answer"] == "Closed."
    entry = await get(chat, f"/logs/conversations/{id}")
    assert (entry["user_ratings"]["like"], entry["team_ratings"]["dislike"], entry["annotations"]) == (1, 1, 1)
    for narrow in ({"rating": "like"}, {"rating": "dislike"}, {"annotated": "true"}):
        assert [one["id"] for one in (await get(chat, "/logs/conversations", **narrow))["data"]] == [id]
    assert (await client.post(rate, json={"rating": None})).status_code == 204
    assert (await get(chat, f"/logs/conversations/{id}"))["team_ratings"]["dislike"] == 0

    missing = await client.get(f"{base}/logs/conversations/{uuid4()}/messages")
    assert (missing.status_code, missing.json()["code"]) == (404, "not_found")
    unknown = await client.get(f"{base}/logs/conversations/{id}/messages", params={"first_id": str(uuid4())})
    assert unknown.status_code == 404
    assert (await client.post(f"{base}/logs/messages/{uuid4()}/feedback", json={"rating": "like"})).status_code == 404
    assert (await client.post(rate, json={"rating": "meh"})).status_code == 400


async def test_runs_of_a_workflow_are_listed(echo: MadeApp) -> None:
    await echo.run({"text": "hello"}, response_mode="blocking")
    await echo.run({"text": "again"}, user="bob", response_mode="blocking")
    listed = await get(echo, "/logs/runs")
    assert [(run["status"], run["user"]["name"], run["source"]) for run in listed["data"]] == [
        ("succeeded", "bob", "service-api"),
        ("succeeded", "ada", "service-api"),
    ]
    assert (await get(echo, "/logs/runs", keyword="again"))["total"] == 1
    assert (await get(echo, "/logs/runs", status="failed"))["total"] == 0
    exported = await echo.owner.client.get(f"/console/api/apps/{echo.id}/logs/runs/export", params={"format": "jsonl"})
    assert [orjson.loads(line)["status"] for line in exported.text.splitlines()] == ["succeeded", "succeeded"]
    figures = await get(echo, "/statistics", days=3, timezone="Asia/Shanghai")
    assert [day["messages"] for day in figures["days"]] == [0, 0, 2]
    assert (figures["total"]["messages"], figures["total"]["users"], figures["total"]["errors"]) == (2, 2, 0)


async def test_figures_of_a_chat(chat: MadeApp) -> None:
    figures = await get(chat, "/statistics", timezone="UTC")
    assert len(figures["days"]) == 7
    today, total = figures["days"][-1], figures["total"]
    assert (today["messages"], today["conversations"], today["users"]) == (3, 2, 2)
    assert {**today, "date": ""} == total
    assert figures["previous"]["messages"] == 0
    assert total["tokens"] > 0
    assert total["speed"] >= 0
    wrong = await chat.owner.client.get(f"/console/api/apps/{chat.id}/statistics", params={"timezone": "Mars/Base"})
    assert (wrong.status_code, wrong.json()["code"]) == (400, "invalid_param")


async def test_logs_are_exported_as_they_are_narrowed(chat: MadeApp) -> None:
    await chat.chat("=1+1", user="ada")

    async def file(**params: Any) -> httpx.Response:
        url = f"/console/api/apps/{chat.id}/logs/conversations/export"
        answer = await chat.owner.client.get(url, params=params)
        assert answer.status_code == 200, answer.text
        return answer

    lines = [orjson.loads(line) for line in (await file(format="jsonl")).text.splitlines()]
    assert [line["query"] for line in lines] == ["=1+1", "Hello 100%", "Where is the office?", "And on Sunday?"]
    assert (lines[2]["user"], lines[2]["status"], lines[2]["source"]) == ("ada", "normal", "service-api")
    assert lines[2]["conversation_id"] == lines[3]["conversation_id"]
    table = await file()
    assert table.content.startswith("\ufeff".encode())
    assert table.headers["content-disposition"] == 'attachment; filename="conversations.csv"'
    rows = list(csv.DictReader(io.StringIO(table.text.removeprefix("\ufeff"))))
    assert [row["query"] for row in rows] == ["'=1+1", "Hello 100%", "Where is the office?", "And on Sunday?"]
    assert len((await file(format="jsonl", keyword="sunday")).text.splitlines()) == 2
    assert (await file(format="jsonl", status="error")).text == ""
    audited = await chat.owner.client.get("/console/api/workspaces/current/audit-log")
    assert audited.json()["data"][0]["action"] == "app.logs_exported"


async def test_only_editors_of_the_workspace_read_logs(chat: MadeApp) -> None:
    member = await chat.server.person("normal", chat.workspace_id)
    stranger = await chat.server.person("owner")
    exports = ("/logs/conversations/export", "/logs/runs/export")
    for path in ("/logs/conversations", "/logs/runs", "/statistics", *exports):
        url = f"/console/api/apps/{chat.id}{path}"
        assert (await member.client.get(url)).status_code == 403
        assert (await stranger.client.get(url)).status_code == 404
