"""Finds the stored question nearest to a query by cosine, without scanning far vectors to their end."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt, sumprod

_HEAD = 256
"""Numbers that are compared first; the rest only when it can still lead to a match."""


def normal(vector: Sequence[float]) -> list[float]:
    """The vector with length 1; all zeros stay."""
    length = sqrt(sumprod(vector, vector))
    return [value / length for value in vector] if length else list(vector)


def packed(vector: Sequence[float]) -> bytes:
    """A normal vector as it is stored: 32-bit floats, little-endian."""
    return array("f", normal(vector)).tobytes()


def unpacked(data: bytes) -> list[float]:
    """What `packed` was given, of length 1 again."""
    values = array("f")
    values.frombytes(data)
    return normal(values.tolist())


@dataclass(frozen=True, slots=True)
class _Known[T]:
    head: list[float]
    tail: list[float]
    rest: float
    item: T


class VectorIndex[T]:
    """Vectors of one length with what they stand for."""

    def __init__(self) -> None:
        self._known: list[_Known[T]] = []
        self.size = 0

    def add(self, vector: list[float], item: T) -> None:
        """Add a normal vector; one of another length than the first is left out."""
        if not self._known:
            self.size = len(vector)
        if len(vector) == self.size:
            head, tail = vector[:_HEAD], vector[_HEAD:]
            self._known.append(_Known(head, tail, sqrt(sumprod(tail, tail)), item))

    def nearest(self, query: Sequence[float], threshold: float) -> tuple[T, float] | None:
        """The item with the highest cosine of at least `threshold`, and the cosine; None when there is none."""
        if len(query) != self.size or not self._known:
            return None
        wanted = normal(query)
        head, tail = wanted[:_HEAD], wanted[_HEAD:]
        rest = sqrt(sumprod(tail, tail))
        best: tuple[T, float] | None = None
        least = threshold - 1e-6  # stored numbers are rounded
        for known in self._known:
            score = sumprod(head, known.head)
            if tail:
                if score + rest * known.rest < least:
                    continue
                score += sumprod(tail, known.tail)
            if score >= least and (best is None or score > best[1]):
                best, least = (known.item, score), score
        return (best[0], max(-1.0, min(1.0, best[1]))) if best is not None else None
