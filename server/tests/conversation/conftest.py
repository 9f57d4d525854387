"""Apps of these tests."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from tests.fixtures.apps import MadeApp, answer, chain, http, make_app, start
from tests.fixtures.server import Server


@pytest.fixture
async def make_slow_app(server: Server) -> AsyncIterator[MadeApp]:
    """A chatflow that waits for a slow service and may run once at a time."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        await asyncio.sleep(0.3)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")
        writer.close()

    listening = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    graph = chain(start(), http("call", f"http://127.0.0.1:{port}/"), answer("{{#call.body#}}"))
    app = await make_app(server, graph, mode="advanced-chat")
    patched = await app.owner.client.patch(f"/console/api/apps/{app.id}", json={"max_active_requests": 1})
    assert patched.status_code == 200
    yield app
    listening.close()
