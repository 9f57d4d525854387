"""Server-sent events as the service API frames them (contract: service-api.md 2.5)."""

import asyncio
from collections.abc import Callable, Generator
from typing import Any

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

    __slots__ = ("_closed", "_listener", "_parts", "_size", "limit", "lost")

    def __init__(self, limit: int = 8 * 1024 * 1024) -> None:
        self._parts: list[bytes] = []
        self._size = 0
        self._closed = False
        self._listener: Callable[[], None] | None = None
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

    @property
    def closed(self) -> bool:
        """Whether the stream has ended or nobody reads it any more."""
        return self._closed

    def close(self) -> None:
        """No more frames come."""
        self._closed = True
        self._ring()

    def listen(self, call: Callable[[], None]) -> None:
        """Have `call` called once when there is something to `take`, now or later; again after the next `listen`."""
        self._listener = call
        if self._parts or self._closed:
            self._ring()

    def take(self) -> bytes:
        """What waits, in one piece; empty when nothing does."""
        parts = self._parts
        if not parts:
            return b""
        data = parts[0] if len(parts) == 1 else b"".join(parts)
        parts.clear()
        self._size = 0
        return data

    def _ring(self) -> None:
        call, self._listener = self._listener, None
        if call is not None:
            call()


class _Pump:
    """Carries frames to a client from callbacks of the loop: a token costs no switch of tasks.

    What comes within one turn of the loop leaves in one piece. `finished` ends with the frames.
    """

    def __init__(self, frames: Frames, send: Send, loop: asyncio.AbstractEventLoop) -> None:
        self._frames, self._send, self._loop = frames, send, loop
        self.finished: asyncio.Future[None] = loop.create_future()
        self._rest: asyncio.Task[None] | None = None
        frames.listen(self._soon)

    def _soon(self) -> None:
        self._loop.call_soon(self._carry)

    def _carry(self) -> None:
        if self.finished.done():
            return
        data = self._frames.take()
        if not data:
            if self._frames.closed:
                self.finished.set_result(None)
            else:
                self._frames.listen(self._soon)
            return
        sending = self._send({"type": "http.response.body", "body": data, "more_body": True}).__await__()
        try:
            waits_for = next(sending)
        except StopIteration:
            self._frames.listen(self._soon)
        except Exception as error:
            self.finished.set_exception(error)
        else:  # the client is slow
            self._rest = self._loop.create_task(_finish(_Begun(sending, waits_for)))
            self._rest.add_done_callback(self._sent)

    def _sent(self, rest: asyncio.Task[None]) -> None:
        if self.finished.done():
            return
        if rest.cancelled():
            self.finished.cancel()
        elif (error := rest.exception()) is not None:
            self.finished.set_exception(error)
        else:
            self._frames.listen(self._soon)

    def stop(self) -> None:
        """Carry nothing more."""
        if self._rest is not None:
            self._rest.cancel()
        self.finished.cancel()


class _Begun:
    """An awaitable that was begun outside a task and waits for its first future."""

    def __init__(self, steps: Generator[Any, None, None], waits_for: Any) -> None:
        self._steps, self._waits_for = steps, waits_for

    def __await__(self) -> Generator[Any, None, None]:
        try:
            yield self._waits_for
        except BaseException as error:
            self._steps.throw(error)
        yield from self._steps


async def _finish(begun: _Begun) -> None:
    await begun


class _Pings:
    """Keep-alives of a stream."""

    def __init__(self, frames: Frames, loop: asyncio.AbstractEventLoop) -> None:
        self._frames, self._loop = frames, loop
        self._timer = loop.call_later(PING_EVERY, self._ping)

    def _ping(self) -> None:
        self._frames.put(PING)
        self._timer = self._loop.call_later(PING_EVERY, self._ping)

    def stop(self) -> None:
        """No more of them."""
        self._timer.cancel()


class EventStream(Response):
    """A response that sends frames as they come, a keep-alive every ten seconds, and notices a hang-up.

    `on_gone` is called when the client closed the connection before the end.
    """

    def __init__(self, frames: Frames, on_gone: Callable[[], None] | None = None) -> None:
        super().__init__(headers=HEADERS)
        self._frames, self._on_gone, self._gone = frames, on_gone, False
        del self.headers["content-length"]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the stream to its end."""
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        loop = asyncio.get_running_loop()
        watcher = loop.create_task(self._watch(receive))
        pings = _Pings(self._frames, loop)
        pump = _Pump(self._frames, send, loop)
        try:
            await pump.finished
            if not self._gone:
                await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            pump.stop()
            pings.stop()
            watcher.cancel()
            if self._on_gone is not None and self._gone:
                self._on_gone()

    async def _watch(self, receive: Receive) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        self._gone = True
        self._frames.close()
