"""Annotations over the service API and in the console, and answering from them."""

import asyncio
import json
from datetime import timedelta
from typing import Any, cast
from uuid import UUID, uuid4

import pytest

from tenon.adapters.scripted_model.script import Failure, Rule, Script, When
from tenon.adapters.scripted_model.server import ScriptedModel
from tenon.domain.annotation.replies import Replies
from tenon.kit.jobs import Jobs
from tests.fixtures.apps import Json, MadeApp, events_of
from tests.fixtures.basic_apps import BasicApp, make_basic_app, set_up_models
from tests.fixtures.server import MakeServer, Server
from tests.moderation.test_moderated_apps import ask, feature, make, names, seen

SWITCH: Json = {
    "score_threshold": 0.7,
    "embedding_provider_name": "openai",
    "embedding_model_name": "text-embedding-3-small",
}
QUESTION, ANSWER = "How do I reset my password?", "Use the link on the sign-in page."


def base(app: MadeApp) -> str:
    return f"/console/api/apps/{app.id}"


@pytest.fixture
async def app(server: Server, scripted: ScriptedModel) -> BasicApp:
    """A chat app without annotations."""
    return await make_basic_app(server, scripted, "chat", {})


async def add(app: MadeApp, question: str = QUESTION, answer: str = ANSWER) -> Json:
    made = await app.client.post("/v1/apps/annotations", json={"question": question, "answer": answer})
    assert made.status_code == 201, made.text
    return made.json()


async def finished(app: MadeApp, path: str) -> Json:
    """The state of a job once it is through."""
    client = app.owner.client if path.startswith("/console") else app.client
    state: Json = {}
    for _ in range(400):
        state = (await client.get(path)).json()
        if state["job_status"] in ("completed", "error"):
            return state
        await asyncio.sleep(0.05)
    raise AssertionError(state)


async def switch_on(app: MadeApp, **more: Any) -> None:
    started = await app.client.post("/v1/apps/annotation-reply/enable", json={**SWITCH, **more})
    assert started.status_code == 200, started.text
    path = f"/v1/apps/annotation-reply/enable/status/{started.json()['job_id']}"
    assert await finished(app, path) == {**started.json(), "job_status": "completed", "error_msg": ""}


def completions(scripted: ScriptedModel) -> list[Json]:
    return [r for r in scripted.requests if "completions" in r["path"]]


async def test_the_service_api(app: BasicApp) -> None:
    first = await add(app)
    assert list(first) == ["id", "question", "answer", "hit_count", "created_at"]
    assert (first["question"], first["answer"], first["hit_count"]) == (QUESTION, ANSWER, 0)
    second = await add(app, "100%", "under_score")
    listed = (await app.client.get("/v1/apps/annotations", params={"limit": 1000})).json()
    assert listed == {"data": [second, first], "has_more": False, "limit": 100, "total": 2, "page": 1}
    paged = (await app.client.get("/v1/apps/annotations", params={"limit": 1, "page": 2})).json()
    assert (paged["data"], paged["total"], paged["has_more"]) == ([first], 2, False)
    for keyword, expected in (("PASSWORD", [first]), ("0%", [second]), ("_", [second]), ("\0", [second, first])):
        found = (await app.client.get("/v1/apps/annotations", params={"keyword": keyword})).json()["data"]
        assert found == expected, keyword
    path = f"/v1/apps/annotations/{first['id']}"
    changed = (await app.client.put(path, json={"question": "Q", "answer": "A"})).json()
    assert changed == {**first, "question": "Q", "answer": "A"}
    gone = await app.client.delete(path)
    assert (gone.status_code, gone.content) == (204, b"")
    for again in (await app.client.delete(path), await app.client.put(path, json={"question": "Q", "answer": "A"})):
        assert again.json() == {"code": "not_found", "message": "Annotation not found", "status": 404}


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/v1/apps/annotations", {"question": "Q"}),
        ("POST", "/v1/apps/annotations", {"question": "", "answer": "A"}),
        ("POST", "/v1/apps/annotations", {"question": " ", "answer": "A"}),
        ("POST", "/v1/apps/annotations", {"question": "a\0b", "answer": "A"}),
        ("POST", "/v1/apps/annotations", {"question": 3, "answer": "A"}),
        ("GET", "/v1/apps/annotations?page=0", None),
        ("GET", "/v1/apps/annotations?limit=0", None),
        ("PUT", "/v1/apps/annotations/nonsense", {"question": "Q", "answer": "A"}),
        ("POST", "/v1/apps/annotation-reply/toggle", SWITCH),
        ("POST", "/v1/apps/annotation-reply/disable", {"score_threshold": 0.9}),
        ("POST", "/v1/apps/annotation-reply/enable", {**SWITCH, "score_threshold": 1.5}),
        ("POST", "/v1/apps/annotation-reply/enable", {**SWITCH, "embedding_model_name": "no such model"}),
        ("POST", "/v1/apps/annotation-reply/enable", {**SWITCH, "embedding_provider_name": "nobody"}),
        ("GET", "/v1/apps/annotation-reply/enable/status/00000000-0000-4000-8000-000000000000", None),
    ],
)
@pytest.mark.parametrize("database_kind", ["sqlite"])
async def test_bad_requests(app: BasicApp, database_kind: str, method: str, path: str, body: Json | None) -> None:
    answer = await app.client.request(method, path, json=body)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_param"), answer.text


async def test_unknown_jobs(app: BasicApp) -> None:
    started = (await app.client.post("/v1/apps/annotation-reply/disable", json=SWITCH)).json()
    assert started["job_status"] == "waiting"
    path = f"/v1/apps/annotation-reply/{{}}/status/{started['job_id']}"
    assert (await app.client.get(path.format("disable"))).json()["job_status"] == "completed"
    wrong = await app.client.get(path.format("enable"))
    assert wrong.json()["message"] == "The job does not exist."


@pytest.mark.parametrize("mode", ["chat", "advanced-chat", "agent-chat"])
async def test_a_match_answers_without_the_model(server: Server, scripted: ScriptedModel, mode: str) -> None:
    app = await make(server, scripted, mode, {"enabled": False})
    made = (
        await app.owner.client.post(f"{base(app)}/annotations", json={"question": QUESTION, "answer": ANSWER})
    ).json()
    await add(app, "When do you open?", "At nine.")
    await switch_on(app)
    scripted.requests.clear()
    events = await ask(app, mode, "how do i reset my password")
    assert seen(events) == ANSWER
    assert names(events)[-1] == "message_end"
    assert not {"workflow_started", "agent_thought"} & set(names(events))
    author = {"id": str(app.owner.account_id), "name": "Owner"}
    assert events[-1]["metadata"]["annotation_reply"] == {"id": made["id"], "account": author}
    assert events[-1]["metadata"]["usage"]["total_tokens"] == 0
    assert completions(scripted) == []
    if mode != "agent-chat":
        body = await ask(app, mode, QUESTION, streaming=False)
        assert (body["answer"], body["metadata"]["annotation_reply"]["id"]) == (ANSWER, made["id"])
    hits = (await app.owner.client.get(f"{base(app)}/annotations/{made['id']}/hits")).json()
    assert hits["total"] == (1 if mode == "agent-chat" else 2)
    first = hits["data"][-1]
    assert (first["query"], first["question"], first["answer"]) == ("how do i reset my password", QUESTION, ANSWER)
    assert (first["source"], first["message_id"]) == ("api", events[0]["message_id"])
    assert 0.7 <= first["score"] <= 1
    listed = (await app.client.get("/v1/apps/annotations", params={"keyword": "password"})).json()["data"]
    assert listed[0]["hit_count"] == hits["total"]
    params = {"user": "ada", "conversation_id": events[0]["conversation_id"]}
    kept = (await app.client.get("/v1/messages", params=params)).json()["data"]
    assert [m["answer"] for m in kept] == [ANSWER]
    shown = (await app.owner.client.get(f"{base(app)}/messages/{kept[0]['id']}/annotation")).json()
    assert (shown["annotation"], shown["answered_from"]["id"], shown["hit"]) == (None, made["id"], first)
    assert seen(await ask(app, mode, "Tell me about something else entirely")) != ANSWER
    assert completions(scripted)


async def test_off_is_off(app: BasicApp, scripted: ScriptedModel) -> None:
    await add(app)
    assert (await app.chat(QUESTION)).json()["answer"] == QUESTION  # the scripted model echoes
    await switch_on(app)
    assert (await app.chat(QUESTION)).json()["answer"] == ANSWER
    await app.client.post("/v1/apps/annotation-reply/disable", json=SWITCH)
    body = (await app.chat(QUESTION)).json()
    assert body["answer"] == QUESTION
    assert body["metadata"].get("annotation_reply") is None
    assert (await app.client.get("/v1/apps/annotations")).json()["total"] == 1


async def test_parameters_tell_the_switch(app: BasicApp) -> None:
    async def told() -> Json:
        return (await app.client.get("/v1/parameters")).json()["annotation_reply"]

    assert await told() == {"enabled": False}
    await switch_on(app)
    model = {k: v for k, v in SWITCH.items() if k != "score_threshold"}
    assert await told() == {"enabled": True, "score_threshold": SWITCH["score_threshold"], "embedding_model": model}
    await app.client.post("/v1/apps/annotation-reply/disable", json=SWITCH)
    assert await told() == {"enabled": False}


async def test_changes_count_at_once(app: BasicApp, scripted: ScriptedModel) -> None:
    await switch_on(app)
    made = await add(app)
    scripted.requests.clear()
    assert (await app.chat("reset my password how do I?")).json()["answer"] == ANSWER
    path = f"/v1/apps/annotations/{made['id']}"
    await app.client.put(path, json={"question": "What is the price of a ticket?", "answer": "Ten francs."})
    assert (await app.chat(QUESTION)).json()["answer"] == QUESTION
    assert (await app.chat("the price of a ticket is what?")).json()["answer"] == "Ten francs."
    await app.client.delete(path)
    assert (await app.chat("What is the price of a ticket?")).json()["answer"] == "What is the price of a ticket?"


async def test_threshold_and_model_can_be_changed(app: BasicApp, scripted: ScriptedModel) -> None:
    await add(app)
    await switch_on(app, score_threshold=0.99)
    question = "reset my password how do I?"
    assert (await app.chat(question)).json()["answer"] == question
    settings = f"{base(app)}/annotation-settings"
    changed = (await app.owner.client.patch(settings, json={"score_threshold": 0.5})).json()
    assert (changed["enabled"], changed["score_threshold"]) == (True, 0.5)
    assert changed["job"]["job_status"] == "completed"
    assert (await app.chat(question)).json()["answer"] == ANSWER
    await switch_on(app, embedding_model_name="text-embedding-3-large", score_threshold=0.5)
    models = [r["body"]["model"] for r in scripted.requests if r["path"].endswith("embeddings")]
    assert models[-1] == "text-embedding-3-large"
    assert (await app.chat(question)).json()["answer"] == ANSWER


async def test_a_failing_embedding_model(app: BasicApp, scripted: ScriptedModel) -> None:
    await add(app)
    failing = Rule(when=When(kind="embeddings"), error=Failure(status=400, message="no quota"))
    scripted.play(Script(rules=[failing]))
    started = (await app.client.post("/v1/apps/annotation-reply/enable", json=SWITCH)).json()
    state = await finished(app, f"/v1/apps/annotation-reply/enable/status/{started['job_id']}")
    assert state["job_status"] == "error"
    assert "no quota" in state["error_msg"]
    assert (await app.chat(QUESTION)).json()["answer"] == ANSWER  # word for word needs no vector
    assert (await app.chat("something else")).json()["answer"] == "something else"
    await add(app, "Added meanwhile?", "Yes.")


async def test_a_message_becomes_an_annotation(app: BasicApp) -> None:
    message = (await app.chat("What is up?")).json()["message_id"]
    client, path = app.owner.client, f"{base(app)}/annotations"
    made = await client.post(path, json={"message_id": message})
    assert made.status_code == 201
    assert (made.json()["question"], made.json()["answer"]) == ("What is up?", "What is up?")
    edited = (await client.post(path, json={"message_id": message, "answer": "All is well."})).json()
    assert (edited["id"], edited["answer"]) == (made.json()["id"], "All is well.")
    shown = (await client.get(f"{base(app)}/messages/{message}/annotation")).json()
    assert shown == {"annotation": edited, "hit": None, "answered_from": None}
    patched = (await client.patch(f"{path}/{edited['id']}", json={"question": "How is it?"})).json()
    assert (patched["question"], patched["answer"]) == ("How is it?", "All is well.")
    assert (await client.delete(f"{path}/{edited['id']}")).status_code == 204
    assert (await client.post(path, json={"message_id": str(uuid4())})).status_code == 404
    assert (await client.post(path, json={"question": "alone"})).json()["params"] == "answer"
    normal = await app.server.person("normal", app.workspace_id)
    assert (await normal.client.post(path, json={"question": "a", "answer": "b"})).status_code == 403
    stranger = await app.server.person("owner")
    assert (await stranger.client.get(path)).status_code == 404


async def test_import_and_export(app: BasicApp) -> None:
    client, path = app.owner.client, f"{base(app)}/annotations"
    template = await client.get(f"{path}/template")
    assert template.content == b"\xef\xbb\xbfquestion,answer\r\n"
    await switch_on(app)
    rows = [f"Question number {place},Answer {place}" for place in range(450)]
    data = "\r\n".join(["问题,答案", *rows]).encode("gb18030")
    started = (await client.post(f"{path}/import", files={"file": ("a.csv", data)})).json()
    assert (started["record_count"], started["job_status"]) == (450, "waiting")
    state = await finished(app, f"/console/api/apps/{app.id}/annotations/import/{started['job_id']}")
    assert (state["job_status"], state["done"], state["total"], state["error_msg"]) == ("completed", 450, 450, "")
    assert (await app.chat("question NUMBER 17")).json()["answer"] == "Answer 17"
    exported = await client.get(f"{path}/export")
    assert exported.headers["content-type"].startswith("text/csv")
    assert exported.content.decode("utf-8-sig").split("\r\n")[:3] == ["question,answer", *rows[:2]]
    lines = (await client.get(f"{path}/export", params={"format": "jsonl"})).text.splitlines()
    assert len(lines) == 450
    assert json.loads(lines[7])["messages"][1] == {"role": "assistant", "content": "Answer 7"}
    # a job that is done twice leaves each pair once
    replies = app.server.container.services.get(Replies)
    await replies.do_import(started["job_id"])
    listed = (await client.get(path)).json()
    assert (listed["total"], listed["data"][0]["created_by"]["name"]) == (450, "Owner")
    assert (await client.delete(path)).status_code == 204
    assert (await client.get(path)).json()["total"] == 0
    assert (await app.chat("question NUMBER 17")).json()["answer"] == "question NUMBER 17"


@pytest.fixture
async def limited(make_server: MakeServer, scripted: ScriptedModel) -> BasicApp:
    """An app on a server with low limits."""
    server = await make_server(annotation_import_size_limit=1, annotation_import_max_records=3)
    owner = await server.person("owner")
    await set_up_models(owner, scripted)
    return await make_basic_app(server, scripted, "chat", {}, owner=owner)


@pytest.mark.parametrize("database_kind", ["sqlite"])
async def test_files_that_are_not_imported(limited: BasicApp, database_kind: str) -> None:
    path = f"{base(limited)}/annotations/import"

    async def put(data: bytes) -> tuple[int, str, str]:
        answer = await limited.owner.client.post(path, files={"file": ("a.csv", data)})
        return answer.status_code, answer.json()["code"], answer.json()["message"]

    assert (await put(b"x" * (1 << 20) + b"xx"))[:2] == (413, "annotation_import_too_large")
    status, code, message = await put(b"a,b\nc\n")
    assert (status, code) == (400, "annotation_import_invalid")
    assert message.startswith("Line 2 of the file")
    assert "the limit is 3" in (await put(b"a,b\n" * 4))[2]
    missing = await limited.owner.client.post(path, data={"no": "file"})
    assert (missing.status_code, missing.json()["code"]) == (400, "invalid_param")
    for _ in range(5):
        answer = await limited.owner.client.post(path, files={"file": ("a.csv", b"a,b\n")})
        assert answer.status_code == 200, answer.text
        await finished(limited, f"{path}/{answer.json()['job_id']}")
    assert (await put(b"a,b\n"))[:2] == (429, "too_many_requests")


async def test_left_jobs_are_taken_up(app: BasicApp, monkeypatch: pytest.MonkeyPatch) -> None:
    """A job whose process died is done by the next one that starts."""
    container = app.server.container
    asked: list[tuple[str, dict[str, Any]]] = []

    async def lost(name: str, arguments: dict[str, Any]) -> None:
        asked.append((name, arguments))

    monkeypatch.setattr(container.db, "enqueue", lost)
    await add(app)
    started = (await app.client.post("/v1/apps/annotation-reply/enable", json=SWITCH)).json()
    path = f"/v1/apps/annotation-reply/enable/status/{started['job_id']}"
    assert asked == [("annotation.reply", {"job_id": started["job_id"]})]
    assert (await app.client.get(path)).json()["job_status"] == "waiting"

    class Again:
        async def enqueue(self, name: str, arguments: dict[str, Any], *, key: str | None = None) -> str:
            assert name == "annotation.reply"
            await container.services.get(Replies).do_reply(**arguments)
            return ""

    replies = container.services.get(Replies)
    await replies.take_up(cast("Jobs", Again()))
    assert (await app.client.get(path)).json()["job_status"] == "waiting"  # somebody may be at it
    monkeypatch.setattr("tenon.domain.annotation.replies.STALE", timedelta(seconds=-1))
    await replies.take_up(cast("Jobs", Again()))
    assert (await app.client.get(path)).json()["job_status"] == "completed"


async def test_blocked_questions_are_not_answered(server: Server, scripted: ScriptedModel) -> None:
    app = await make(server, scripted, "chat", feature())
    await add(app, "a forbidden phrase", "curated")
    await switch_on(app)
    events = await ask(app, "chat", "a forbidden phrase")
    assert seen(events) != "curated"
    assert UUID(events[-1]["message_id"])


async def test_the_features_of_an_app_switch_it(app: BasicApp) -> None:
    await add(app)
    path = f"{base(app)}/model-config"

    async def publish(feature: Json) -> Json:
        draft = (await app.owner.client.get(path)).json()
        config = {**draft["config"], "annotation_reply": feature}
        saved = await app.owner.client.put(path, json={"config": config, "hash": draft["hash"]})
        assert saved.status_code == 200, saved.text
        done = await app.owner.client.post(f"{path}/publish")
        assert done.status_code == 200, done.text
        return (await app.owner.client.get(f"{base(app)}/annotation-settings")).json()

    model = {k: v for k, v in SWITCH.items() if k != "score_threshold"}
    on: Json = {"enabled": True, "score_threshold": 0.8, "embedding_model": model}
    state = await publish(on)
    assert (state["enabled"], state["score_threshold"], state["embedding_model_name"]) == (
        True, 0.8, SWITCH["embedding_model_name"],
    )  # fmt: skip
    await finished(app, f"/v1/apps/annotation-reply/enable/status/{state['job']['job_id']}")
    assert (await app.chat(QUESTION)).json()["answer"] == ANSWER
    await app.client.post("/v1/apps/annotation-reply/disable", json=SWITCH)
    assert (await publish(on))["enabled"] is False  # nothing has changed in the features
    assert (await publish({**on, "score_threshold": 0.9}))["enabled"] is True
    assert (await publish({"enabled": False}))["enabled"] is False
    assert (await app.chat(QUESTION)).json()["answer"] == QUESTION


async def test_debugging_hits_are_marked(app: BasicApp) -> None:
    made = await add(app)
    await switch_on(app)
    body: Json = {"inputs": {}, "query": QUESTION, "response_mode": "streaming"}
    events = events_of((await app.owner.client.post(f"{base(app)}/chat-messages", json=body)).text)
    assert events[-1]["metadata"]["annotation_reply"]["id"] == made["id"]
    hits = (await app.owner.client.get(f"{base(app)}/annotations/{made['id']}/hits")).json()["data"]
    assert [(hit["source"], hit["score"]) for hit in hits] == [("debug", 1.0)]
