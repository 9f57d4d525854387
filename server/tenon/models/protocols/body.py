"""The body of a streamed answer, watched for silence."""

import asyncio
import contextlib

import aiohttp

from tenon.models.protocols.http import Timeouts


class Body:
    """The parts of an answer as they arrive, watched by one timer for the whole stream instead of one for each part.

    `read` raises `TimeoutError` when the server is silent for too long while we wait. A consumer that is slow
    itself is not held against the server.
    """

    __slots__ = ("_content", "_idle", "_limit", "_loop", "_timer", "_waiting_since")

    def __init__(self, response: aiohttp.ClientResponse, timeouts: Timeouts) -> None:
        connection = response.connection
        if connection is not None and connection.protocol is not None:
            connection.protocol.read_timeout = None
        self._content, self._loop = response.content, asyncio.get_running_loop()
        self._limit, self._idle = timeouts.first_byte, timeouts.idle
        self._waiting_since = 0.0
        self._timer = self._loop.call_later(self._limit, self._check)

    async def read(self, may_break: bool = False) -> bytes:
        """The next bytes as they came; empty at the end. `may_break`: a broken connection counts as the end."""
        self._waiting_since = self._loop.time()
        try:
            part = await self._content.readany()
        except aiohttp.ClientError:
            if not may_break:
                raise
            part = b""
        self._waiting_since = 0.0
        self._limit = self._idle
        return part

    def close(self) -> None:
        """Stop watching."""
        self._timer.cancel()

    async def to_end(self, seconds: float) -> None:
        """Read what is left, which lets the connection be used again; gives up quietly."""
        with contextlib.suppress(TimeoutError, aiohttp.ClientError):
            async with asyncio.timeout(seconds):
                while await self._content.readany():
                    pass

    def _check(self) -> None:
        left = self._limit
        if self._waiting_since:
            left = self._waiting_since + self._limit - self._loop.time()
            if left <= 0:
                self._content.set_exception(TimeoutError())
                return
        self._timer = self._loop.call_later(left, self._check)
