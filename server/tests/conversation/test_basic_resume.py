"""Turns of basic apps whose process is gone."""

import asyncio
from uuid import UUID

import pytest
from sqlalchemy import delete, update

from tenon.adapters.scripted_model.server import ScriptedModel
from tenon.domain.conversation.tables import MessageRow
from tenon.domain.run.resume import Resumer
from tenon.domain.run.runner import Runner
from tenon.domain.run.tables import NodeRunRow, RunEventRow, RunRow
from tests.fixtures.apps import Json, events_of
from tests.fixtures.basic_apps import BasicApp, make_basic_app, text_field
from tests.fixtures.server import Server


async def interrupted(server: Server, run_id: str, attempt: int = 1) -> None:
    """Make a finished run look as if its process had died right after its start, and take it up."""
    id = UUID(run_id)
    async with server.db.unit_of_work() as uow:
        await uow.session.execute(delete(NodeRunRow).where(NodeRunRow.run_id == id))
        await uow.session.execute(delete(RunEventRow).where(RunEventRow.run_id == id))
        gone = {"status": "running", "owner": "gone", "attempt": attempt}
        await uow.session.execute(update(RunRow).where(RunRow.id == id).values(**gone))
        message = update(MessageRow).where(MessageRow.run_id == id).values(answer="", status="running")
        await uow.session.execute(message)
    assert await server.container.services.get(Resumer).sweep() is False
    async with asyncio.timeout(20):
        while await _open(server, id) or server.container.services.get(Runner).count:  # noqa: ASYNC110 - no signal
            await asyncio.sleep(0.02)


async def _open(server: Server, id: UUID) -> bool:
    async with server.db.unit_of_work() as uow:
        row = await uow.session.get(RunRow, id)
        return row is not None and row.status == "running"


async def _stored(server: Server, message_id: str) -> tuple[str, str]:
    async with server.db.unit_of_work() as uow:
        row = await uow.session.get(MessageRow, UUID(message_id))
        assert row is not None
        return row.answer, row.status


@pytest.fixture
async def poet(server: Server, scripted: ScriptedModel) -> BasicApp:
    """A text generator."""
    config: Json = {"pre_prompt": "On {{topic}}.", "user_input_form": [text_field("topic")]}
    return await make_basic_app(server, scripted, "completion", config)


@pytest.mark.parametrize("query", ["", "now"])
async def test_a_text_is_made_again(server: Server, poet: BasicApp, query: str) -> None:
    made = (await poet.complete({"topic": "rain"}, query=query)).json()
    before = poet.prompt()
    await interrupted(server, made["task_id"])
    assert await _stored(server, made["id"]) == (made["answer"], "normal")
    assert poet.prompt() == before


async def test_a_debug_chat_goes_on_with_the_configuration_it_was_given(server: Server, poet: BasicApp) -> None:
    app = await make_basic_app(server, poet.scripted, "chat", {"pre_prompt": "Draft."}, owner=poet.owner)
    root = f"/console/api/apps/{app.id}"
    config = (await app.owner.client.get(f"{root}/model-config")).json()["config"]
    body = {"inputs": {}, "query": "hi", "model_config": {**config, "pre_prompt": "Given."}}
    events = events_of((await app.owner.client.post(f"{root}/chat-messages", json=body)).text)
    count = len(app.scripted.requests)
    await interrupted(server, events[0]["task_id"])
    assert await _stored(server, events[-1]["message_id"]) == ("hi", "normal")
    bodies = [r["body"] for r in list(app.scripted.requests)[count:] if "Given." in str(r["body"])]
    assert len(bodies) == 1


async def test_what_is_given_up_ends_in_an_error(server: Server, poet: BasicApp) -> None:
    made = (await poet.complete({"topic": "rain"})).json()
    await interrupted(server, made["task_id"], attempt=9)
    assert (await _stored(server, made["id"]))[1] == "error"
    url = f"/v1/workflow/{made['task_id']}/events"
    events = events_of((await poet.client.get(url, params={"user": "ada", "after": 0})).text)
    assert [list(e) for e in events] == [["event", "message_id", "created_at", "code", "status", "message"]]
