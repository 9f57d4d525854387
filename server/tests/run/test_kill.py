"""The server is killed in the middle of a run: every acknowledged run ends, and nothing finished is done again."""

import asyncio
import json
import random
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from tests.fixtures.apps import chain, end, http, start
from tests.fixtures.process import ServerProcess

NODES = 20
KILLS = 20


@dataclass
class Service:
    """A slow service that counts who called: `/run/node`."""

    port: int = 0
    calls: Counter[str] = field(default_factory=Counter[str])

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            path = head.split(b" ", 2)[1].decode()
            self.calls[path] += 1
            await asyncio.sleep(0.015)
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")
            await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


@pytest.fixture
async def service() -> AsyncIterator[Service]:
    found = Service()
    server = await asyncio.start_server(found.serve, "127.0.0.1", 0)
    found.port = server.sockets[0].getsockname()[1]
    yield found
    server.close()


def graph(port: int) -> dict[str, Any]:
    url = f"http://127.0.0.1:{port}/{{{{#sys.workflow_run_id#}}}}"
    steps = [http(f"step{n}", f"{url}/{n}") for n in range(NODES)]
    return chain(start(), *steps, end(out=[f"step{NODES - 1}", "body"]))


@dataclass
class Seen:
    """What a client saw of its run before the server died."""

    run_id: str = ""
    events: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    grown: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def add(self, event: dict[str, Any]) -> None:
        async with self.grown:
            self.run_id = event["workflow_run_id"]
            self.events.append(event)
            self.grown.notify_all()

    async def reach(self, count: int) -> None:
        """Wait until so many events came."""
        async with self.grown:
            await self.grown.wait_for(lambda: len(self.events) >= count)

    @property
    def finished(self) -> set[str]:
        return {e["data"]["node_id"] for e in self.events if e["event"] == "node_finished"}


async def watch(server: ServerProcess, key: str, seen: Seen) -> None:
    body: dict[str, Any] = {"inputs": {}, "user": "ada", "response_mode": "streaming"}
    headers = {"Authorization": f"Bearer {key}"}
    try:
        async with (
            httpx.AsyncClient(timeout=30) as client,
            client.stream("POST", f"{server.base}/v1/workflows/run", json=body, headers=headers) as stream,
        ):
            async for line in stream.aiter_lines():
                if line.startswith("data: "):
                    await seen.add(json.loads(line[6:]))
    except httpx.HTTPError:
        pass


async def rest_of(server: ServerProcess, key: str, seen: Seen) -> list[dict[str, Any]]:
    """What the client gets when it comes back with the number of the last event it saw."""
    headers = {"Authorization": f"Bearer {key}", "Last-Event-ID": str(len(seen.events))}
    url = f"{server.base}/v1/workflow/{seen.run_id}/events"
    async with httpx.AsyncClient(timeout=60) as client:
        answer = await client.get(url, params={"user": "ada"}, headers=headers)
    assert answer.status_code == 200, answer.text
    return [json.loads(line[6:]) for line in answer.text.splitlines() if line.startswith("data: ")]


async def test_twenty_kills(process: ServerProcess, service: Service) -> None:
    key = await process.publish("workflow", graph(service.port))
    chance = random.Random(2)
    for _ in range(KILLS):
        seen = Seen()
        watching = asyncio.create_task(watch(process, key, seen))
        await seen.reach(chance.randint(1, 2 * NODES))
        await asyncio.sleep(chance.uniform(0, 0.02))
        await process.kill()
        await watching
        await process.start()
        rest = await rest_of(process, key, seen)
        whole = [*seen.events, *rest]
        assert whole[-1]["event"] == "workflow_finished", process.log()
        assert whole[-1]["data"]["status"] == "succeeded", whole[-1]
        again = {e["data"]["node_id"] for e in rest if e["event"] == "node_started"} & seen.finished
        assert not again
        counts = [service.calls[f"/{seen.run_id}/{n}"] for n in range(NODES)]
        assert all(counts)
        assert sum(counts) <= NODES + 1, counts  # at most the step in flight
        done = Counter(e["data"]["node_id"] for e in whole if e["event"] == "node_finished")
        assert set(done.values()) == {1}
        assert len(done) == NODES + 2
        detail = await process.client.get(
            f"/v1/workflows/run/{seen.run_id}", headers={"Authorization": f"Bearer {key}"}
        )
        assert detail.json()["status"] == "succeeded"
