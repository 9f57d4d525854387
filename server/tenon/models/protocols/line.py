"""One connection to a model's server, read from callbacks: a piece of an answer costs no switch of tasks."""

import asyncio
import zlib
from collections.abc import Callable
from typing import Any, Protocol

import aiohttp
import httptools
from multidict import CIMultiDict

from tenon.models.protocols.http import Timeouts

HIGH_WATER = 256 * 1024
"""Bytes that may wait for a slow reader before the server is held up."""
DRAIN = 1.0
"""Seconds that the rest of an answer may take whose reader has all it wants; then the connection is closed."""


class Home(Protocol):
    """Where lines are kept between two requests."""

    def idle(self, line: "Line") -> None:
        """The line may be used again."""
        ...

    def gone(self, line: "Line") -> None:
        """The connection is closed."""
        ...


class Line(asyncio.Protocol):
    """One connection, one request at a time: `send`, `head`, then `read`, `part` or `pour`, and `leave` in any case.

    What breaks is raised as an exception of `aiohttp` or as `TimeoutError`, wherever the reader is. Silence counts only
    while the reader waits: a reader that is slow itself is not held against the server.
    """

    def __init__(self, connection: Any, home: Home, origin: object) -> None:
        # `connection` is aiohttp's, which opened it: its class has no public name.
        self._connection, self._home, self.origin = connection, home, origin
        self._loop = asyncio.get_running_loop()
        transport: asyncio.Transport = connection.transport
        self._transport = transport
        self.closed = False
        self.since = 0.0
        self.used = False
        self._busy = False
        transport.set_protocol(self)

    # ---- the reader's side

    def send(self, request: bytes, limits: Timeouts) -> None:
        """Send a request, head and body."""
        self.used, self._busy = self.since > 0, True
        self._parts: list[bytes] = []
        self._size = 0
        self.on_body = self._parts.append
        """A piece of the body, from the parser."""
        self._parser = httptools.HttpResponseParser(self)
        self._headers: list[tuple[bytes, bytes]] = []
        self._known = self._complete = self._enough = self._paused = self._framed = self._begun = self._keep = False
        self.silent = True
        self._inflate: Callable[[bytes], bytes] | None = None
        self._take: Callable[[bytes], bool] | None = None
        self._error: BaseException | None = None
        self._waiter: asyncio.Future[None] | None = None
        self._limit, self._idle_limit = limits.first_byte, limits.idle
        self._heard = self._loop.time()
        self._timer = self._loop.call_at(self._heard + self._limit, self._check)
        self._transport.write(request)

    async def head(self) -> None:
        """Wait for status and headers."""
        while not self._known:
            await self._wait()

    @property
    def status(self) -> int:
        """The status."""
        return self._parser.get_status_code()

    @property
    def headers(self) -> CIMultiDict[str]:
        """The headers, whatever the case of their names."""
        return CIMultiDict((name.decode("latin-1"), value.decode("latin-1")) for name, value in self._headers)

    @property
    def content_type(self) -> str:
        """The type of the body without parameters, in lower case."""
        for name, value in self._headers:
            if name.lower() == b"content-type":
                return value.decode("latin-1").partition(";")[0].strip().lower()
        return "application/octet-stream"

    async def part(self) -> bytes:
        """The next bytes of the body as they came; empty at the end."""
        while True:
            if self._parts:
                data = self._taken()
                if self._paused:
                    self._paused = False
                    self._transport.resume_reading()
                if data:
                    return data
            elif self._complete:
                return b""
            else:
                await self._wait()

    async def read(self) -> bytes:
        """The whole body."""
        parts: list[bytes] = []
        while part := await self.part():
            parts.append(part)
        return b"".join(parts)

    async def pour(self, take: Callable[[bytes], bool]) -> None:
        """Hand the body to `take` piece by piece, in callbacks of the loop, until its end or until `take` says it has
        all. What `take` raises is raised here.
        """
        self._take = take
        if self._parts:
            self._deliver()
        if self._paused and self._error is None and not self.closed:
            self._paused = False
            self._transport.resume_reading()
        while not (self._complete or self._enough):
            await self._wait()
        if self._error is not None:
            raise self._error

    def leave(self, *, enough: bool = False) -> None:
        """The reader is through. The connection is kept when the answer is complete, or about to be: `enough`.

        Leaving again changes nothing.
        """
        if self._take is _nothing or not self._busy:
            return
        self._take = _nothing
        self._parts.clear()
        self._timer.cancel()
        self._enough = self._enough or enough
        if self._complete:
            self._release()
        elif self._enough and self._error is None and not self.closed:
            if self._paused:
                self._paused = False
                self._transport.resume_reading()
            self._timer = self._loop.call_later(DRAIN, self.close)
        else:
            self.close()

    def close(self) -> None:
        """Close the connection at once."""
        self._transport.abort()
        self._gone()

    # ---- the network's side

    def data_received(self, data: bytes) -> None:
        """Take what one read brought."""
        if not self._busy:
            self.close()  # nobody asked for anything
            return
        self._heard, self.silent = self._loop.time(), False
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError as error:
            if not self._complete:
                self._fail(aiohttp.ClientPayloadError(f"the answer is not HTTP: {error.__context__ or error}"))
                return
            self._keep = False  # more came than the answer
        parts = self._parts
        if parts:
            take = self._take
            if take is not None and take is not _nothing and self._begun and len(parts) == 1 and self._inflate is None:
                try:  # as nearly all reads of a streamed answer are
                    if take(parts.pop()):
                        self._enough = True
                        self._wake()
                except Exception as error:
                    self._fail(error)
            else:
                self._size += len(data)
                self._deliver()
        if self._complete:
            self._completed()

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is gone."""
        if self._busy and not self._complete:
            if self._known and not self._framed and exc is None:
                self._complete = True  # an answer that lasts until the connection ends
                self._completed()
            elif exc is not None:
                self._fail(aiohttp.ClientOSError(*exc.args))
            elif not self._known:
                self._fail(aiohttp.ServerDisconnectedError())
            else:
                self._fail(aiohttp.ClientPayloadError("the answer ended before it was complete"))
        self._gone()

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header, from the parser."""
        self._headers.append((name, value))

    def on_headers_complete(self) -> None:
        """The head is through, from the parser."""
        if self._parser.get_status_code() < 200:
            self._headers = []
            return
        self._known = True
        for name, value in self._headers:
            match name.lower():
                case b"content-length" | b"transfer-encoding":
                    self._framed = True
                case b"content-encoding":
                    self._inflate = _inflater(value.strip().lower())
                case _:
                    pass
        self._wake()

    def on_message_complete(self) -> None:
        """The answer is complete, from the parser."""
        self._complete, self._keep = self._known, self._parser.should_keep_alive()

    # ---- between the two

    async def _wait(self) -> None:
        if self._error is not None:
            raise self._error
        self._heard = self._loop.time()
        waiter = self._waiter = self._loop.create_future()
        try:
            await waiter
        finally:
            self._waiter = None
        if self._error is not None and not self._parts:
            raise self._error

    def _wake(self) -> None:
        waiter = self._waiter
        if waiter is not None and not waiter.done():
            waiter.set_result(None)

    def _taken(self) -> bytes:
        parts = self._parts
        data = parts[0] if len(parts) == 1 else b"".join(parts)
        parts.clear()
        self._size = 0
        if self._inflate is None:
            return data
        try:
            return self._inflate(data)
        except zlib.error as error:
            raise aiohttp.ClientPayloadError(f"the answer is not compressed as it says: {error}") from error

    def _deliver(self) -> None:
        take = self._take
        if take is _nothing:
            self._parts.clear()
            return
        if not self._begun:
            self._begun, self._limit = True, self._idle_limit
            self._timer.cancel()
            self._timer = self._loop.call_at(self._heard + self._limit, self._check)
        if take is None:
            if self._size > HIGH_WATER and not self._paused and not self._complete:
                self._paused = True
                self._transport.pause_reading()
            self._wake()
            return
        try:
            if take(self._taken()):
                self._enough = True
                self._wake()
        except Exception as error:
            self._fail(error)

    def _completed(self) -> None:
        self._timer.cancel()
        if self._take is _nothing:
            self._release()
        else:
            self._wake()

    def _fail(self, error: BaseException) -> None:
        self._error = self._error or error
        self._wake()
        if self._take is _nothing:
            self.close()
        else:
            self._timer.cancel()
            self._transport.abort()

    def _check(self) -> None:
        deadline = self._heard + self._limit
        now = self._loop.time()
        if self._waiter is None:
            deadline = now + self._limit
        elif now >= deadline:
            self._fail(TimeoutError())
            return
        self._timer = self._loop.call_at(deadline, self._check)

    def _release(self) -> None:
        if self._keep and self._framed and self._error is None and not self.closed:
            self._busy, self._take = False, None
            self.since = self._loop.time()
            self._home.idle(self)
        else:
            self.close()

    def _gone(self) -> None:
        if self.closed:
            return
        self.closed = True
        self._connection.close()
        self._home.gone(self)


def _nothing(data: bytes) -> bool:
    """Takes the rest of an answer that nobody reads any more."""
    return True


def _inflater(encoding: bytes) -> Callable[[bytes], bytes] | None:
    """What undoes a content encoding. Raises `zlib.error`, later, for one that we did not ask for."""
    if encoding in (b"", b"identity"):
        return None
    if encoding in (b"gzip", b"x-gzip"):
        return zlib.decompressobj(16 + zlib.MAX_WBITS).decompress
    if encoding == b"deflate":
        return _deflated()
    return _refused(encoding)


def _deflated() -> Callable[[bytes], bytes]:
    """Both readings of `deflate`: with the zlib head, and without."""
    known: list[Callable[[bytes], bytes]] = []

    def inflate(data: bytes) -> bytes:
        if not known:
            known.append(zlib.decompressobj(zlib.MAX_WBITS if data[0] & 0xF == 8 else -zlib.MAX_WBITS).decompress)
        return known[0](data)

    return inflate


def _refused(encoding: bytes) -> Callable[[bytes], bytes]:
    def inflate(data: bytes) -> bytes:
        raise zlib.error(f"the encoding {encoding.decode(errors='replace')} was not asked for")

    return inflate
