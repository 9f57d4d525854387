"""Runs whose process is gone, and clients that come back."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from uuid import UUID

import pytest
from sqlalchemy import update

from tenon.domain.run.resume import Resumer
from tenon.domain.run.runner import Runner
from tenon.domain.run.tables import RunRow
from tests.fixtures.apps import MadeApp, answer, chain, end, events_of, http, make_app, start
from tests.fixtures.server import Server


@dataclass
class Gate:
    """A service that answers when it is told to."""

    port: int = 0
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    open: asyncio.Event = field(default_factory=asyncio.Event)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            self.asked.set()
            await self.open.wait()
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")
            await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


@pytest.fixture
async def gate() -> AsyncIterator[Gate]:
    found = Gate()
    server = await asyncio.start_server(found.serve, "127.0.0.1", 0)
    found.port = server.sockets[0].getsockname()[1]
    yield found
    found.open.set()
    server.close()


async def _waiting(server: Server, gate: Gate, mode: str = "workflow") -> tuple[MadeApp, "asyncio.Task[str]", str]:
    """An app whose run waits at the gate, its streaming client, the run's id."""
    last = answer("{{#call.body#}}") if mode == "advanced-chat" else end(out=["call", "body"])
    app = await make_app(server, chain(start(), http("call", f"http://127.0.0.1:{gate.port}/"), last), mode=mode)

    async def client() -> str:
        made = (
            app.chat("hi", response_mode="streaming")
            if mode == "advanced-chat"
            else app.run({}, response_mode="streaming")
        )
        return (await made).text

    task = asyncio.create_task(client())
    await asyncio.wait_for(gate.asked.wait(), 20)
    (run_id,) = server.container.services.get(Runner).ids()
    return app, task, str(run_id)


async def test_a_client_comes_back_to_a_run(server: Server, gate: Gate) -> None:
    app, first, run_id = await _waiting(server, gate)
    url = f"/v1/workflow/{run_id}/events"
    second = asyncio.create_task(app.client.get(url, params={"user": "ada", "after": 2}))
    third = asyncio.create_task(app.client.get(url, params={"user": "ada"}))
    fourth = asyncio.create_task(app.client.get(url, params={"user": "ada", "include_state_snapshot": "true"}))
    stranger = await app.client.get(url, params={"user": "eve"})
    assert (stranger.status_code, stranger.json()["code"]) == (404, "not_found")
    nobody = await app.client.get(url)
    assert nobody.json()["message"] == "Arg user must be provided."
    run = server.container.services.get(Runner).active(UUID(run_id))
    assert run is not None
    await asyncio.wait_for(_subscribed(server, run_id, 4), 20)
    gate.open.set()
    whole = events_of(await first)
    assert events_of((await second).text) == whole[2:]
    assert events_of((await third).text)[-1] == whole[-1]
    snapshot = [e["event"] for e in events_of((await fourth).text)]
    assert snapshot[0] == "node_finished"
    assert "workflow_started" not in snapshot
    assert snapshot[-1] == "workflow_finished"
    over = events_of((await app.client.get(url, params={"user": "ada"})).text)
    assert [e["event"] for e in over] == ["workflow_finished"]
    header = await app.client.get(url, params={"user": "ada"}, headers={"Last-Event-ID": "0"})
    assert events_of(header.text) == whole


async def _subscribed(server: Server, run_id: str, count: int) -> None:
    run = server.container.services.get(Runner).active(UUID(run_id))
    while run is not None and run.stream.readers < count:  # noqa: ASYNC110 - the stream has no signal for this
        await asyncio.sleep(0.005)


@pytest.mark.parametrize("mode", ["workflow", "advanced-chat"])
async def test_stop(server: Server, gate: Gate, mode: str) -> None:
    app, first, run_id = await _waiting(server, gate, mode)
    kind = "chat-messages" if mode == "advanced-chat" else "workflows/tasks"
    eve = await app.client.post(f"/v1/{kind}/{run_id}/stop", json={"user": "eve"}) if "chat" in mode else None
    if eve is not None:
        assert eve.json() == {"result": "success"}
        assert server.container.services.get(Runner).count == 1
    stopped = await app.client.post(f"/v1/{kind}/{run_id}/stop", json={"user": "ada"})
    assert stopped.json() == {"result": "success"}
    events = events_of(await asyncio.wait_for(first, 20))
    finished = next(e for e in events if e["event"] == "workflow_finished")
    assert finished["data"]["status"] == "stopped"
    assert finished["data"]["error"]
    assert events[-1]["event"] == ("message_end" if mode == "advanced-chat" else "workflow_finished")
    again = await app.client.post(f"/v1/{kind}/{run_id}/stop", json={"user": "ada"})
    assert again.json() == {"result": "success"}
    unknown = await app.client.post(f"/v1/{kind}/nonsense/stop", json={"user": "ada"})
    assert unknown.json() == {"result": "success"}


@pytest.mark.parametrize("mode", ["workflow", "advanced-chat"])
async def test_a_run_that_was_interrupted_too_often_is_given_up(server: Server, mode: str) -> None:
    last = answer("done") if mode == "advanced-chat" else end()
    app = await make_app(server, chain(start(), last), mode=mode)
    if mode == "advanced-chat":
        run_id = (await app.chat("hi")).json()["task_id"]
    else:
        run_id = (await app.run({})).json()["workflow_run_id"]
    async with server.db.unit_of_work() as uow:
        change = update(RunRow).where(RunRow.id == UUID(run_id)).values(status="running", owner="gone", attempt=9)
        await uow.session.execute(change)
    assert await server.container.services.get(Resumer).sweep() is False
    url = f"/v1/workflow/{run_id}/events"
    response = await asyncio.wait_for(app.client.get(url, params={"user": "ada", "after": 0}), 20)
    names = [e["event"] for e in events_of(response.text)]
    assert names[-1] == ("error" if mode == "advanced-chat" else "workflow_finished")
    detail = (await app.client.get(f"/v1/workflows/run/{run_id}")).json()
    assert detail["status"] == "failed"
    assert "interrupted" in detail["error"]


async def test_a_run_of_a_dead_process_is_taken_up(server: Server) -> None:
    app = await make_app(server, chain(start(), end()))
    run_id = (await app.run({})).json()["workflow_run_id"]
    async with server.db.unit_of_work() as uow:
        change = update(RunRow).where(RunRow.id == UUID(run_id)).values(status="running", owner="gone")
        await uow.session.execute(change)
    await server.container.services.get(Resumer).sweep()
    params = {"user": "ada", "after": 0}
    response = await asyncio.wait_for(app.client.get(f"/v1/workflow/{run_id}/events", params=params), 20)
    events = events_of(response.text)
    assert [e["data"]["reason"] for e in events if e["event"] == "workflow_started"] == ["initial", "resumption"]
    assert [e["data"]["node_id"] for e in events if e["event"] == "node_started"] == ["start", "end"]
    assert (await app.client.get(f"/v1/workflows/run/{run_id}")).json()["status"] == "succeeded"


async def test_a_client_that_leaves_does_not_end_the_run(server: Server, gate: Gate) -> None:
    app, first, run_id = await _waiting(server, gate)
    first.cancel()
    await asyncio.wait([first])
    gate.open.set()
    params = {"user": "ada", "after": 0}
    response = await asyncio.wait_for(app.client.get(f"/v1/workflow/{run_id}/events", params=params), 20)
    assert events_of(response.text)[-1]["data"]["status"] == "succeeded"
