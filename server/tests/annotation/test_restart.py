"""Jobs of annotations over a restart of the server."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from tenon.adapters.scripted_model.script import Delay, Rule, Script, When
from tenon.adapters.scripted_model.server import ScriptedModel
from tests.annotation.test_annotations import SWITCH, add
from tests.fixtures.basic_apps import make_basic_app
from tests.fixtures.server import running


async def test_embedding_goes_on_after_a_restart(
    database_url: str, tmp_path: Path, scripted: ScriptedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tenon.domain.annotation.replies.STALE", timedelta(seconds=-1))
    async with running(database_url, tmp_path / "data") as server:
        app = await make_basic_app(server, scripted, "chat", {})
        await add(app)
        slow = Rule(when=When(kind="embeddings"), delay=Delay(first_ms=60_000))
        scripted.play(Script(rules=[slow]))
        job_id = (await app.client.post("/v1/apps/annotation-reply/enable", json=SWITCH)).json()["job_id"]
        path = f"/v1/apps/annotation-reply/enable/status/{job_id}"
        for _ in range(200):
            if any(r["path"].endswith("embeddings") for r in scripted.requests):
                break
            await asyncio.sleep(0.05)
        assert (await app.client.get(path)).json()["job_status"] == "processing"
    scripted.play(Script())
    async with running(database_url, tmp_path / "data") as server:
        client = server.new_client(Authorization=f"Bearer {app.key}")
        state = ""
        for _ in range(400):
            state = (await client.get(path)).json()["job_status"]
            if state == "completed":
                break
            await asyncio.sleep(0.05)
        assert state == "completed"
