"""Bytes on the wire.

Control channel (server and helper, a stream socket): after one hello frame, records of 16 bytes. Data channel (server
and child, a stream socket of its own for every call): one frame each way, and questions about the network (`ASK`).
A frame is a length of 4 bytes, big endian, and so many bytes of UTF-8 JSON. The helper never sees a data frame, so a
child that is forked later cannot hold what an earlier call was given.
"""

import os
import struct

RECORD = struct.Struct(">cxxxIII")
"""Kind, child number and two numbers whose meaning depends on the kind."""

READY = b"R"
"""Helper to server, with the data socket attached: a confined child waits for its request."""
ENDED = b"E"
"""Helper to server: a child is gone. First number: why (`EXITED`, `SIGNALLED`, `TIMED_OUT`); second: code or signal."""
START = b"S"
"""Server to helper: the child gets a request now. First number: wall time in milliseconds."""
DONE = b"D"
"""Server to helper: the child is not needed any more; kill it if it still runs."""

EXITED, SIGNALLED, TIMED_OUT = 0, 1, 2

LENGTH = struct.Struct(">I")
ASK = 1 << 31
"""Set in a frame's length: a question to the server about the network. Its answer is one frame, with the connected
socket attached where one was asked for. Only children of a helper that was started for network have answers."""


class ChannelClosed(Exception):
    """The other side is gone."""


def read_exact(fd: int, size: int) -> bytes:
    """So many bytes, or `ChannelClosed`."""
    chunks: list[bytes] = []
    while size:
        chunk = os.read(fd, min(size, 1 << 20))
        if not chunk:
            raise ChannelClosed
        chunks.append(chunk)
        size -= len(chunk)
    return chunks[0] if len(chunks) == 1 else b"".join(chunks)


def read_frame(fd: int, limit: int) -> bytes:
    """The payload of one frame. Raises `ChannelClosed`, also for a length above the limit."""
    (size,) = LENGTH.unpack(read_exact(fd, LENGTH.size))
    if size > limit:
        raise ChannelClosed
    return read_exact(fd, size)


def write_frame(fd: int, payload: bytes) -> None:
    """Write one frame completely."""
    view = memoryview(LENGTH.pack(len(payload)) + payload)
    while view:
        view = view[os.write(fd, view) :]
