"""Weights from a file: https://huggingface.co/docs/safetensors/index#format."""

import struct
from pathlib import Path
from typing import Any

import numpy as np
import orjson

_TYPES = {"F32": "<f4", "F16": "<f2", "F64": "<f8", "I64": "<i8", "I32": "<i4"}
_LONGEST_HEADER = 100 * 1024 * 1024


def read_tensors(file: Path) -> dict[str, Any]:
    """Arrays by their names, read from the file as they are used. Raises `ValueError` for a file of another kind."""
    with file.open("rb") as opened:
        (length,) = struct.unpack("<Q", opened.read(8).ljust(8, b"\0"))
        if not 2 <= length <= min(_LONGEST_HEADER, file.stat().st_size - 8):
            raise ValueError(f"{file.name} holds no tensors")
        header: dict[str, dict[str, Any]] = orjson.loads(opened.read(length))
    data = np.memmap(file, dtype=np.uint8, mode="r", offset=8 + length)
    found: dict[str, Any] = {}
    for name, entry in header.items():
        if name != "__metadata__":
            start, end = entry["data_offsets"]
            found[name] = data[start:end].view(_TYPES[entry["dtype"]]).reshape(entry["shape"])
    return found
