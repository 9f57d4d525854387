"""A model server for benchmarks: the wires of OpenAI, Anthropic and Gemini, and embeddings after one millisecond.

The model's name says what comes: `fake-10000x2` streams 10,000 chunks, one each 2 ms (0: as fast as they are read).
`python -m bench.vendors` prints the address and serves until it is ended.
"""

import asyncio
import contextlib
import re
from functools import lru_cache

import orjson
import uvloop

SSE = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
DIMENSIONS = 1536


def _event(value: object, name: str = "") -> bytes:
    head = f"event: {name}\n".encode() if name else b""
    return head + b"data: " + orjson.dumps(value) + b"\n\n"


def _anthropic() -> tuple[bytes, bytes, bytes]:
    usage = {"input_tokens": 7, "output_tokens": 1}
    block = {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}}
    delta = {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "token "}}
    stop = {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 3}}
    start = _event({"type": "message_start", "message": {"id": "m", "usage": usage}}, "message_start")
    end = _event({"type": "content_block_stop", "index": 0}, "content_block_stop") + _event(stop, "message_delta")
    return (
        start + _event(block, block["type"]),
        _event(delta, delta["type"]),
        end + _event({"type": "message_stop"}, "message_stop"),
    )


def _gemini() -> tuple[bytes, bytes, bytes]:
    part = {"candidates": [{"content": {"parts": [{"text": "token "}], "role": "model"}, "index": 0}]}
    counts = {"promptTokenCount": 7, "candidatesTokenCount": 3, "totalTokenCount": 10}
    last = {"candidates": [{"content": {"parts": [{"text": ""}]}, "finishReason": "STOP"}], "usageMetadata": counts}
    return b"", _event(part), _event(last)


def _openai() -> tuple[bytes, bytes, bytes]:
    base = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
    piece = {**base, "choices": [{"index": 0, "delta": {"content": "token "}, "finish_reason": None}]}
    last = {**base, "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}
    usage = {**base, "choices": [], "usage": {"prompt_tokens": 7, "completion_tokens": 3, "total_tokens": 10}}
    return b"", _event(piece), _event(last) + _event(usage) + b"data: [DONE]\n\n"


WIRES = {"/messages": _anthropic(), ":streamGenerateContent": _gemini(), "/chat/completions": _openai()}


@lru_cache(maxsize=8)
def vectors(count: int) -> bytes:
    """The answer to an embedding call of some texts."""
    vector = [round((i % 97) / 97 - 0.5, 6) for i in range(DIMENSIONS)]
    data = [{"object": "embedding", "index": i, "embedding": vector} for i in range(count)]
    return orjson.dumps({"object": "list", "data": data, "usage": {"prompt_tokens": count, "total_tokens": count}})


def _framed(raw: bytes) -> bytes:
    return f"{len(raw):x}\r\n".encode() + raw + b"\r\n"


async def stream(writer: asyncio.StreamWriter, wire: tuple[bytes, bytes, bytes], number: int, pause: float) -> None:
    """An answer in chunks, each framed by itself as real servers do."""
    start, piece, end = wire
    writer.write(SSE + (_framed(start) if start else b""))
    chunk = _framed(piece)
    if pause:
        for _ in range(number):
            await asyncio.sleep(pause)
            writer.write(chunk)
    else:
        for begin in range(0, number, 500):
            writer.write(chunk * min(500, number - begin))
            await writer.drain()
    writer.write(_framed(end) + b"0\r\n\r\n")
    await writer.drain()


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Requests of one connection, one after the other."""
    with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
        while head := await reader.readuntil(b"\r\n\r\n"):
            path = head.split(b" ", 2)[1].decode().partition("?")[0]
            size = re.search(rb"content-length: *(\d+)", head, re.IGNORECASE)
            body = await reader.readexactly(int(size[1])) if size else b""
            if path.endswith("/embeddings"):
                await asyncio.sleep(0.001)
                raw = vectors(len(orjson.loads(body)["input"]))
                writer.write(
                    f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(raw)}\r\n\r\n".encode()
                    + raw
                )
                await writer.drain()
                continue
            wire = next(wire for ending, wire in WIRES.items() if path.endswith(ending))
            plan = re.search(rb"fake-(\d+)x(\d+)", body + path.encode())
            number, pause = (int(plan[1]), int(plan[2]) / 1000) if plan else (10, 0.0)
            await stream(writer, wire, number, pause)
    writer.close()


async def main() -> None:
    """Listen on a free port."""
    server = await asyncio.start_server(serve, "127.0.0.1", 0, limit=1 << 24, backlog=2048)
    print(f"serving at http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        uvloop.run(main())
