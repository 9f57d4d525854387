"""From the lists that searches give to one list, best first. Scores lie in 0..1."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

Method = Literal["semantic_search", "full_text_search", "hybrid_search", "keyword_search"]


@dataclass(frozen=True, slots=True)
class Hit:
    """A piece that a search found: `unit` is a segment or, with a parent, a child of `segment`."""

    unit: int
    score: float


def relative(hits: Sequence[Hit]) -> list[Hit]:
    """Hits of a word search as parts of the best one's score."""
    best = max((hit.score for hit in hits), default=0.0)
    return [replace(hit, score=min(1.0, max(0.0, hit.score / best))) for hit in hits] if best > 0 else list(hits)


def weighted(vector: Sequence[Hit], words: Sequence[Hit], vector_weight: float, word_weight: float) -> list[Hit]:
    """Both lists as one: cosine and relative word score with weights, best first."""
    scores: dict[int, float] = {}
    for hit in vector:
        scores[hit.unit] = vector_weight * max(0.0, hit.score)
    for hit in relative(words):
        scores[hit.unit] = scores.get(hit.unit, 0.0) + word_weight * hit.score
    return best_first(Hit(unit, score) for unit, score in scores.items())


def joined(*lists: Iterable[Hit]) -> list[Hit]:
    """All hits once, in turn of the lists: candidates for a rerank model."""
    found: dict[int, Hit] = {}
    for rank in zip_longest_hits(lists):
        for hit in rank:
            found.setdefault(hit.unit, hit)
    return list(found.values())


def zip_longest_hits(lists: Sequence[Iterable[Hit]]) -> Iterable[list[Hit]]:
    """The first of every list, the second of every list, and so on."""
    columns = [list(each) for each in lists]
    for place in range(max((len(column) for column in columns), default=0)):
        yield [column[place] for column in columns if place < len(column)]


def best_first(hits: Iterable[Hit]) -> list[Hit]:
    """By score; equal scores in the order of the pieces."""
    return sorted(hits, key=lambda hit: (-hit.score, hit.unit))


def grouped[T](hits: Iterable[Hit], parent: Callable[[Hit], T | None]) -> Mapping[T, list[Hit]]:
    """Hits by what is given back for them, groups in the order of their best hit."""
    found: dict[T, list[Hit]] = {}
    for hit in hits:
        owner = parent(hit)
        if owner is not None:
            found.setdefault(owner, []).append(hit)
    return found
