"""A small load generator: keep-alive connections, latency, first event and first token, CPU."""

import asyncio
import os
import re
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

TICK_MS = 1000 / os.sysconf("SC_CLK_TCK")
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
LAST = b"0\r\n\r\n"
"""The end of a chunked answer. No event ends like it: they end with a blank line of their own."""


def _stat(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()


def cpu_ms(pid: int) -> float:
    """CPU time of a process and its living descendants, ended children included, milliseconds."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                children.setdefault(int(_stat(int(entry.name))[1]), []).append(int(entry.name))
            except OSError:
                continue
    total, todo = 0.0, [pid]
    while todo:
        current = todo.pop()
        todo += children.get(current, [])
        try:
            fields = _stat(current)
        except OSError:
            continue
        ended = int(fields[13]) + int(fields[14]) if current == pid else 0
        total += (int(fields[11]) + int(fields[12]) + ended) * TICK_MS
    return total


@dataclass(slots=True)
class Timing:
    """One request: seconds to the first body byte, to the first token and to the end."""

    first: float = 0.0
    token: float = 0.0
    total: float = 0.0
    error: str = ""


@dataclass(slots=True)
class Cell:
    """All requests of one measurement."""

    timings: list[Timing] = field(default_factory=list[Timing])
    wall: float = 0.0
    cpu: float = 0.0
    sent: int = 0
    steady: float = 0.0
    """Requests a second while every client was at work."""

    @property
    def good(self) -> list[Timing]:
        """Requests without an error."""
        return [t for t in self.timings if not t.error]

    @property
    def errors(self) -> int:
        """How many failed."""
        return len(self.timings) - len(self.good)

    def quantile(self, of: Callable[[Timing], float], q: float) -> float:
        """A quantile in milliseconds."""
        values = sorted(of(t) for t in self.good)
        if not values:
            return float("nan")
        return values[min(len(values) - 1, int(q * len(values)))] * 1000

    def p50(self, of: Callable[[Timing], float] = lambda t: t.total) -> float:
        """The median in milliseconds."""
        return statistics.median(of(t) for t in self.good) * 1000 if self.good else float("nan")

    @property
    def rate(self) -> float:
        """Good requests a second."""
        return self.steady or (len(self.good) / self.wall if self.wall else 0.0)

    @property
    def cpu_each(self) -> float:
        """Server CPU per request, milliseconds."""
        return self.cpu / max(self.sent, 1)


class Connection(asyncio.Protocol):
    """One HTTP/1.1 connection that is kept open, read from callbacks: what it costs is not the server's."""

    def __init__(self, host: str, port: int) -> None:
        self.host, self.port = host, port
        self._transport: asyncio.Transport | None = None
        self._done: asyncio.Future[None] | None = None

    async def post(self, path: str, key: str, body: bytes, mark: bytes, bad: Sequence[bytes]) -> Timing:
        """Send and read to the end. `mark` in the body is the first token; any of `bad` in it is an error."""
        self._timing, self._began, self._mark = Timing(), time.perf_counter(), mark
        self._head, self._end, self._parts = 0, 0, list[bytes]()
        loop = asyncio.get_running_loop()
        self._done = loop.create_future()
        try:
            if self._transport is None:
                await loop.create_connection(lambda: self, self.host, self.port)
            assert self._transport is not None
            self._transport.write(
                b"POST %b HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer %b\r\nContent-Type: application/json\r\n"
                b"Content-Length: %d\r\n\r\n%b" % (path.encode(), key.encode(), len(body), body)
            )
            await self._done
            self._timing.total = time.perf_counter() - self._began
            answer = b"".join(self._parts)
            if int(answer[9:12]) >= 400 or any(b in answer for b in bad):
                self._timing.error = repr(answer[:300])
        except (OSError, ValueError, IndexError) as error:
            self._timing.error = repr(error)
            self.close()
        return self._timing

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The connection stands."""
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        """Note when the body begins, the token comes and the answer ends."""
        parts, timing = self._parts, self._timing
        parts.append(data)
        if not self._head:
            self._begin(b"".join(parts))
        elif not timing.first:
            timing.first = time.perf_counter() - self._began
        if self._head and not timing.token and self._mark and self._mark in parts[-1]:
            timing.token = time.perf_counter() - self._began
        if self._end:
            over = sum(map(len, parts)) >= self._end
        else:
            over = data.endswith(LAST) or (len(data) < len(LAST) and b"".join(parts[-5:]).endswith(LAST))
        if self._head and over and self._done is not None and not self._done.done():
            self._done.set_result(None)

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is gone."""
        self._transport = None
        if self._done is not None and not self._done.done():
            self._done.set_exception(ConnectionError("the server closed the connection"))

    def close(self) -> None:
        """Forget the connection."""
        if self._transport is not None:
            self._transport.close()
        self._transport = None

    def _begin(self, answer: bytes) -> None:
        """Read the head once it is complete."""
        head = answer.find(b"\r\n\r\n") + 4
        if head < 4:
            return
        self._parts[:] = [answer]
        self._head = head
        found = LENGTH.search(answer, 0, head)
        self._end = head + int(found[1]) if found else 0
        if len(answer) > head:
            self._timing.first = time.perf_counter() - self._began


async def load(
    address: tuple[str, int],
    path: str,
    key: str,
    bodies: Callable[[int], bytes],
    *,
    clients: int,
    requests: int,
    pid: int,
    mark: bytes = b"",
    bad: Sequence[bytes] = (b'"status":"failed"', b'"event":"error"', b'"status": "failed"'),
    warm: int = 0,
    ramp: float = 0.0,
) -> Cell:
    """Send `requests` requests over `clients` connections, each one after the other.

    The clients begin together, or spread over `ramp` seconds; then only what begins later is measured, until the
    first client has nothing left to send.
    """
    if warm:
        await load(address, path, key, bodies, clients=min(clients, warm), requests=warm, pid=pid, mark=mark, bad=bad)
    cell, numbers = Cell(), iter(range(requests))
    cpu, began = cpu_ms(pid), time.perf_counter()
    since, until = began + ramp, 0.0
    ends: list[float] = []

    async def client(delay: float) -> None:
        nonlocal until
        await asyncio.sleep(delay)
        connection = Connection(*address)
        for number in numbers:
            begins = time.perf_counter()
            timing = await connection.post(path, key, bodies(number), mark, bad)
            if begins >= since or timing.error:
                cell.timings.append(timing)
            ends.append(time.perf_counter())
        until = until or time.perf_counter()
        connection.close()

    await asyncio.gather(*(client(ramp * i / clients) for i in range(clients)))
    cell.wall, cell.cpu, cell.sent = time.perf_counter() - began, cpu_ms(pid) - cpu, requests
    if ramp:
        cell.steady = sum(since <= end < until for end in ends) / (until - since)
    return cell
