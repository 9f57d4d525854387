"""The nearest vector."""

import math
import random

import pytest

from tenon.domain.annotation.vectors import VectorIndex, normal, packed, unpacked


def test_the_nearest_is_the_one_of_a_full_scan() -> None:
    source = random.Random(3)
    for size in (3, 256, 257, 1000):
        vectors = [normal([source.gauss(0, 1) for _ in range(size)]) for _ in range(200)]
        index = VectorIndex[int]()
        for place, vector in enumerate(vectors):
            index.add(vector, place)
        for _ in range(20):
            near = source.choice(vectors)
            query = [value + source.gauss(0, 0.3 / math.sqrt(size)) for value in near]
            scores = [math.sumprod(normal(query), vector) for vector in vectors]
            best = max(scores)
            found = index.nearest(query, 0.8)
            assert found is not None
            assert (found[0], found[1]) == (scores.index(best), pytest.approx(best))
        assert index.nearest([source.gauss(0, 1) for _ in range(size)], 0.999999) is None


def test_what_cannot_be_compared() -> None:
    index = VectorIndex[str]()
    assert index.nearest([1.0], 0.0) is None
    index.add([1.0, 0.0], "a")
    index.add([1.0], "of another model")
    assert index.nearest([1.0], 0.0) is None
    assert index.nearest([0.0, 0.0], 0.5) is None
    assert index.nearest([2.0, 0.0], 1.0) == ("a", 1.0)


def test_vectors_are_stored_as_floats_of_length_one() -> None:
    assert unpacked(packed([3.0, 4.0])) == pytest.approx([0.6, 0.8])
    assert len(packed([1.0] * 1536)) == 4 * 1536
    long = [random.Random(1).gauss(0, 1) for _ in range(1536)]
    index = VectorIndex[str]()
    index.add(unpacked(packed(long)), "same")
    assert index.nearest(long, 1.0) is not None
