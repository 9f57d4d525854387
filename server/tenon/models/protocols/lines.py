"""Lean connections to model servers: kept between requests, opened by the HTTP library by its rules."""

import asyncio
from dataclasses import dataclass
from typing import cast

import aiohttp
from yarl import URL

from tenon.models.protocols.http import Timeouts, proxy_for
from tenon.models.protocols.line import Line

KEEP = 30.0
"""Seconds that an unused connection is kept."""
_MOST_TARGETS = 1000


@dataclass(frozen=True, slots=True)
class Target:
    """Where requests to an address go: the connection they can share, and the beginning of their head."""

    url: URL
    origin: tuple[str, str, int]
    head: bytes


class LineConnector(aiohttp.TCPConnector):
    """A connector that also keeps lean lines. Sessions with it take them for answers that are streamed."""

    def __init__(self, *, keep: float = KEEP) -> None:
        super().__init__(limit=0, keepalive_timeout=keep, ttl_dns_cache=60)
        self.lines = Lines(self, keep)

    async def close(self, *, abort_ssl: bool = False) -> None:
        """Close all connections."""
        self.lines.close()
        await super().close(abort_ssl=abort_ssl)


def lines_of(session: aiohttp.ClientSession) -> "Lines | None":
    """The lines of a session, when it has any."""
    connector = session.connector
    return connector.lines if isinstance(connector, LineConnector) else None


class Lines:
    """The lines that are open. Used inside one event loop."""

    def __init__(self, connector: aiohttp.TCPConnector, keep: float) -> None:
        self._connector, self._keep = connector, keep
        self._idle: dict[object, list[Line]] = {}
        self._open: set[Line] = set()
        self._targets: dict[str, Target | None] = {}
        self._sweeper: asyncio.TimerHandle | None = None

    @property
    def count(self) -> int:
        """Lines that are open, in use or kept."""
        return len(self._open)

    def target(self, url: str) -> Target | None:
        """Where to send; None for what is left to the HTTP library: proxies, passwords in the address, bad ones."""
        try:
            return self._targets[url]
        except KeyError:
            if len(self._targets) >= _MOST_TARGETS:
                self._targets.clear()
            target = self._targets[url] = _target(url)
            return target

    async def line(self, target: Target, limits: Timeouts, *, fresh: bool = False) -> Line:
        """A line to the server, a kept one unless it has to be `fresh`. Raises what aiohttp raises."""
        idle = self._idle.get(target.origin)
        while idle and not fresh:
            line = idle.pop()
            if not line.closed:
                return line
        request = aiohttp.ClientRequest("POST", target.url, loop=asyncio.get_running_loop())
        timeout = aiohttp.ClientTimeout(total=None, sock_connect=limits.connect)
        try:
            connection = await self._connector.connect(request, [], timeout)
        except TimeoutError as error:
            raise aiohttp.ConnectionTimeoutError(f"Connection timeout to host {target.url.origin()}") from error
        line = Line(connection, self, target.origin)
        self._open.add(line)
        return line

    def idle(self, line: Line) -> None:
        """Keep a line for the next request."""
        self._idle.setdefault(line.origin, []).append(line)
        if self._sweeper is None:
            self._sweeper = asyncio.get_running_loop().call_later(self._keep, self._sweep)

    def gone(self, line: Line) -> None:
        """Forget a line."""
        self._open.discard(line)

    def close(self) -> None:
        """Close all lines."""
        for line in list(self._open):
            line.close()
        self._idle.clear()
        if self._sweeper is not None:
            self._sweeper.cancel()
            self._sweeper = None

    def _sweep(self) -> None:
        """Close what was not used for long."""
        loop = asyncio.get_running_loop()
        too_old = loop.time() - self._keep
        for origin, lines in list(self._idle.items()):
            kept = [line for line in lines if line.since > too_old and not line.closed]
            for line in lines:
                if line.since <= too_old:
                    line.close()
            if kept:
                self._idle[origin] = kept
            else:
                del self._idle[origin]
        self._sweeper = loop.call_later(self._keep / 2, self._sweep) if self._idle else None


def _target(text: str) -> Target | None:
    try:
        url = URL(text)
        host, port = url.raw_host, url.port
    except ValueError:
        return None
    if url.scheme not in ("http", "https") or not host or not port or url.raw_user is not None or url.raw_password:
        return None
    if proxy_for(text) is not None:
        return None
    authority = cast(str, url.host_port_subcomponent)
    head = f"POST {url.raw_path_qs} HTTP/1.1\r\nHost: {authority}\r\n".encode()
    return Target(url, (url.scheme, host, port), head)
