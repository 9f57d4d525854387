"""Two servers on one PostgreSQL: one is killed in the middle of its runs, the other takes them up."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text

from tenon import tables
from tenon.domain.run.lease import TTL
from tenon.domain.run.resume import WATCH
from tenon.kit.db import Database
from tests.fixtures.process import ServerProcess
from tests.run.test_kill import NODES, Seen, Service, graph, rest_of, service, watch

__all__ = ["service"]
RUNS = 4
_SECRET = "one secret key of both servers"


@pytest.fixture
async def pair(database_url: str, tmp_path: Path) -> AsyncIterator[tuple[ServerProcess, ServerProcess]]:
    """Two server processes on one empty database and one folder of files."""
    db = Database(database_url)
    async with db.engine.begin() as connection:
        await connection.run_sync(tables.METADATA.drop_all)
    await db.close()
    servers = [ServerProcess(database_url, tmp_path / "data", TENON_SECRET_KEY=_SECRET) for _ in range(2)]
    try:
        await servers[0].start()
        await servers[0].set_up()
        await servers[1].start()
        yield servers[0], servers[1]
    finally:
        for server in servers:
            await server.stop()


async def _pretend_other_machine(database_url: str) -> None:
    """Make the leases look as if their processes ran elsewhere, where no process can be asked after."""
    db = Database(database_url)
    async with db.engine.begin() as connection:
        await connection.execute(text("UPDATE run_lease SET host = 'another machine'"))
    await db.close()


@pytest.mark.parametrize("database_kind", ["postgresql"])
@pytest.mark.parametrize("machine", ["same", "other"])
async def test_the_other_server_takes_over(
    pair: tuple[ServerProcess, ServerProcess], service: Service, machine: str, database_url: str, database_kind: str
) -> None:
    first, second = pair
    key = await first.publish("workflow", graph(service.port))
    clients = [Seen() for _ in range(RUNS)]
    watching = [asyncio.create_task(watch(first, key, seen)) for seen in clients]
    for number, seen in enumerate(clients):
        await seen.reach(3 + 4 * number)
    if machine == "other":
        await _pretend_other_machine(database_url)
    await first.kill()
    killed = time.monotonic()
    await asyncio.gather(*watching)
    # The clients come to the other server at once, before it knows that the first one is gone.
    rests = await asyncio.gather(*[rest_of(second, key, seen) for seen in clients])
    waited = time.monotonic() - killed
    assert waited < (TTL if machine == "other" else 0) + WATCH + 8, second.log()
    for seen, rest in zip(clients, rests, strict=True):
        whole = [*seen.events, *rest]
        assert whole[-1]["event"] == "workflow_finished", second.log()
        assert whole[-1]["data"]["status"] == "succeeded", whole[-1]
        assert not {e["data"]["node_id"] for e in rest if e["event"] == "node_started"} & seen.finished
        counts = [service.calls[f"/{seen.run_id}/{n}"] for n in range(NODES)]
        assert all(counts)
        assert sum(counts) <= NODES + 1, counts
        done = Counter(e["data"]["node_id"] for e in whole if e["event"] == "node_finished")
        assert set(done.values()) == {1}
        assert len(done) == NODES + 2


@pytest.mark.parametrize("database_kind", ["postgresql"])
async def test_a_living_server_keeps_its_runs(
    pair: tuple[ServerProcess, ServerProcess], service: Service, database_kind: str
) -> None:
    first, second = pair
    key = await first.publish("workflow", graph(service.port))
    seen = Seen()
    watching = asyncio.create_task(watch(first, key, seen))
    await seen.reach(4)
    other = Seen(seen.run_id)
    followed = await rest_of(second, key, other)
    await watching
    assert [e["event"] for e in followed] == [e["event"] for e in seen.events]
    assert sum(service.calls[f"/{seen.run_id}/{n}"] for n in range(NODES)) == NODES
