"""Among many vectors the nearest are found by their signs as exactly as by comparing all."""

from typing import Any
from uuid import UUID

import numpy as np

from tenon.adapters.vector.matrix import Vectors

COUNT, SIZE, MOST = 24_000, 96, 10
DOCUMENTS = [UUID(int=i + 1) for i in range(4)]
CHANCE = np.random.default_rng(11)
CENTERS: Any = CHANCE.standard_normal((200, SIZE), dtype=np.float32)


def drawn(count: int) -> Any:
    """Vectors of length 1 around a few centers, all leaning to one side as those of models do."""
    found: Any = CENTERS[CHANCE.integers(0, len(CENTERS), count)] + CHANCE.standard_normal(
        (count, SIZE), dtype=np.float32
    )
    found += 0.5
    return found / np.sqrt(np.einsum("ij,ij->i", found, found))[:, None]


def put(vectors: Vectors, numbers: range, rows: Any, *, live: bool = True) -> None:
    vectors.put(
        [(no, DOCUMENTS[no % 4], live, row.astype(np.float16).tobytes()) for no, row in zip(numbers, rows, strict=True)]
    )


def recall(vectors: Vectors, documents: list[UUID] | None) -> float:
    """The share of the nearest that are found."""
    rows, numbers = vectors.matrix[: vectors.count], vectors.numbers[: vectors.count]
    allowed = vectors.live[: vectors.count].copy()
    if documents is not None:
        allowed &= np.isin(numbers % 4, [DOCUMENTS.index(id) for id in documents])
    shares: list[float] = []
    for query in drawn(40):
        exact = np.where(allowed, rows @ query, -np.inf)
        wanted = {int(no) for no in numbers[np.argsort(-exact)[:MOST]]}
        hits = vectors.nearest(query, MOST, documents)
        assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
        shares.append(len(wanted & {hit.unit for hit in hits}) / MOST)
    return sum(shares) / len(shares)


def test_nearest_of_many() -> None:
    vectors = Vectors()
    for start in range(0, COUNT, 6000):
        put(vectors, range(start, start + 6000), drawn(6000))
    assert vectors.codes is not None
    assert recall(vectors, None) >= 0.98
    assert recall(vectors, DOCUMENTS[:2]) >= 0.98
    # What is written, removed and hidden afterwards counts at once.
    fresh = drawn(1)
    put(vectors, range(COUNT, COUNT + 1), fresh)
    assert vectors.nearest(fresh[0], 3, None)[0].unit == COUNT
    put(vectors, range(5, 6), fresh)
    assert {hit.unit for hit in vectors.nearest(fresh[0], 2, None)} == {5, COUNT}
    put(vectors, range(5, 6), fresh, live=False)
    vectors.drop([COUNT])
    assert not {5, COUNT} & {hit.unit for hit in vectors.nearest(fresh[0], 5, None)}
    put(vectors, range(COUNT + 1, COUNT + 20_000), drawn(19_999))
    assert recall(vectors, None) >= 0.98


def test_without_any_pattern() -> None:
    vectors = Vectors()
    rows = CHANCE.standard_normal((21_000, 512), dtype=np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    put(vectors, range(21_000), rows)
    query = rows[17] + 0.01
    assert vectors.nearest(query, 1, None)[0].unit == 17
    assert vectors.nearest(np.zeros(512, dtype=np.float32), 4, None)[0].score == 0.0
