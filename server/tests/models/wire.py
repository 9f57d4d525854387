"""A raw HTTP server on loopback that sends exactly the bytes a test gives, cut where the test says."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import orjson

SSE = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
END = b"0\r\n\r\n"
DONE = b"data: [DONE]\n\n"


@dataclass
class Wire:
    """What the server does with the nth request: bytes and pauses in order. The last plan serves all further ones."""

    plans: Sequence[Sequence[bytes | float]]
    close: bool = True
    url: str = ""
    requests: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    headers: list[dict[str, str]] = field(default_factory=list[dict[str, str]])
    writers: list[asyncio.StreamWriter] = field(default_factory=list[asyncio.StreamWriter])
    paths: list[str] = field(default_factory=list[str])
    bodies: list[bytes] = field(default_factory=list[bytes])

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.writers.append(writer)
        try:
            while line := await reader.readline():
                headers: dict[str, str] = {}
                while header := (await reader.readline()).strip():
                    name, _, value = header.decode().partition(":")
                    headers[name.lower()] = value.strip()
                body = await reader.readexactly(int(headers.get("content-length", 0)))
                self.paths.append(line.split()[1].decode())
                self.headers.append(headers)
                self.bodies.append(body)
                self.requests.append(orjson.loads(body) if body[:1] in b"{[" and body else {})
                for step in self.plans[min(len(self.requests), len(self.plans)) - 1]:
                    if isinstance(step, bytes):
                        writer.write(step)
                        await writer.drain()
                    else:
                        await asyncio.sleep(step)
                if self.close:
                    break
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def serving(*plans: Sequence[bytes | float], close: bool = True) -> AsyncGenerator[Wire]:
    wire = Wire(plans, close)
    server = await asyncio.start_server(wire.serve, "127.0.0.1", 0)
    wire.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    try:
        yield wire
    finally:
        server.close()
        for writer in wire.writers:
            writer.close()


def framed(*pieces: bytes) -> bytes:
    """Bytes as HTTP chunks."""
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces)


def event(delta: dict[str, Any] | None = None, finish: str | None = None, **more: Any) -> bytes:
    """One event of a chat stream."""
    choices = [] if delta is None else [{"index": 0, "delta": delta, "finish_reason": finish}]
    return (
        b"data: " + orjson.dumps({"id": "c", "object": "chat.completion.chunk", "choices": choices, **more}) + b"\n\n"
    )


def stream(*events: bytes, done: bool = True) -> list[bytes | float]:
    """A whole good stream of these events."""
    return [SSE, *(framed(item) for item in events), *([framed(DONE)] if done else []), END]


def answer(status: int, body: Any, *headers: str) -> list[bytes | float]:
    """A whole answer with a body."""
    raw = body if isinstance(body, bytes) else orjson.dumps(body)
    lines = [f"HTTP/1.1 {status} X", "Content-Type: application/json", f"Content-Length: {len(raw)}", *headers]
    return ["\r\n".join(lines).encode() + b"\r\n\r\n" + raw]
