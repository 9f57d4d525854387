"""A request whose answer is read while it comes, over a lean line where the session has them."""

from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any, Protocol

import aiohttp

from tenon.models.errors import ModelBadRequest
from tenon.models.protocols.body import Body
from tenon.models.protocols.http import Endpoint, Timeouts, connection_error, post, prepared, status_error
from tenon.models.protocols.line import Line
from tenon.models.protocols.lines import Lines, Target, lines_of


class Answer(Protocol):
    """A good answer. It is read by one of the three."""

    @property
    def content_type(self) -> str:
        """The type of the body without parameters."""
        ...

    async def read(self) -> bytes:
        """The whole body."""
        ...

    async def part(self) -> bytes:
        """The next bytes as they came; empty at the end."""
        ...

    async def pour(self, take: Callable[[bytes], bool]) -> None:
        """Hand bytes to `take` as they come, until the end or until `take` says that it has all."""
        ...

    def leave(self, *, enough: bool = False) -> None:
        """Nothing more is read; `enough`: only the end of the body is missing, so the connection can be kept."""
        ...


@asynccontextmanager
async def exchange(
    session: aiohttp.ClientSession, endpoint: Endpoint, path: str, body: Mapping[str, Any]
) -> AsyncGenerator[Answer]:
    """Send a JSON body and give the answer, its status being 200 to 299. Raises the errors of `models.errors`.

    A broken connection or a time limit inside the block is translated as well.
    """
    lines = lines_of(session)
    target = lines.target(endpoint.base_url + path + endpoint.query) if lines is not None else None
    if lines is None or target is None:
        async with post(session, endpoint, path, body) as response:
            answer = _Pulled(response, endpoint.timeouts)
            try:
                yield answer
            finally:
                await answer.close()
        return
    request = await _request(endpoint, target, path, body)
    try:
        line = await _asked(lines, target, request, endpoint)
        try:
            await line.head()
            if not 200 <= line.status < 300:
                raise status_error(endpoint, line.status, await line.read(), line.headers)
            yield line
        finally:
            line.leave()
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise connection_error(endpoint, error) from error


async def _asked(lines: Lines, target: Target, request: bytes, endpoint: Endpoint) -> Line:
    """A line that has sent the request, and heard the head of the answer unless it is a new one.

    A kept connection that the server closed before it heard of the request is replaced.
    """
    line = await lines.line(target, endpoint.timeouts)
    line.send(request, endpoint.timeouts)
    if line.used:
        try:
            await line.head()
        except aiohttp.ClientError:
            quiet = line.silent
            line.leave()
            if not quiet:
                raise
            line = await lines.line(target, endpoint.timeouts, fresh=True)
            line.send(request, endpoint.timeouts)
        except BaseException:
            line.leave()
            raise
    return line


async def _request(endpoint: Endpoint, target: Target, path: str, body: Mapping[str, Any]) -> bytes:
    _, headers, raw = await prepared(endpoint, path, body)
    try:
        lines = "".join([f"{name}: {value}\r\n" for name, value in headers.items()])
        head = lines.encode()
    except UnicodeEncodeError:
        raise endpoint.error(ModelBadRequest, "a header of the request cannot be sent.") from None
    if lines.count("\n") != len(headers) or lines.count("\r") != len(headers) or "\0" in lines:
        raise endpoint.error(ModelBadRequest, "a header of the request has a line break in it.")
    return b"%b%bContent-Length: %d\r\n\r\n%b" % (target.head, head, len(raw), raw)


class _Pulled:
    """The same over the HTTP library."""

    def __init__(self, response: aiohttp.ClientResponse, limits: Timeouts) -> None:
        self._response, self._limits = response, limits
        self._body: Body | None = None
        self._enough = False

    @property
    def content_type(self) -> str:
        return self._response.content_type

    async def read(self) -> bytes:
        return await self._response.read()

    async def part(self) -> bytes:
        if self._body is None:
            self._body = Body(self._response, self._limits)
        return await self._body.read()

    async def pour(self, take: Callable[[bytes], bool]) -> None:
        while part := await self.part():
            if take(part):
                self._enough = True
                return

    def leave(self, *, enough: bool = False) -> None:
        self._enough = self._enough or enough

    async def close(self) -> None:
        """Read the end, when only that is missing: the connection can be used again."""
        if self._body is not None:
            self._body.close()
            if self._enough:
                await self._body.to_end(0.2)
