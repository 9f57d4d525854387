"""Knowledge: how fast words and vectors are searched, and how well: questions with known answers over our own guides.

Passages are the paragraphs and table rows of `docs/en` and `docs/zh`, at least 300. A question names a piece of text
that the right passage holds; most are paraphrases. Vectors are those of the scripted model (bags of words), so that the
figures are the same everywhere: they show the effect of a change, not what a real model reaches.
"""

import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from bench import knowledge_vectors, knowledge_work
from bench.knowledge_questions import QUESTIONS
from tenon import tables
from tenon.adapters.scripted_model.vectors import embed
from tenon.adapters.vector.embedded import EmbeddedIndex
from tenon.domain.knowledge.repository.datasets import DatasetRepository
from tenon.domain.knowledge.repository.segments import EntryRepository
from tenon.domain.knowledge.tables import DatasetRow, DocumentRow
from tenon.domain.workspace.tables import WorkspaceRow
from tenon.kit.db import Database
from tenon.kit.ids import uuid7
from tenon.ports import IndexEntry
from tenon.rag.rank import Hit, weighted
from tenon.rag.terms import query_terms, terms
from tenon.rag.vectors import packed

DOCS = Path(__file__).resolve().parent.parent / "docs"
DIMENSIONS = 512


def passages() -> list[str]:
    """Paragraphs and table rows of the guides."""
    found: list[str] = []
    for path in sorted(DOCS.glob("*/**/*.md")):
        if path.parts[len(DOCS.parts)] not in ("en", "zh"):
            continue
        for block in path.read_text("utf-8").split("\n\n"):
            rows = block.splitlines() if block.lstrip().startswith(("|", "- ")) else [block.replace("\n", " ")]
            found += [row.strip() for row in rows if len(row.strip()) > 15 and not row.startswith(("```", "|---"))]
    return found


class Base:
    """A dataset in a database of its own."""

    def __init__(self, db: Database) -> None:
        self.db, self.index = db, EmbeddedIndex(db, 1 << 30)
        self.workspace, self.dataset, self.document = uuid7(), uuid7(), uuid7()
        self.numbers: list[int] = []

    async def fill(self, texts: list[str]) -> None:
        """Index texts."""
        async with self.db.engine.begin() as connection:
            await connection.run_sync(tables.METADATA.create_all)
        async with self.db.unit_of_work() as uow:
            uow.session.add(WorkspaceRow(id=self.workspace, name="W", public_key="", private_key=""))
            await uow.session.flush()
            uow.session.add(
                DatasetRow(
                    id=self.dataset,
                    workspace_id=self.workspace,
                    name="D",
                    retrieval_model={},
                )
            )
            await uow.session.flush()
            row = DocumentRow(
                id=self.document,
                workspace_id=self.workspace,
                dataset_id=self.dataset,
                position=1,
            )
            row.batch, row.name, row.source_type, row.doc_form, row.created_from = (
                "",
                "d",
                "text",
                "text_model",
                "web",
            )
            uow.session.add(row)
        for start in range(0, len(texts), 500):
            part = texts[start : start + 500]
            vectors = [packed(embed(text, DIMENSIONS)) for text in part]
            async with self.db.unit_of_work() as uow:
                rev = await DatasetRepository(uow, self.workspace).next_rev(self.dataset)
                common = {
                    "document_id": self.document,
                    "child_id": None,
                    "rev": rev,
                    "live": True,
                }
                rows = [{**common, "segment_id": uuid7(), "vector": vector} for vector in vectors]
                numbers = await EntryRepository(uow, self.dataset).add(rows)
                entries = [
                    IndexEntry(no, self.document, " ".join(terms(text)), "", vector)
                    for no, text, vector in zip(numbers, part, vectors, strict=True)
                ]
                await self.index.add(uow, self.dataset, entries)
            self.numbers += numbers

    async def words(self, query: str, limit: int = 10) -> list[Hit]:
        """Search by words."""
        return await self.index.by_words(self.dataset, query_terms(query), limit)

    async def vectors(self, query: str, limit: int = 10) -> list[Hit]:
        """Search by vector."""
        return await self.index.by_vector(self.dataset, embed(query, DIMENSIONS), limit)

    async def hybrid(self, query: str, limit: int = 10) -> list[Hit]:
        """Search by both, 0.7 to 0.3."""
        return weighted(await self.vectors(query, 50), await self.words(query, 50), 0.7, 0.3)[:limit]


async def quality(base: Base, texts: list[str], search: Callable[[str], Awaitable[list[Hit]]]) -> str:
    """Shares of questions whose answer is among the first 1, 3, 10, and the mean of 1/rank."""
    ranks: list[int] = []
    for question, answer in QUESTIONS:
        hits = [texts[base.numbers.index(hit.unit)] for hit in await search(question)]
        ranks.append(next((place for place, text in enumerate(hits, 1) if answer in text), 0))
    shares = [sum(0 < rank <= most for rank in ranks) / len(ranks) for most in (1, 3, 10)]
    mrr = sum(1 / rank for rank in ranks if rank) / len(ranks)
    return " | ".join(f"{value:.2f}" for value in (*shares, mrr))


async def p50(search: Callable[[str], Awaitable[list[Hit]]]) -> float:
    """The median time of a search, ms."""
    times: list[float] = []
    for question, _ in QUESTIONS * 2:
        start = time.perf_counter()
        await search(question)
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


async def searches() -> None:
    """Print how well and how fast is searched."""
    texts = passages()
    with tempfile.TemporaryDirectory() as directory:
        db = Database(f"sqlite:///{directory}/small.db")
        base = Base(db)
        await base.fill(texts)
        print(f"{len(texts)} passages, {len(QUESTIONS)} questions\n")
        print("| search | hit@1 | hit@3 | hit@10 | MRR |\n|---|---|---|---|---|")
        for name, search in (
            ("words", base.words),
            ("vector", base.vectors),
            ("hybrid", base.hybrid),
        ):
            print(f"| {name} | {await quality(base, texts, search)} |")
        await db.close()
        db = Database(f"sqlite:///{directory}/large.db")
        base = Base(db)
        await base.fill((texts * (7000 // len(texts) + 1))[:7000])
        await base.vectors("load")
        print("\n| 7,000 chunks | p50 ms | target |\n|---|---|---|")
        timed = (
            ("words", base.words, 3),
            ("vector", base.vectors, 10),
            ("hybrid", base.hybrid, 15),
        )
        for name, search, target in timed:
            print(f"| {name} | {await p50(search):.1f} | {target} |")
        await db.close()


def main() -> None:
    """Print the tables; those of searches, vectors and work, or the ones named."""
    wanted = sys.argv[1:] or ("searches", "vectors", "work")
    if "searches" in wanted:
        asyncio.run(searches())
    if "vectors" in wanted:
        asyncio.run(knowledge_vectors.main())
    if "work" in wanted:
        knowledge_work.main([])


if __name__ == "__main__":
    main()
