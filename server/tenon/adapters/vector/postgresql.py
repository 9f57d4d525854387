"""The store on PostgreSQL: words in text search vectors, vectors in pgvector where the server has it, else in memory.

Its tables are copies of what the entries' rows hold, made when they are needed.
"""

import asyncio
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tenon.adapters.vector.hnsw import MANY, GraphIndexes
from tenon.adapters.vector.late import LateMatrix
from tenon.kit.db import Database, UnitOfWork
from tenon.kit.logging import get_log
from tenon.ports import IndexEntry
from tenon.rag.rank import Hit
from tenon.rag.vectors import unpacked

log = get_log(__name__)

_WORDS = 32
_LOCK = 7_210_331_905
_TABLE = (
    "CREATE TABLE IF NOT EXISTS knowledge_words (no bigint PRIMARY KEY, dataset_id uuid NOT NULL,"
    " words tsvector NOT NULL, length integer NOT NULL)",
    "CREATE INDEX IF NOT EXISTS ix_knowledge_words_dataset ON knowledge_words (dataset_id)",
    "CREATE INDEX IF NOT EXISTS ix_knowledge_words_words ON knowledge_words USING gin (words)",
)
_VECTORS = (
    "CREATE EXTENSION IF NOT EXISTS vector",
    "CREATE TABLE IF NOT EXISTS knowledge_vector (no bigint PRIMARY KEY, dataset_id uuid NOT NULL,"
    " embedding halfvec NOT NULL)",
    "CREATE INDEX IF NOT EXISTS ix_knowledge_vector_dataset ON knowledge_vector (dataset_id)",
    # Vectors stay in their rows: fetched from elsewhere, they would be compared at half the speed.
    "DO $$ BEGIN IF EXISTS (SELECT 1 FROM pg_attribute WHERE attrelid = 'knowledge_vector'::regclass"
    " AND attname = 'embedding' AND attstorage <> 'm')"
    " THEN ALTER TABLE knowledge_vector ALTER COLUMN embedding SET STORAGE MAIN; END IF; END $$",
)


class PostgresIndex:
    """Fulfils `ports.IndexPort` on PostgreSQL."""

    def __init__(self, db: Database, memory: int, *, pgvector: bool = True, many: int = MANY) -> None:
        self._db, self._pgvector = db, pgvector
        self._graphs = GraphIndexes(db, many)
        self._matrix = LateMatrix(db, memory)
        self._lock = asyncio.Lock()
        self._ready = False
        self.vectors = False
        """Whether the server searches vectors itself."""

    async def add(self, uow: UnitOfWork, dataset_id: UUID, entries: Sequence[IndexEntry]) -> None:
        """Take entries in."""
        if not entries:
            return
        await self._prepare()
        rows = [
            {"no": e.no, "dataset": dataset_id, "words": _different(e), "length": e.words.count(" ") + 1}
            for e in entries
        ]
        await uow.session.execute(
            text(
                "INSERT INTO knowledge_words (no, dataset_id, words, length)"
                " VALUES (:no, :dataset, array_to_tsvector(CAST(:words AS text[])), :length)"
                " ON CONFLICT (no) DO UPDATE SET words = excluded.words, length = excluded.length"
            ),
            rows,
        )
        vectors = [{"no": e.no, "dataset": dataset_id, "v": unpacked(e.vector)} for e in entries if e.vector]
        if vectors and self.vectors:
            await uow.session.execute(
                text(
                    "INSERT INTO knowledge_vector (no, dataset_id, embedding)"
                    " VALUES (:no, :dataset, CAST(CAST(:v AS real[]) AS halfvec))"
                    " ON CONFLICT (no) DO UPDATE SET embedding = excluded.embedding"
                ),
                vectors,
            )

    async def remove(self, uow: UnitOfWork, dataset_id: UUID, numbers: Sequence[int]) -> None:
        """Take entries out."""
        if not numbers:
            return
        await self._prepare()
        for table in ("knowledge_words", "knowledge_vector")[: 2 if self.vectors else 1]:
            statement = text(f"DELETE FROM {table} WHERE no = ANY(CAST(:numbers AS bigint[]))")
            await uow.session.execute(statement, {"numbers": list(numbers)})

    async def drop_vectors(self, uow: UnitOfWork, dataset_id: UUID) -> None:
        """Forget the vectors of a dataset."""
        await self._prepare()
        if self.vectors:
            statement = text("DELETE FROM knowledge_vector WHERE dataset_id = :dataset")
            await uow.session.execute(statement, {"dataset": dataset_id})

    async def by_words(
        self, dataset_id: UUID, words: Sequence[str], limit: int, documents: Sequence[UUID] | None = None
    ) -> list[Hit]:
        """Live entries by the rarity of the words they have and by their length."""
        if not words:
            return []
        await self._prepare()
        chosen = list(words)[:_WORDS]
        values: dict[str, object] = {f"w{i}": f"'{word}'" for i, word in enumerate(chosen)}
        values |= {"any": " | ".join(f"'{word}'" for word in chosen), "dataset": dataset_id, "most": limit}
        narrowed = "" if documents is None else " AND e.document_id = ANY(CAST(:documents AS uuid[]))"
        if documents is not None:
            values["documents"] = list(documents)
        places = range(len(chosen))
        has = ", ".join(f"(k.words @@ CAST(:w{i} AS tsquery))::int AS h{i}" for i in places)
        sums = ", ".join(f"sum(h{i}) AS d{i}" for i in places)
        score = " + ".join(f"h{i} * ln(1 + (s.n - d{i} + 0.5) / (d{i} + 0.5))" for i in places)
        statement = text(
            f"WITH m AS MATERIALIZED (SELECT k.no, k.length, e.live{narrowed} AS here, {has} FROM knowledge_words k"
            " JOIN knowledge_entry e ON e.no = k.no"
            " WHERE k.dataset_id = :dataset AND k.words @@ CAST(:any AS tsquery)),"
            f" s AS (SELECT avg(length) AS a, {sums},"
            " (SELECT count(*) FROM knowledge_words WHERE dataset_id = :dataset) AS n FROM m)"
            f" SELECT m.no, ({score}) * 2.2 / (1 + 1.2 * (0.25 + 0.75 * m.length / s.a)) AS score FROM m, s"
            " WHERE m.here ORDER BY score DESC, m.no LIMIT :most"
        )
        async with self._db.engine.connect() as connection:
            return [Hit(row[0], float(row[1])) for row in await connection.execute(statement, values)]

    async def by_vector(
        self, dataset_id: UUID, vector: Sequence[float], limit: int, documents: Sequence[UUID] | None = None
    ) -> list[Hit]:
        """Live entries by cosine."""
        await self._prepare()
        if not self.vectors:
            return await self._matrix.search(dataset_id, vector, limit, documents)
        if documents is None and (near := await self._graphs.search(dataset_id, vector, limit)) is not None:
            return near
        query, size = list(vector), len(vector)
        narrowed = "" if documents is None else " AND e.document_id = ANY(CAST(:documents AS uuid[]))"
        distance = f"(v.embedding::halfvec({size}) <=> CAST(CAST(:query AS real[]) AS halfvec({size})))"
        statement = text(
            f"SELECT v.no, 1 - {distance} FROM knowledge_vector v JOIN knowledge_entry e ON e.no = v.no"
            f" WHERE v.dataset_id = :dataset AND e.live{narrowed} ORDER BY {distance} LIMIT :most"
        )
        values: dict[str, object] = {"query": query, "most": limit, "dataset": dataset_id}
        if documents is not None:
            values["documents"] = list(documents)
        async with self._db.engine.connect() as connection:
            return [Hit(row[0], min(1.0, float(row[1]))) for row in await connection.execute(statement, values)]

    async def tend(self, dataset_id: UUID | None = None) -> None:
        """Make and remove graph indexes of a dataset or of all."""
        await self._prepare()
        if self.vectors:
            await self._graphs.tend(dataset_id)

    async def count(self, dataset_id: UUID) -> int:
        """Entries of the dataset in the index."""
        return len(await self.numbers(dataset_id))

    async def numbers(self, dataset_id: UUID) -> set[int]:
        """The numbers of the dataset's entries."""
        await self._prepare()
        async with self._db.engine.connect() as connection:
            statement = text("SELECT no FROM knowledge_words WHERE dataset_id = :dataset")
            return {row[0] for row in await connection.execute(statement, {"dataset": dataset_id})}

    async def _prepare(self) -> None:
        if self._ready:
            return
        async with self._lock:
            if self._ready:
                return
            await self._make(_TABLE)
            try:
                if self._pgvector:
                    await self._make(_VECTORS)
                    self.vectors = True
            except DBAPIError as error:
                log.warning("knowledge.no_pgvector", error=str(error.orig)[:200])
            self._ready = True

    async def _make(self, statements: Sequence[str]) -> None:
        async with self._db.engine.begin() as connection:
            await connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
            for statement in statements:
                await connection.execute(text(statement))


def _different(entry: IndexEntry) -> list[str]:
    return list(dict.fromkeys(f"{entry.words} {entry.keywords}".split()))
