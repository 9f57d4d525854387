"""pgvector's graph index, made for datasets with many vectors without stopping anybody; searches do well without it.

An index is of one dataset and one length of vectors, so that vectors of another model never meet it.
"""

from collections.abc import Sequence
from time import monotonic
from typing import Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from tenon.kit.db import Database
from tenon.kit.logging import get_log
from tenon.rag.rank import Hit

log = get_log(__name__)

MANY: Final = 20_000
"""Vectors of a dataset from which on an index is worth its making."""
_LONGEST: Final = 4000
"""Numbers of a vector that pgvector can index."""
_FRESH: Final = 60.0
"""Seconds after which is looked what others have made."""
_LOCK: Final = 7_210_331_906
_LEAST, _MOST = 160, 400
"""Candidates that a search of the graph keeps: four for each that is wanted."""
_SIZES = text(
    "SELECT d.id, (SELECT vector_dims(v.embedding) FROM knowledge_vector v WHERE v.dataset_id = d.id LIMIT 1),"
    " (SELECT count(*) FROM (SELECT 1 FROM knowledge_vector v WHERE v.dataset_id = d.id LIMIT :many) m)"
    " FROM dataset d WHERE CAST(:dataset AS uuid) IS NULL OR d.id = :dataset"
)
_THERE = text(
    "SELECT c.relname, i.indisvalid FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
    " WHERE i.indrelid = 'knowledge_vector'::regclass AND c.relname LIKE 'knowledge\\_near\\_%'"
)


class GraphIndexes:
    """The graph indexes of the table `knowledge_vector`."""

    def __init__(self, db: Database, many: int = MANY) -> None:
        self._db, self._many = db, many
        self._names: set[str] = set()
        self._looked = -_FRESH

    async def tend(self, dataset_id: UUID | None) -> None:
        """Make what is missing, remove what is of no use, for a dataset or all. One process at a time does it."""
        engine = self._db.engine.execution_options(isolation_level="AUTOCOMMIT")
        async with engine.connect() as connection:
            there = await self._look(connection)
            counts = (await connection.execute(_SIZES, {"dataset": dataset_id, "many": self._many})).all()
            wanted = {_name(id, size): (id, size) for id, size, n in counts if n >= self._many and size <= _LONGEST}
            mine = _prefix(dataset_id)
            useless = [name for name in there if name.startswith(mine) and name not in wanted]
            broken = [name for name in wanted if name in there and not there[name]]
            missing = [name for name in wanted if name not in self._names]
            if not (useless or missing):
                return
            if not (await connection.execute(text(f"SELECT pg_try_advisory_lock({_LOCK})"))).scalar_one():
                return
            try:
                for name in (*useless, *broken):
                    await connection.execute(text(f"DROP INDEX CONCURRENTLY IF EXISTS {name}"))
                    self._names.discard(name)
                for name in missing:
                    await self._make(connection, name, *wanted[name])
            finally:
                await connection.execute(text(f"SELECT pg_advisory_unlock({_LOCK})"))

    async def _look(self, connection: AsyncConnection) -> dict[str, bool]:
        """The indexes that are there, and whether they are whole; others make some, too."""
        there = {row[0]: row[1] for row in await connection.execute(_THERE)}
        self._names, self._looked = {name for name, valid in there.items() if valid}, monotonic()
        return there

    async def _make(self, connection: AsyncConnection, name: str, dataset_id: UUID, size: int) -> None:
        log.info("knowledge.graph_index", dataset_id=str(dataset_id))
        await connection.execute(text("SET maintenance_work_mem = '512MB'"))
        await connection.execute(
            text(
                f"CREATE INDEX CONCURRENTLY IF NOT EXISTS {name} ON knowledge_vector"
                f" USING hnsw ((embedding::halfvec({size})) halfvec_cosine_ops) WITH (ef_construction = 128)"
                f" WHERE {_part(dataset_id, size)}"
            )
        )
        await connection.execute(text("RESET maintenance_work_mem"))
        self._names.add(name)

    async def search(self, dataset_id: UUID, vector: Sequence[float], limit: int) -> list[Hit] | None:
        """Live entries by cosine; None where the index is not there or too many of what it found is hidden."""
        size = len(vector)
        if monotonic() - self._looked > _FRESH:
            async with self._db.engine.connect() as connection:
                await self._look(connection)
        if _name(dataset_id, size) not in self._names or 4 * limit > _MOST:
            return None
        distance = f"v.embedding::halfvec({size}) <=> CAST(CAST(:query AS real[]) AS halfvec({size}))"
        near = (
            f"SELECT v.no, {distance} AS far FROM knowledge_vector v WHERE {_part(dataset_id, size)}"
            f" ORDER BY {distance} LIMIT {2 * limit}"
        )
        statement = text(
            f"SELECT n.no, 1 - n.far FROM ({near}) n JOIN knowledge_entry e ON e.no = n.no WHERE e.live"
            " ORDER BY n.far LIMIT :most"
        )
        async with self._db.engine.begin() as connection:
            await connection.execute(text(f"SET LOCAL hnsw.ef_search = {max(_LEAST, 4 * limit)}"))
            rows = (await connection.execute(statement, {"query": list(vector), "most": limit})).all()
        return [Hit(row[0], min(1.0, float(row[1]))) for row in rows] if len(rows) == limit else None


def _prefix(dataset_id: UUID | None) -> str:
    return "knowledge_near_" + (dataset_id.hex if dataset_id is not None else "")


def _name(dataset_id: UUID, size: int) -> str:
    return f"{_prefix(dataset_id)}_{size}"


def _part(dataset_id: UUID, size: int) -> str:
    """The index's part of the table. Spelled out: the planner knows it only then."""
    return f"dataset_id = '{dataset_id}'::uuid AND vector_dims(embedding) = {size}"
