"""The wire to the helper and its children, as written down in `sandbox/tenon_sandbox/protocol.py`."""

import asyncio
import socket
import struct
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, cast

import orjson

from tenon.engine.errors import CodeFailed

RECORD = struct.Struct(">cxxxIII")
LENGTH = struct.Struct(">I")
ASK = 1 << 31
READY, ENDED, START, DONE = b"R", b"E", b"S", b"D"
EXITED, SIGNALLED, TIMED_OUT = 0, 1, 2

_MAX_DEPTH = 128
_SMALL = 64 * 1024
_CHUNK = 256 * 1024
_MOST_QUESTION = 4096

type Answerer = Callable[[bytes], Awaitable[tuple[bytes, list[int]]]]
"""Gives the answer to a child's question and the descriptors that go with it."""


class Broken(Exception):
    """The other side went away before a whole frame came."""


async def exchange(sock: socket.socket, request: bytes, limit: int) -> bytes:
    """Send one frame, receive one frame of at most `limit` bytes. Raises `Broken`, also for a longer frame."""
    loop = asyncio.get_running_loop()
    try:
        await _send(loop, sock, LENGTH.pack(len(request)) + request)
        data = await loop.sock_recv(sock, _CHUNK)
        if len(data) < LENGTH.size:
            data += await _receive(loop, sock, LENGTH.size - len(data))
        (size,) = LENGTH.unpack_from(data)
        if size > limit:
            raise Broken
        rest = size + LENGTH.size - len(data)
        if rest > 0:
            data += await _receive(loop, sock, rest)
    except OSError as error:
        raise Broken from error
    return data[LENGTH.size : LENGTH.size + size]


async def converse(sock: socket.socket, request: bytes, limit: int, answer: Answerer) -> bytes:
    """As `exchange`, and answer the child's questions until its frame comes."""
    loop = asyncio.get_running_loop()
    try:
        await _send(loop, sock, LENGTH.pack(len(request)) + request)
        while True:
            (size,) = LENGTH.unpack(await _receive(loop, sock, LENGTH.size))
            if not size & ASK:
                if size > limit:
                    raise Broken
                return await _receive(loop, sock, size)
            if size & ~ASK > _MOST_QUESTION:
                raise Broken
            reply, fds = await answer(await _receive(loop, sock, size & ~ASK))
            frame = LENGTH.pack(len(reply)) + reply
            # A child waits for the answer it asked for; one that does not read them is not waited for.
            if socket.send_fds(sock, [frame], fds) != len(frame):
                raise Broken
    except OSError as error:
        raise Broken from error


async def _send(loop: asyncio.AbstractEventLoop, sock: socket.socket, data: bytes) -> None:
    try:
        sent = sock.send(data)
    except BlockingIOError:
        sent = 0
    if sent < len(data):
        await loop.sock_sendall(sock, memoryview(data)[sent:])


async def _receive(loop: asyncio.AbstractEventLoop, sock: socket.socket, size: int) -> bytes:
    chunks: list[bytes] = []
    while size > 0:
        chunk = await loop.sock_recv(sock, min(size, _CHUNK))
        if not chunk:
            raise Broken
        chunks.append(chunk)
        size -= len(chunk)
    return b"".join(chunks)


def encode_request(kind: str, code: str, inputs: Mapping[str, Any], limit: int) -> bytes:
    """The request's JSON. Raises `CodeFailed` when an input cannot be written or all is too large."""
    try:
        data = orjson.dumps({"kind": kind, "code": code, "inputs": dict(inputs)}, default=_plain, option=_OPTIONS)
    except (TypeError, ValueError) as error:
        raise CodeFailed(f"The input variables cannot be handed to the code: {error}") from error
    if len(data) > limit:
        raise CodeFailed(f"The input variables are too large: {len(data):,} bytes; at most {limit:,} are allowed.")
    return data


_OPTIONS = orjson.OPT_NON_STR_KEYS


def _plain(value: object) -> object:
    if callable(to_dict := getattr(value, "to_dict", None)):
        return to_dict()
    if isinstance(value, set | frozenset | tuple):
        return list(cast("tuple[object]", value))
    return str(value)


async def decode_answer(payload: bytes) -> dict[str, Any]:
    """The checked object of a hostile frame. Raises `CodeFailed`."""
    if len(payload) <= _SMALL:
        return _decode(payload)
    return await asyncio.to_thread(_decode, payload)


def _decode(payload: bytes) -> dict[str, Any]:
    try:
        answer: object = orjson.loads(payload)
    except orjson.JSONDecodeError:
        raise CodeFailed("The code's result is not valid JSON.") from None
    if not isinstance(answer, dict):
        raise CodeFailed("The code's result is not valid.")
    if payload.count(b"[") + payload.count(b"{") > _MAX_DEPTH:
        _check_depth(cast("object", answer))
    return cast("dict[str, Any]", answer)


def _check_depth(value: object) -> None:
    level: list[object] = [value]
    for _ in range(_MAX_DEPTH):
        deeper: list[object] = []
        for item in level:
            if isinstance(item, dict):
                deeper.extend(cast("dict[str, object]", item).values())
            elif isinstance(item, list):
                deeper.extend(cast("list[object]", item))
        level = [item for item in deeper if isinstance(item, dict | list)]
        if not level:
            return
    raise CodeFailed(f"The code's result is nested deeper than {_MAX_DEPTH} levels.")
