"""A small load generator on asyncio streams: keep-alive connections, latency, first event and first token, CPU."""

import asyncio
import os
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

TICK_MS = 1000 / os.sysconf("SC_CLK_TCK")


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
        return len(self.good) / self.wall if self.wall else 0.0

    @property
    def cpu_each(self) -> float:
        """Server CPU per request, milliseconds."""
        return self.cpu / max(len(self.timings), 1)


class Connection:
    """One HTTP/1.1 connection that is kept open."""

    def __init__(self, host: str, port: int) -> None:
        self.host, self.port = host, port
        self.reader: asyncio.StreamReader | None = None
        self.writer: asyncio.StreamWriter | None = None

    async def post(self, path: str, key: str, body: bytes, mark: bytes, bad: Sequence[bytes]) -> Timing:
        """Send and read to the end. `mark` in the body is the first token; any of `bad` in it is an error."""
        timing, began = Timing(), time.perf_counter()
        try:
            if self.writer is None:
                self.reader, self.writer = await asyncio.open_connection(self.host, self.port, limit=1 << 22)
            assert self.reader is not None
            self.writer.write(
                b"POST %b HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer %b\r\nContent-Type: application/json\r\n"
                b"Content-Length: %d\r\n\r\n%b" % (path.encode(), key.encode(), len(body), body)
            )
            head = await self.reader.readuntil(b"\r\n\r\n")
            status = int(head.split(b" ", 2)[1])
            lower = head.lower()
            if b"transfer-encoding: chunked" in lower:
                answer = await self._chunks(timing, began, mark)
            else:
                length = int(lower.split(b"content-length:", 1)[1].split(b"\r\n", 1)[0])
                answer = await self.reader.readexactly(length)
                timing.first = time.perf_counter() - began
            timing.total = time.perf_counter() - began
            if status >= 400 or any(b in answer for b in bad):
                timing.error = f"{status} {answer[:200]!r}"
        except (OSError, asyncio.IncompleteReadError, ValueError, IndexError) as error:
            timing.error = repr(error)
            self.close()
        return timing

    async def _chunks(self, timing: Timing, began: float, mark: bytes) -> bytes:
        assert self.reader is not None
        parts: list[bytes] = []
        while True:
            size = int((await self.reader.readline()).split(b";")[0], 16)
            data = (await self.reader.readexactly(size + 2))[:-2]
            if not size:
                return b"".join(parts)
            if not parts:
                timing.first = time.perf_counter() - began
            if not timing.token and mark and mark in data:
                timing.token = time.perf_counter() - began
            parts.append(data)

    def close(self) -> None:
        """Forget the connection."""
        if self.writer is not None:
            self.writer.close()
        self.reader = self.writer = None


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

    The clients begin together, or spread over `ramp` seconds.
    """
    if warm:
        await load(address, path, key, bodies, clients=min(clients, warm), requests=warm, pid=pid, mark=mark, bad=bad)
    cell, numbers = Cell(), iter(range(requests))

    async def client(delay: float) -> None:
        await asyncio.sleep(delay)
        connection = Connection(*address)
        for number in numbers:
            cell.timings.append(await connection.post(path, key, bodies(number), mark, bad))
        connection.close()

    cpu, began = cpu_ms(pid), time.perf_counter()
    await asyncio.gather(*(client(ramp * i / clients) for i in range(clients)))
    cell.wall, cell.cpu = time.perf_counter() - began, cpu_ms(pid) - cpu
    return cell
