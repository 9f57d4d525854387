"""How vectors are stored: of length 1, as 16-bit floats, little-endian."""

import struct
from collections.abc import Sequence
from math import isfinite, sqrt, sumprod


def packed(vector: Sequence[float]) -> bytes:
    """The vector with length 1 in two bytes a number; all zeros stay. Raises `ValueError` for one without a length."""
    length = sqrt(sumprod(vector, vector))
    if not isfinite(length):
        raise ValueError("The vector has members that are no numbers.")
    factor = 1 / length if length else 0.0
    return struct.pack(f"<{len(vector)}e", *[value * factor for value in vector])


def unpacked(data: bytes) -> list[float]:
    """What `packed` was given, of length 1."""
    return list(struct.unpack(f"<{len(data) // 2}e", data))
