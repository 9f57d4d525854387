"""Knowledge: how fast words and vectors are searched, and how well: questions with known answers over our own guides.

Passages are the paragraphs and table rows of `docs/en` and `docs/zh`, at least 300. A question names a piece of text
that the right passage holds; most are paraphrases. Vectors are those of the scripted model (bags of words), so that the
figures are the same everywhere: they show the effect of a change, not what a real model reaches.
"""

import asyncio
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from uuid import UUID

import numpy as np

from tenon import tables
from tenon.adapters.scripted_model.vectors import embed
from tenon.adapters.vector.embedded import EmbeddedIndex
from tenon.adapters.vector.matrix import Vectors
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
QUESTIONS = (
    ("Which types of files can be uploaded?", "txt, md, mdx, html"),
    ("maximum size of an uploaded document", "A file has at most 15 MB"),
    ("What happens with scans without text?", "scanned PDFs have no text"),
    ("How are rows of a spreadsheet treated?", "give a chunk a row"),
    ("regular expression as delimiter", "it is dropped from the chunks"),
    ("How long may a chunk be?", "At most 4000"),
    ("repeat the end of a chunk in the next", "tokens of a chunk that are repeated"),
    ("remove links and mail addresses", "URLs and e-mail addresses out"),
    ("search small pieces but return the big one", "small children are searched"),
    ("generate question answer pairs by a model", "writes question-answer pairs"),
    ("index without any model call", "asks no model"),
    ("Is Chinese supported in full text search?", "Chinese needs no setting"),
    ("leave weak results out", "score threshold"),
    ("change the embedding model later", "embeds everything anew"),
    ("continue a failed document", "retry goes on where it ended"),
    ("read only document that does not answer", "does not answer, cannot be edited"),
    ("import chunks from a CSV file", "imported from CSV"),
    ("two people edit the same chunk", "the second one is told"),
    ("fields filled by the system", "Built-in fields"),
    ("conditions taken from the question automatically", "a model takes the conditions"),
    ("let an agent decide about a knowledge base", "its description decides"),
    ("merge results of several knowledge bases", "are searched at once"),
    ("Who can see a new knowledge base?", "is its maker's alone"),
    ("rebuild the search index", "tenon knowledge reindex"),
    ("可以上传哪些文件格式", "txt、md、mdx、html"),
    ("上传文件大小限制", "单个文件最大 15 MB"),
    ("扫描件能识别吗", "扫描版 PDF 没有文字"),
    ("表格如何切分", "表格（csv、xlsx、xls）每行一个分段"),
    ("用正则表达式切分文本", "或正则表达式"),
    ("分段最长多少", "上限 4000"),
    ("相邻分段的重叠", "重复的 token 数"),
    ("去掉网址和邮箱", "删除 URL 和邮箱"),
    ("检索小块返回大块", "检索较小的子分段"),
    ("用模型生成问答对", "生成问答对"),
    ("不用嵌入模型的索引", "不调用模型，按词"),
    ("中文检索要设置吗", "中文无需设置"),
    ("过滤得分低的结果", "去掉较弱的结果"),
    ("换嵌入模型会怎样", "重新向量化全部内容"),
    ("失败的文档怎么继续", "重试从中断处继续"),
    ("只读不能检索的文档", "不参与检索，不能编辑"),
    ("批量导入分段", "从 CSV 导入"),
    ("同时编辑冲突", "后保存的人会得到提示"),
    ("系统自动填写的字段", "内置字段"),
    ("从问题里得出筛选条件", "自动模式由模型"),
    ("智能体怎样使用知识库", "由描述决定是否使用"),
    ("多个知识库结果合并", "多个知识库同时检索"),
    ("谁能看到新建的知识库", "只有创建者可见"),
    ("重建索引的命令", "即可重建"),
)


def passages() -> list[str]:
    """Paragraphs and table rows of the guides."""
    found: list[str] = []
    for path in sorted(DOCS.glob("*/**/*.md")):
        if path.parts[len(DOCS.parts)] not in ("en", "zh"):
            continue
        for block in path.read_text("utf-8").split("\n\n"):
            rows = block.splitlines() if block.lstrip().startswith(("|", "- ")) else [block.replace("\n", " ")]
            found += [row.strip() for row in rows if len(row.strip()) > 20 and not row.startswith(("```", "|---"))]
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
            uow.session.add(DatasetRow(id=self.dataset, workspace_id=self.workspace, name="D", retrieval_model={}))
            await uow.session.flush()
            row = DocumentRow(id=self.document, workspace_id=self.workspace, dataset_id=self.dataset, position=1)
            row.batch, row.name, row.source_type, row.doc_form, row.created_from = "", "d", "text", "text_model", "web"
            uow.session.add(row)
        for start in range(0, len(texts), 500):
            part = texts[start : start + 500]
            vectors = [packed(embed(text, DIMENSIONS)) for text in part]
            async with self.db.unit_of_work() as uow:
                rev = await DatasetRepository(uow, self.workspace).next_rev(self.dataset)
                common = {"document_id": self.document, "child_id": None, "rev": rev, "live": True}
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


def matrix(count: int, size: int) -> tuple[float, float]:
    """The median time of an exact vector search, ms: over everything, and over one document of a hundred."""
    chance = np.random.default_rng(1)
    kept, document = Vectors(), [UUID(int=i) for i in range(100)]
    for start in range(0, count, 5000):
        block = chance.standard_normal((5000, size), dtype=np.float32).astype(np.float16)
        kept.put([(start + i, document[i % 100], True, row.tobytes()) for i, row in enumerate(block)])
    query = chance.standard_normal(size, dtype=np.float32)
    found: list[float] = []
    for narrowed in (None, [document[7]]):
        times: list[float] = []
        for _ in range(21):
            start_at = time.perf_counter()
            kept.nearest(query, 10, narrowed)
            times.append((time.perf_counter() - start_at) * 1000)
        found.append(statistics.median(times))
    return found[0], found[1]


async def main() -> None:
    """Print the tables."""
    texts = passages()
    with tempfile.TemporaryDirectory() as directory:
        db = Database(f"sqlite:///{directory}/small.db")
        base = Base(db)
        await base.fill(texts)
        print(f"{len(texts)} passages, {len(QUESTIONS)} questions\n")
        print("| search | hit@1 | hit@3 | hit@10 | MRR |\n|---|---|---|---|---|")
        for name, search in (("words", base.words), ("vector", base.vectors), ("hybrid", base.hybrid)):
            print(f"| {name} | {await quality(base, texts, search)} |")
        await db.close()
        db = Database(f"sqlite:///{directory}/large.db")
        base = Base(db)
        await base.fill((texts * (7000 // len(texts) + 1))[:7000])
        await base.vectors("load")
        print("\n| 7,000 chunks | p50 ms | target |\n|---|---|---|")
        timed = (("words", base.words, 3), ("vector", base.vectors, 10), ("hybrid", base.hybrid, 15))
        for name, search, target in timed:
            print(f"| {name} | {await p50(search):.1f} | {target} |")
        await db.close()
    whole, part = matrix(100_000, 1024)
    print(f"| vector, 100,000 x 1024 in memory | {whole:.1f} | 10 |\n| the same, 1 % of it | {part:.1f} | 3 |")


if __name__ == "__main__":
    asyncio.run(main())
