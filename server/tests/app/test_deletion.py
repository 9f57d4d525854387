"""Deleting an app: it is gone at once for everybody, and what it leaves is removed in the background."""

import asyncio
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select, update

from tenon.domain.app.tables import AppRow
from tenon.domain.app.tasks import AppPurge
from tenon.domain.conversation.tables import ConversationRow, MessageFeedbackRow, MessageRow
from tenon.domain.end_user.tables import EndUserRow
from tenon.domain.file.tables import UploadRow
from tenon.domain.run.tables import NodeRunRow, RunEventRow, RunRow
from tenon.kit.jobs import Jobs
from tests.fixtures.apps import MadeApp, answer, chain, make_app, start
from tests.fixtures.server import Server

TABLES: tuple[Any, ...] = (
    RunRow, NodeRunRow, RunEventRow, ConversationRow, MessageRow, MessageFeedbackRow, EndUserRow, UploadRow
)  # fmt: skip


async def _filled(app: MadeApp, users: Iterable[str]) -> None:
    for user in users:
        file = {"file": ("a.txt", user.encode(), "text/plain")}
        assert (await app.client.post("/v1/files/upload", data={"user": user}, files=file)).status_code == 201
        await app.chat("hello", user)
        body = (await app.chat("hello", user)).json()
        liked = {"rating": "like", "user": user}
        assert (await app.client.post(f"/v1/messages/{body['message_id']}/feedbacks", json=liked)).status_code == 200


async def _count(server: Server, table: Any) -> int:
    async with server.db.unit_of_work() as uow:
        return await uow.session.scalar(select(func.count()).select_from(table)) or 0


async def _stored(server: Server) -> list[Path]:
    folder = server.container.settings.data_dir / "files"
    return await asyncio.to_thread(lambda: [path for path in folder.rglob("*") if path.is_file()])


async def _until_purged(server: Server, app: MadeApp) -> None:
    async def gone() -> None:
        while True:
            async with server.db.unit_of_work() as uow:
                if await uow.session.get(AppRow, app.id) is None:
                    return
            await asyncio.sleep(0.05)

    await asyncio.wait_for(gone(), 30)


async def test_everything_of_the_app_and_nothing_else_goes(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tenon.domain.app.tasks.BATCH", 2)
    graph = chain(start(), answer("Yes: {{#sys.query#}}"))
    app = await make_app(server, graph, mode="advanced-chat")
    other = await make_app(server, graph, mode="advanced-chat", owner=app.owner)
    await _filled(other, ["zoe"])
    kept = [await _count(server, table) for table in TABLES]
    files = await _stored(server)
    await _filled(app, ["ada", "bob", "cy"])
    path = f"/console/api/apps/{app.id}"
    counts = (await app.owner.client.get(f"{path}/delete-effects")).json()["counts"]
    assert {name: counts[name] for name in ("runs", "conversations", "messages", "feedbacks", "end_users")} == {
        "runs": 6, "conversations": 6, "messages": 6, "feedbacks": 3, "end_users": 3,
    }  # fmt: skip
    assert counts["saved_messages"] == counts["annotations"] == 0
    assert (await app.owner.client.delete(path)).status_code == 204
    assert (await app.chat("hello")).status_code == 401
    await _until_purged(server, app)
    assert [await _count(server, table) for table in TABLES] == kept
    assert await _stored(server) == files
    assert (await other.chat("still there")).status_code == 200


async def test_a_deleted_app_is_gone_at_once(server: Server, echo: MadeApp, monkeypatch: pytest.MonkeyPatch) -> None:
    async def nobody(name: str, arguments: dict[str, Any]) -> None:
        """The job is never done: what is seen is what the deletion itself did."""

    monkeypatch.setattr(server.db, "enqueue", nobody)
    run = (await echo.run({"text": "a"})).json()
    call = echo.owner.client
    path = f"/console/api/apps/{echo.id}"
    code = (await call.get(f"{path}/site")).json()["code"]
    assert (await call.delete(path)).status_code == 204
    assert (await echo.run({"text": "a"})).status_code == 401
    assert (await server.client.get("/api/passport", headers={"X-App-Code": code})).status_code in (401, 404)
    assert (await call.get("/console/api/apps")).json()["total"] == 0
    found: list[tuple[str, str]] = []
    paths: dict[str, dict[str, Any]] = server.app.openapi()["paths"]
    for route, methods in paths.items():
        if "{app_id}" not in route or "get" not in methods:
            continue
        url = re.sub(r"\{[^}]+\}", str(uuid4()), route.replace("{app_id}", str(echo.id)))
        url = url.replace("{run_id}", run["workflow_run_id"])
        answer = await call.get(url)
        if answer.status_code not in (400, 404) and answer.json().get("data") != []:
            found.append((route, answer.text[:200]))
    assert found == []


async def test_what_a_server_left_undone_is_taken_up(server: Server, echo: MadeApp) -> None:
    assert (await echo.run({"text": "a"})).status_code == 200
    async with server.db.unit_of_work() as uow:
        await uow.session.execute(update(AppRow).where(AppRow.id == echo.id).values(status="deleted"))
    services = server.container.services
    await services.get(AppPurge).take_up(services.get(Jobs))
    await _until_purged(server, echo)
    assert await _count(server, RunRow) == 0
