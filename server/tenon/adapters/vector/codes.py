"""One bit for each number of a vector: tells which vectors of many can be the nearest, so that few are compared.

Vectors are turned so that no direction is special; of each number its sign is kept. How far the product guessed from
the signs may be off is known for every vector (RaBitQ, arXiv 2405.12497): all that may belong to the nearest within
that margin are compared exactly, so the result does not depend on how the vectors are spread, only the time does.
"""

from typing import Any, Final

import numpy as np

_LEVELS: Final = 4
"""Bits of a number of the question."""
_SURE: Final = 2.33
"""Standard deviations that a guess may be off: 1 % of the guesses are further off."""
_BLOCK: Final = 2000


class Codes:
    """The signs of vectors of `size` numbers, as differences from `center`; the one of a place is at that place."""

    def __init__(self, size: int, center: Any, room: int) -> None:
        self._size, self._center = size, center
        self._width = max(64, 1 << (size - 1).bit_length())
        half = self._width.bit_length() // 2
        self._left, self._right = _hadamard(1 << half), _hadamard(self._width >> half)
        chance = np.random.default_rng(7)  # the same turn in every process
        self._signs = chance.choice(np.array([-1, 1], dtype=np.float32), (2, self._width))
        self._bits: Any = np.zeros((self._width // 64, room), dtype=np.uint64)
        self._set, self._factor, self._error = (np.zeros(room, dtype=np.float32) for _ in range(3))

    @property
    def memory(self) -> int:
        """Bytes in use."""
        return self._bits.nbytes + 3 * self._factor.nbytes

    def grow(self, room: int) -> None:
        """Make room for more vectors."""
        more = room - len(self._factor)
        self._bits = np.pad(self._bits, ((0, 0), (0, more)))
        self._set, self._factor, self._error = (np.pad(a, (0, more)) for a in (self._set, self._factor, self._error))

    def write(self, places: Any, vectors: Any) -> None:
        """Take vectors in at their places."""
        for start in range(0, len(places), _BLOCK):
            here = places[start : start + _BLOCK]
            turned = self._turned(vectors[start : start + _BLOCK] - self._center)
            square, length = np.einsum("ij,ij->i", turned, turned), np.abs(turned).sum(axis=1)
            alike = length * length / (self._width * np.maximum(square, 1e-12))  # squared cosine to the signs
            self._bits[:, here] = np.packbits(turned > 0, axis=1).view(np.uint64).T
            self._set[here] = np.bitwise_count(self._bits[:, here]).sum(axis=0)
            self._factor[here] = square / np.maximum(length, 1e-12)
            margin = np.maximum(0.0, 1 - alike) / np.maximum(alike, 1e-12) / (self._width - 1)
            self._error[here] = _SURE * np.sqrt(square * margin)

    def guesses(self, query: Any, count: int) -> tuple[Any, Any]:
        """Products of the question with the first `count` vectors, and by how much they may be too small."""
        turned: Any = self._turned(query[None])[0]
        low, step = float(turned.min()), float(turned.max() - turned.min()) / (2**_LEVELS - 1) or 1.0
        levels = np.rint((turned - low) / step).astype(np.uint8)
        total = np.zeros(count, dtype=np.uint16 if self._width <= 4096 else np.uint32)
        both, ones = np.empty(count, dtype=np.uint64), np.empty(count, dtype=np.uint8)
        for level in reversed(range(_LEVELS)):
            total <<= 1
            for bits, wanted in zip(self._bits, np.packbits((levels >> level) & 1).view(np.uint64), strict=True):
                np.bitwise_and(bits[:count], wanted, out=both)
                np.bitwise_count(both, out=ones)
                np.add(total, ones, out=total)
        found = total.astype(np.float32)
        found *= 2 * step
        found += 2 * low * self._set[:count]
        found -= float(turned.sum())
        found *= self._factor[:count]
        found += float(query @ self._center)
        return found, self._error[:count] * float(np.sqrt(turned @ turned))

    def _turned(self, vectors: Any) -> Any:
        """Vectors after the same rotation, as wide as a power of two."""
        found: Any = np.zeros((len(vectors), self._width), dtype=np.float32)
        found[:, : self._size] = vectors
        for signs in self._signs:
            found *= signs
            part = (found.reshape(-1, len(self._right)) @ self._right).reshape(-1, len(self._left), len(self._right))
            found = np.matmul(self._left, part).reshape(len(vectors), self._width)
        return found


def _hadamard(size: int) -> Any:
    found: Any = np.ones((1, 1), dtype=np.float32)
    while len(found) < size:
        found = np.block([[found, found], [found, -found]])
    return found / np.sqrt(np.float32(size))
