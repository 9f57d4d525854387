"""Search over vectors in memory: what other processes changed is read from the database before every search.

Many vectors are looked through by their signs first (`codes`), which are kept with them: there is no index to build,
and what was written is found by the next question.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import numpy as np
from sqlalchemy import Uuid, bindparam, text

from tenon.adapters.vector.codes import Codes
from tenon.kit.db import Database
from tenon.rag.rank import Hit

_PAGE = 2000
_MANY = 20_000
"""Vectors of a dataset from which on signs are kept."""
_FEW = 6000
"""Vectors that are compared without looking at their signs."""
_ROWS = 256
_MB = 1024 * 1024
_ID = Uuid()
_REV = text("SELECT rev FROM dataset WHERE id = :id").bindparams(bindparam("id", type_=_ID))
_CHANGED = (
    text(
        "SELECT no, document_id, live, vector FROM knowledge_entry WHERE dataset_id = :id AND rev > :since"
        " AND rev <= :rev AND no > :after ORDER BY no LIMIT :page"
    )
    .bindparams(bindparam("id", type_=_ID))
    .columns(document_id=_ID)
)
_GONE = text("SELECT no FROM knowledge_entry_gone WHERE dataset_id = :id AND rev > :since AND rev <= :rev").bindparams(
    bindparam("id", type_=_ID)
)


@dataclass(slots=True)
class Vectors:
    """The vectors of a dataset as of a revision; row `places[no]` of the arrays is entry `no`."""

    rev: int = -1
    size: int = 0
    count: int = 0
    matrix: Any = None  # arrays of numpy, whose types say less than they cost
    numbers: Any = None
    live: Any = None
    documents: Any = None
    codes: Codes | None = None
    places: dict[int, int] = field(default_factory=dict[int, int])
    known: dict[UUID, int] = field(default_factory=dict[UUID, int])
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def memory(self) -> int:
        """Bytes in use."""
        return (
            0
            if self.matrix is None
            else self.matrix.nbytes + 120 * self.count + (self.codes.memory if self.codes else 0)
        )

    def put(self, rows: Sequence[tuple[int, UUID, bool, bytes | None]]) -> None:
        """Take rows in; vectors of another length than the first are left out."""
        written: list[int] = []
        for no, document_id, live, data in rows:
            if data is None:
                self.drop([no])
                continue
            vector = np.frombuffer(data, dtype=np.float16)
            if not self.size or (len(vector) != self.size and not self.places):
                self._begin(len(vector))
            if len(vector) != self.size:
                continue
            place = self.places.get(no)
            if place is None:
                place = self.places[no] = self.count
                self.count += 1
                if place == len(self.numbers):
                    self._grow(place * 3 // 2 + 1024)
            self.matrix[place] = vector
            self.numbers[place], self.live[place] = no, bool(live)
            self.documents[place] = self.known.setdefault(document_id, len(self.known))
            written.append(place)
        self._encode(written)

    def _begin(self, size: int) -> None:
        self.size, self.count, self.matrix, self.codes = size, 0, None, None
        self._grow(1024)

    def _encode(self, written: Sequence[int]) -> None:
        """Keep the signs of rows: of those written, or of all once they are many."""
        if self.codes is None:
            if self.count < _MANY:
                return
            self.codes = Codes(self.size, self.matrix[: self.count].mean(axis=0), len(self.matrix))
            written = range(self.count)
        for start in range(0, len(written), _PAGE):
            places = np.array(written[start : start + _PAGE])
            self.codes.write(places, self.matrix[places])

    def drop(self, numbers: Sequence[int]) -> None:
        """Rows that are gone stay in place and are never found."""
        for no in numbers:
            place = self.places.pop(no, None)
            if place is not None:
                self.live[place] = False

    def _grow(self, room: int) -> None:
        matrix: Any = np.zeros((room, self.size), dtype=np.float32)
        numbers, live = np.zeros(room, dtype=np.int64), np.zeros(room, dtype=bool)
        documents = np.zeros(room, dtype=np.int32)
        if self.matrix is not None:
            for new, old in ((matrix, self.matrix), (numbers, self.numbers), (live, self.live)):
                new[: len(old)] = old
            documents[: len(self.documents)] = self.documents
        self.matrix, self.numbers, self.live, self.documents = matrix, numbers, live, documents
        if self.codes is not None:
            self.codes.grow(room)

    def nearest(self, query: Any, limit: int, documents: Sequence[UUID] | None) -> list[Hit]:
        """Live rows by their product with the query."""
        if self.matrix is None or len(query) != self.size or not self.count:
            return []
        allowed = self.live[: self.count]
        if documents is not None:
            wanted = np.zeros(len(self.known), dtype=bool)
            wanted[[self.known[id] for id in documents if id in self.known]] = True
            allowed = allowed & wanted[self.documents[: self.count]]
        places = np.flatnonzero(allowed)
        if not len(places):
            return []
        if self.codes is not None and len(places) > max(_FEW, 4 * limit):
            places = self._likely(self.codes, query, limit, allowed, places)
        if len(places) > self.count // 3:
            scores = (self.matrix[: self.count] @ query)[places]
        else:
            scores = self._products(places, query)
        if len(places) > limit:
            best = np.argpartition(scores, -limit)[-limit:]
            places, scores = places[best], scores[best]
        order = np.argsort(-scores, kind="stable")
        return [Hit(int(self.numbers[places[i]]), min(1.0, float(scores[i]))) for i in order]

    def _likely(self, codes: Codes, query: Any, limit: int, allowed: Any, places: Any) -> Any:
        """Of the allowed places those that may be among the nearest."""
        guesses, errors = codes.guesses(query, self.count)
        guesses[~allowed] = -np.inf
        likely = places
        for sample in (4 * limit, 64 * limit):
            if len(likely) > sample:
                first = likely[np.argpartition(guesses[likely], -sample)[-sample:]]
                least = np.partition(self._products(first, query), -limit)[-limit]  # so near are `limit` at least
                likely = likely[guesses[likely] + errors[likely] >= least]
        return likely if len(likely) <= self.count // 3 else places

    def _products(self, places: Any, query: Any) -> Any:
        """Of some rows the product with the query; few at a time, so that memory is used again."""
        found: Any = np.empty(len(places), dtype=np.float32)
        rows: Any = np.empty((min(len(places), _ROWS), self.size), dtype=np.float32)
        for start in range(0, len(places), _ROWS):
            part = places[start : start + _ROWS]
            np.take(self.matrix, part, axis=0, out=rows[: len(part)], mode="clip")
            np.dot(rows[: len(part)], query, out=found[start : start + len(part)])
        return found


class VectorMatrix:
    """The vectors of the datasets asked for last, within `memory` bytes."""

    def __init__(self, db: Database, memory: int = 1024 * _MB) -> None:
        self._db, self._memory = db, memory
        self._kept: OrderedDict[UUID, Vectors] = OrderedDict()

    async def search(
        self, dataset_id: UUID, vector: Sequence[float], limit: int, documents: Sequence[UUID] | None
    ) -> list[Hit]:
        """Live entries by cosine, best first."""
        kept = self._kept.get(dataset_id)
        if kept is None:
            kept = self._kept[dataset_id] = Vectors()
        self._kept.move_to_end(dataset_id)
        async with kept.lock:
            await self._refresh(dataset_id, kept)
            query = unit(vector)
            found = await asyncio.to_thread(kept.nearest, query, limit, documents)
        self._trim()
        return found

    def forget(self, dataset_id: UUID) -> None:
        """Give the memory of a dataset back."""
        self._kept.pop(dataset_id, None)

    async def _refresh(self, dataset_id: UUID, kept: Vectors) -> None:
        async with self._db.engine.connect() as connection:
            rev = (await connection.execute(_REV, {"id": dataset_id})).scalar_one_or_none()
            if rev is None or rev == kept.rev:
                return
            span = {"id": dataset_id, "since": kept.rev, "rev": rev}
            gone = [row[0] for row in await connection.execute(_GONE, span)]
            after = 0
            while True:
                rows = (await connection.execute(_CHANGED, {**span, "after": after, "page": _PAGE})).all()
                if not rows:
                    break
                after = rows[-1][0]
                await asyncio.to_thread(kept.put, rows)  # pyright: ignore[reportArgumentType] - rows are tuples
            kept.drop(gone)
            kept.rev = rev
        if kept.count > 10_000 and kept.count > 2 * len(kept.places):
            self._kept[dataset_id] = Vectors()  # mostly holes: read anew with the next search

    def _trim(self) -> None:
        while len(self._kept) > 1 and sum(kept.memory for kept in self._kept.values()) > self._memory:
            self._kept.popitem(last=False)


def unit(vector: Sequence[float]) -> Any:
    """The vector with length 1 as 32-bit floats; all zeros stay."""
    values = np.asarray(vector, dtype=np.float32)
    length = float(np.linalg.norm(values))
    return values / length if length else values
