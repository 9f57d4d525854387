"""The store of a single server: words in SQLite's full-text tables, vectors in memory.

The full-text tables are cut by dataset into shards, for they slow down with their size. They are made when they are
needed and hold nothing that the database could not give again.
"""

from collections.abc import Sequence
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from tenon.adapters.vector.late import LateMatrix
from tenon.kit.db import Database, UnitOfWork
from tenon.ports import IndexEntry
from tenon.rag.rank import Hit

SHARDS = 16


class EmbeddedIndex:
    """Fulfils `ports.IndexPort` on SQLite."""

    def __init__(self, db: Database, memory: int) -> None:
        self._db = db
        self._vectors = LateMatrix(db, memory)
        self._made: set[str] = set()

    async def add(self, uow: UnitOfWork, dataset_id: UUID, entries: Sequence[IndexEntry]) -> None:
        """Take entries in; vectors are read from the entries' rows."""
        if not entries:
            return
        table = await self._table(uow.session, dataset_id)
        rows = [{"no": entry.no, "words": entry.words, "keywords": entry.keywords} for entry in entries]
        statement = f"INSERT OR REPLACE INTO {table}(rowid, words, keywords) VALUES (:no, :words, :keywords)"
        await uow.session.execute(text(statement), rows)

    async def remove(self, uow: UnitOfWork, dataset_id: UUID, numbers: Sequence[int]) -> None:
        """Take entries out."""
        if not numbers:
            return
        table = await self._table(uow.session, dataset_id)
        await uow.session.execute(text(f"DELETE FROM {table} WHERE rowid = :no"), [{"no": no} for no in numbers])

    async def drop_vectors(self, uow: UnitOfWork, dataset_id: UUID) -> None:
        """Nothing is kept besides the entries' rows: a row whose vector goes is told by its revision."""

    async def by_words(
        self, dataset_id: UUID, words: Sequence[str], limit: int, documents: Sequence[UUID] | None = None
    ) -> list[Hit]:
        """Live entries by BM25, a hit in the keywords counting more."""
        if not words:
            return []
        name = _name(dataset_id)
        narrowed = "" if documents is None else " AND e.document_id IN (SELECT value FROM json_each(:documents))"
        # Mostly the best of the shard are enough; only otherwise every match is joined with its entry.
        best = f"SELECT rowid AS no, bm25({name}, 1.0, 2.0) AS r FROM {name} WHERE {name} MATCH :query"
        quick, whole = (
            text(
                f"SELECT e.no, -b.r FROM ({part}) b JOIN knowledge_entry e ON e.no = b.no"
                f" WHERE e.dataset_id = :dataset AND e.live{narrowed} ORDER BY b.r, e.no LIMIT :most"
            )
            for part in (f"{best} ORDER BY r LIMIT :first", best)
        )
        values = {"query": " OR ".join(f'"{word}"' for word in words), "dataset": dataset_id.hex, "most": limit}
        values["first"] = 4 * limit
        if documents is not None:
            values["documents"] = orjson.dumps([id.hex for id in documents]).decode()
        async with self._db.engine.connect() as connection:
            if not await self._there(connection, name):
                return []
            rows = (await connection.execute(quick, values)).all()
            if len(rows) < limit:
                rows = (await connection.execute(whole, values)).all()
            return [Hit(row[0], row[1]) for row in rows]

    async def by_vector(
        self, dataset_id: UUID, vector: Sequence[float], limit: int, documents: Sequence[UUID] | None = None
    ) -> list[Hit]:
        """Live entries by cosine."""
        return await self._vectors.search(dataset_id, vector, limit, documents)

    async def tend(self, dataset_id: UUID | None = None) -> None:
        """Nothing is to be done: searches keep what they need up to date."""

    async def count(self, dataset_id: UUID) -> int:
        """Entries of the dataset in the index."""
        return len(await self.numbers(dataset_id))

    async def numbers(self, dataset_id: UUID) -> set[int]:
        """The numbers of the dataset's entries, and of such as no dataset has any more."""
        name = _name(dataset_id)
        statement = text(
            f"SELECT {name}.rowid FROM {name} LEFT JOIN knowledge_entry e ON e.no = {name}.rowid"
            " WHERE e.no IS NULL OR e.dataset_id = :dataset"
        )
        async with self._db.engine.connect() as connection:
            if not await self._there(connection, name):
                return set()
            return {row[0] for row in await connection.execute(statement, {"dataset": dataset_id.hex})}

    async def _table(self, session: AsyncSession, dataset_id: UUID) -> str:
        name = _name(dataset_id)
        if name not in self._made:
            await session.execute(
                text(
                    f"CREATE VIRTUAL TABLE IF NOT EXISTS {name} USING fts5(words, keywords,"
                    " tokenize='unicode61 remove_diacritics 0')"
                )
            )
        return name

    async def _there(self, connection: AsyncConnection, name: str) -> bool:
        if name not in self._made:
            try:
                await connection.execute(text(f"SELECT rowid FROM {name} LIMIT 1"))
            except OperationalError:  # nothing was ever written
                return False
            self._made.add(name)  # it is committed: it was read
        return True


def _name(dataset_id: UUID) -> str:
    return f"knowledge_words_{dataset_id.int % SHARDS:02d}"
