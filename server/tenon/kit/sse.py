"""Server-sent events as the service API frames them (contract: service-api.md 2.5)."""

import asyncio
from collections.abc import AsyncIterator, Callable

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

PING = b"event: ping\n\n"
PING_EVERY = 10.0
"""Seconds between keep-alives, whatever else is on the stream."""
HEADERS = {
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-cache",
    "x-accel-buffering": "no",
}


def frame(data: bytes) -> bytes:
    """One event: a single `data:` line and a blank one. `data` is JSON without line breaks."""
    return b"data: " + data + b"\n\n"


class Frames:
    """A queue of frames for one client; what is put while the client is busy leaves in one piece.

    A client that does not read is cut off once `limit` bytes wait: memory stays bounded.
    """

    __slots__ = ("_closed", "_parts", "_size", "_wake", "limit", "lost")

    def __init__(self, limit: int = 8 * 1024 * 1024) -> None:
        self._parts: list[bytes] = []
        self._size = 0
        self._closed = False
        self._wake: asyncio.Future[None] | None = None
        self.limit = limit
        self.lost = False

    def put(self, data: bytes) -> None:
        """Add a frame. After the limit the stream ends instead."""
        if self._closed:
            return
        self._size += len(data)
        if self._size > self.limit:
            self.lost = True
            self.close()
            return
        self._parts.append(data)
        self._ring()

    def prepend(self, data: bytes) -> None:
        """Put frames before what waits already: what came earlier but was read later."""
        self._size += len(data)
        self._parts.insert(0, data)
        self._ring()

    @property
    def closed(self) -> bool:
        """Whether the stream has ended or nobody reads it any more."""
        return self._closed

    def close(self) -> None:
        """No more frames come."""
        self._closed = True
        self._ring()

    def _ring(self) -> None:
        if self._wake is not None and not self._wake.done():
            self._wake.set_result(None)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while True:
            if self._parts:
                data = self._parts[0] if len(self._parts) == 1 else b"".join(self._parts)
                self._parts.clear()
                self._size = 0
                yield data
            elif self._closed:
                return
            else:
                self._wake = asyncio.get_running_loop().create_future()
                await self._wake


class EventStream(Response):
    """A response that sends frames as they come, a keep-alive every ten seconds, and notices a hang-up.

    `on_gone` is called when the client closed the connection before the end.
    """

    def __init__(self, frames: Frames, on_gone: Callable[[], None] | None = None) -> None:
        super().__init__(headers=HEADERS)
        self._frames, self._on_gone = frames, on_gone
        del self.headers["content-length"]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the stream to its end."""
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        loop = asyncio.get_running_loop()
        gone = False

        async def watch() -> None:
            nonlocal gone
            while (await receive())["type"] != "http.disconnect":
                pass
            gone = True
            self._frames.close()

        def ping() -> None:
            nonlocal pinger
            self._frames.put(PING)
            pinger = loop.call_later(PING_EVERY, ping)

        watcher = loop.create_task(watch())
        pinger = loop.call_later(PING_EVERY, ping)
        try:
            async for piece in self._frames:
                if gone:
                    break
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            if not gone:
                await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            pinger.cancel()
            watcher.cancel()
            if self._on_gone is not None and gone:
                self._on_gone()
