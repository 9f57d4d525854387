"""The process that embeds: `python -m tenon.models.local.worker FOLDER`.

Reads frames of a length (4 bytes, little end first) and a JSON list of texts; answers each with the length of a JSON
object and that object, `{rows, width, tokens}`, followed by the vectors as 32-bit floats. Ends with its input, or when
nothing was asked for long, so that its memory is given back.
"""

import os
import select
import struct
import sys
from pathlib import Path

import numpy as np
import orjson

from tenon.models.local.encoder import Encoder

IDLE = 900.0
"""Seconds without work after which the process ends."""
LENGTH = struct.Struct("<I")


def serve(encoder: Encoder, source: int, sink: int, idle: float = IDLE) -> None:
    """Answer until the input, a file descriptor, ends or stays silent for `idle` seconds."""
    while select.select([source], [], [], idle)[0]:
        head = _read(source, LENGTH.size)
        if len(head) < LENGTH.size:
            return
        texts = [encoder.numbers(text) for text in orjson.loads(_read(source, LENGTH.unpack(head)[0]))]
        vectors = np.asarray(encoder.vectors(texts), dtype="<f4")
        told = orjson.dumps({"rows": len(texts), "width": vectors.shape[1], "tokens": sum(map(len, texts))})
        _write(sink, LENGTH.pack(len(told)) + told + vectors.tobytes())


def _read(source: int, size: int) -> bytes:
    parts: list[bytes] = []
    while size and (part := os.read(source, size)):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def _write(sink: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(sink, rest) :]


if __name__ == "__main__":
    serve(Encoder(Path(sys.argv[1])), sys.stdin.fileno(), sys.stdout.fileno())
