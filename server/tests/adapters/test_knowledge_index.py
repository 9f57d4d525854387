"""Every store of knowledge keeps the same promises: SQLite, PostgreSQL with pgvector, PostgreSQL without it."""

from collections.abc import Sequence
from uuid import UUID

import pytest
from sqlalchemy import text

from tenon.adapters.vector.embedded import EmbeddedIndex
from tenon.adapters.vector.postgresql import PostgresIndex
from tenon.domain.knowledge.repository.datasets import DatasetRepository
from tenon.domain.knowledge.repository.segments import EntryRepository
from tenon.domain.knowledge.tables import DatasetRow, DocumentRow
from tenon.domain.workspace.tables import WorkspaceRow
from tenon.kit.db import Database, utc_now
from tenon.kit.ids import uuid7
from tenon.ports import IndexEntry, IndexPort
from tenon.rag.terms import query_terms, terms
from tenon.rag.vectors import packed

MEMORY = 64 * 1024 * 1024
TEXTS = ("apples and pears", "知识库检索", "pears in winter", "docker containers")


class Store:
    """An index with a dataset of two documents, the first three texts in the first one."""

    def __init__(self, db: Database, index: IndexPort, *, pgvector: bool) -> None:
        self.db, self.index, self.pgvector = db, index, pgvector
        self.workspace, self.dataset = uuid7(), uuid7()
        self.documents = [uuid7(), uuid7()]
        self.numbers: list[int] = []

    async def fill(self) -> None:
        now = utc_now()
        async with self.db.unit_of_work() as uow:
            uow.session.add(WorkspaceRow(id=self.workspace, name="W", public_key="", private_key=""))
            await uow.session.flush()
            uow.session.add(DatasetRow(id=self.dataset, workspace_id=self.workspace, name="D", retrieval_model={}))
            await uow.session.flush()
            for position, id in enumerate(self.documents, 1):
                uow.session.add(
                    DocumentRow(
                        id=id, workspace_id=self.workspace, dataset_id=self.dataset, position=position, batch="b",
                        name="d", source_type="upload_file", doc_form="text_model", created_from="web",
                        created_at=now, updated_at=now,
                    )
                )  # fmt: skip
        for place, each in enumerate(TEXTS):
            await self.add(each, place)

    async def add(self, content: str, place: int, *, live: bool = True) -> int:
        vector = packed([1.0 if i == place else 0.1 for i in range(len(TEXTS) + 1)])
        document = self.documents[0 if place < 3 else 1]
        async with self.db.unit_of_work() as uow:
            rev = await DatasetRepository(uow, self.workspace).next_rev(self.dataset)
            row = {"document_id": document, "segment_id": uuid7(), "child_id": None, "rev": rev, "live": live}
            (no,) = await EntryRepository(uow, self.dataset).add([{**row, "vector": vector}])
            await self.index.add(uow, self.dataset, [IndexEntry(no, document, " ".join(terms(content)), "", vector)])
        self.numbers.append(no)
        return no

    async def words(self, query: str, documents: Sequence[UUID] | None = None, limit: int = 10) -> list[int]:
        hits = await self.index.by_words(self.dataset, query_terms(query), limit, documents)
        assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
        assert all(hit.score > 0 for hit in hits)
        return [self.numbers.index(hit.unit) for hit in hits]

    async def near(self, place: int, documents: Sequence[UUID] | None = None, limit: int = 10) -> list[int]:
        vector = [1.0 if i == place else 0.1 for i in range(len(TEXTS) + 1)]
        hits = await self.index.by_vector(self.dataset, vector, limit, documents)
        assert all(-1.01 <= hit.score <= 1.01 for hit in hits)
        return [self.numbers.index(hit.unit) for hit in hits]

    async def remove(self, place: int) -> None:
        async with self.db.unit_of_work() as uow:
            rev = await DatasetRepository(uow, self.workspace).next_rev(self.dataset)
            await self.index.remove(uow, self.dataset, [self.numbers[place]])
            await EntryRepository(uow, self.dataset).remove([self.numbers[place]], rev)

    async def show(self, document: int, live: bool) -> None:
        async with self.db.unit_of_work() as uow:
            rev = await DatasetRepository(uow, self.workspace).next_rev(self.dataset)
            entries = EntryRepository(uow, self.dataset)
            await entries.set_live(rev, live, document_id=self.documents[document], segment_ids=None)


@pytest.fixture(params=["own", "without pgvector"])
async def store(db: Database, database_kind: str, request: pytest.FixtureRequest) -> Store:
    index: IndexPort
    if database_kind == "sqlite":
        if request.param != "own":
            pytest.skip("SQLite has one store")
        index = EmbeddedIndex(db, MEMORY)
    else:
        index = PostgresIndex(db, MEMORY, pgvector=request.param == "own")
    made = Store(db, index, pgvector=database_kind != "sqlite" and request.param == "own")
    await made.fill()
    return made


async def test_words(store: Store) -> None:
    assert (await store.words("pear"))[:2] in ([0, 2], [2, 0])
    assert await store.words("apples pears") == [0, 2]
    assert await store.words("检索") == [1]
    assert await store.words("container") == [3]
    assert await store.words("nothing at all") == []
    assert await store.words("pears", [store.documents[1]]) == []
    assert len(await store.words("pears", limit=1)) == 1


async def test_vectors(store: Store) -> None:
    assert (await store.near(2))[0] == 2
    assert len(await store.near(1, limit=2)) == 2
    assert await store.near(0, [store.documents[1]]) == [3]
    assert await store.near(0, []) == []
    assert await store.index.by_vector(uuid7(), [1.0, 0.0], 3) == []


async def test_changes_are_seen_at_once(store: Store) -> None:
    assert (await store.near(1))[0] == 1
    await store.remove(1)
    assert 1 not in await store.near(1)
    assert await store.words("检索") == []
    await store.show(1, False)
    assert 3 not in await store.near(3)
    assert await store.words("docker") == []
    hidden = await store.add("hidden pears", 4, live=False)
    assert store.numbers.index(hidden) not in await store.words("hidden pears")
    await store.add("fresh figs", 4)
    assert (await store.near(4))[0] == 5
    assert await store.words("figs") == [5]
    assert await store.index.count(store.dataset) == 5
    assert await store.index.numbers(store.dataset) == {no for place, no in enumerate(store.numbers) if place != 1}


async def test_many(store: Store) -> None:
    """More entries than the arrays in memory begin with."""
    dataset, document = store.dataset, store.documents[0]
    async with store.db.unit_of_work() as uow:
        rev = await DatasetRepository(uow, store.workspace).next_rev(dataset)
        rows = [
            {"document_id": document, "segment_id": uuid7(), "child_id": None, "rev": rev, "live": True}
            for _ in range(1500)
        ]
        vectors = [packed([0.0, 0.0, 0.0, 1.0, i / 1500]) for i in range(1500)]
        with_vectors = [{**row, "vector": vector} for row, vector in zip(rows, vectors, strict=True)]
        numbers = await EntryRepository(uow, dataset).add(with_vectors)
        entries = [IndexEntry(no, document, f"common w{no}", "", v) for no, v in zip(numbers, vectors, strict=True)]
        await store.index.add(uow, dataset, entries)
    hits = await store.index.by_vector(dataset, [0.0, 0.0, 0.0, 1.0, 0.5], 5)
    assert abs(numbers.index(hits[0].unit) - 750) <= 40  # vectors are kept as 16-bit floats
    assert [hit.unit for hit in await store.index.by_words(dataset, [f"w{numbers[7]}", "common"], 1)] == [numbers[7]]


async def test_tending(store: Store) -> None:
    """What makes searches quick changes nothing of what they find, nor is it in the way of other vectors."""
    if isinstance(store.index, PostgresIndex):
        store.index = PostgresIndex(store.db, MEMORY, pgvector=store.pgvector, many=3)
    exact = await store.near(1)
    await store.index.tend()
    await store.index.tend(store.dataset)
    assert (await store.near(1))[0] == exact[0] == 1
    if store.pgvector:
        async with store.db.engine.connect() as connection:
            names = text("SELECT indexname FROM pg_indexes WHERE indexname LIKE 'knowledge_near_%'")
            assert len((await connection.execute(names)).all()) == 1
    await store.remove(1)
    assert 1 not in await store.near(1)
    await store.add("fresh figs", 4)
    assert (await store.near(4, limit=1))[0] == 4
    async with store.db.unit_of_work() as uow:
        await store.index.drop_vectors(uow, store.dataset)
    await store.index.tend()
    assert await store.index.count(store.dataset) == 4
