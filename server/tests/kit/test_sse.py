"""An event stream over a real connection: to a slow client, and to one that goes."""

import asyncio
import contextlib
import re
import socket
from collections.abc import AsyncGenerator

import uvicorn
from starlette.types import Receive, Scope, Send

from tenon.kit.sse import EventStream, Frames, frame

COUNT = 3000


class Feed:
    """An application that sends numbered events of 5 KB, far more than a connection holds."""

    def __init__(self) -> None:
        self.gone = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        frames = Frames(limit=1 << 30)
        feeder = asyncio.create_task(self._feed(frames))
        await EventStream(frames, on_gone=self.gone.set)(scope, receive, send)
        feeder.cancel()

    async def _feed(self, frames: Frames) -> None:
        for number in range(COUNT):
            frames.put(frame(b"%d " % number + b"x" * 5000))
            if number % 50 == 0:
                await asyncio.sleep(0)
        frames.close()


class Server(uvicorn.Server):
    """Tells when it listens."""

    def __init__(self, app: Feed) -> None:
        super().__init__(uvicorn.Config(app, port=0, log_config=None, lifespan="off"))
        self.ready = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()


@contextlib.asynccontextmanager
async def served(app: Feed) -> AsyncGenerator[int]:
    server = Server(app)
    task = asyncio.create_task(server.serve())
    await server.ready.wait()
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    await task


async def test_a_slow_client_gets_every_event_in_order() -> None:
    async with served(Feed()) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 14)
        writer.write(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        await asyncio.sleep(0.2)  # the connection fills up
        whole = await reader.read()
        writer.close()
    assert [int(found) for found in re.findall(rb"data: (\d+) ", whole)] == list(range(COUNT))
    assert whole.endswith(b"0\r\n\r\n")


async def test_a_client_that_goes_is_noticed_while_the_connection_is_full() -> None:
    app = Feed()
    async with served(app) as port:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        await asyncio.sleep(0.2)
        writer.transport.abort()
        await asyncio.wait_for(app.gone.wait(), 5)
