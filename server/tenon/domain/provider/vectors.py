"""The embedding cache in the database: read in one query, written without anybody waiting, the oldest dropped."""

from collections.abc import Mapping, Sequence
from typing import Literal

from tenon.domain.provider.repository import VectorRepository
from tenon.domain.provider.tables import EmbeddingCacheRow
from tenon.kit.db import Database, utc_now
from tenon.kit.group_commit import GroupCommit
from tenon.kit.logging import get_log
from tenon.models.cached import MemoryVectors, VectorStore

log = get_log(__name__)
_AT_ONCE = 400
_LOOK_EVERY = 2_000
"""Vectors written between two looks at the size of the table."""


class StoredVectors:
    """Vectors of all processes on a database, at most about `most`."""

    def __init__(self, db: Database, writer: GroupCommit, most: int) -> None:
        self._db, self._writer, self._most = db, writer, most
        self._written = 0

    async def get(self, keys: Sequence[str]) -> Mapping[str, bytes]:
        """The vectors that are known."""
        await self._make_room()
        wanted, found = list(dict.fromkeys(keys)), dict[str, bytes]()
        async with self._db.unit_of_work() as uow:
            repository = VectorRepository(uow)
            for start in range(0, len(wanted), _AT_ONCE):
                found |= await repository.find(wanted[start : start + _AT_ONCE])
        return found

    def put(self, vectors: Mapping[str, bytes]) -> None:
        """Keep vectors."""
        lane, now = self._writer.lane(), utc_now()
        for key, vector in vectors.items():
            lane.insert(EmbeddingCacheRow, key, {"key": key, "vector": vector, "created_at": now})
        self._written += len(vectors)

    async def _make_room(self) -> None:
        if self._written < _LOOK_EVERY:
            return
        self._written = 0
        async with self._db.unit_of_work() as uow:
            dropped = await VectorRepository(uow).keep_newest(self._most)
        if dropped:
            log.info("embedding_cache.pruned", rows=dropped)


def vector_store(
    place: Literal["database", "memory", "off"], db: Database, writer: GroupCommit, most: int
) -> VectorStore | None:
    """Where vectors are kept; None: nowhere."""
    match place:
        case "database":
            return StoredVectors(db, writer, most)
        case "memory":
            return MemoryVectors(most)
        case "off":
            return None
