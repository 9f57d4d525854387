"""Indexes documents in the background: read, cut, find words, embed, and make the new version visible at once.

Each step writes down how far it is, under the claim of the process at work: after a crash, a pause or an error the
next one goes on where it ended, and a process whose claim was taken away writes nothing any more.
"""

import asyncio
import contextlib
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from tenon.domain.knowledge import embedding
from tenon.domain.knowledge.chunking import Chunker, Piece, pieces, rows
from tenon.domain.knowledge.cleanup import Cleanup
from tenon.domain.knowledge.embedding import Embedded
from tenon.domain.knowledge.repository.datasets import DatasetRepository
from tenon.domain.knowledge.repository.documents import LEASE, DocumentRecords
from tenon.domain.knowledge.repository.segments import EntryRepository, SegmentRecords
from tenon.domain.knowledge.shapes import ProcessRule
from tenon.domain.knowledge.tables import ChildChunkRow, DocumentRow
from tenon.domain.knowledge.work import Lost, Unit, Work
from tenon.domain.provider.gateway import Gateway
from tenon.errors import TenonError
from tenon.kit.db import Database, UnitOfWork, utc_now
from tenon.kit.ids import uuid7
from tenon.kit.logging import get_log
from tenon.ports import Described, DocumentsPort, IndexEntry, IndexPort

log = get_log(__name__)

ECONOMY_BATCH, QUALITY_BATCH = 200, 64
_LINES = 1
"""Lines of chunks that are written in one transaction."""


class Indexer:
    """Does the jobs `document.index`. Safe to run twice and in several processes."""

    def __init__(
        self, db: Database, documents: DocumentsPort, index: IndexPort, chunker: Chunker, gateway: Gateway
    ) -> None:
        self._db, self._documents, self._index = db, documents, index
        self._chunker, self._gateway = chunker, gateway
        self._cleanup = Cleanup(db, index)

    async def run(self, document_id: UUID) -> UUID | None:
        """Index a document as far as it goes; what stops it is written into its row. The dataset, if it is through."""
        claim = uuid7()
        async with self._db.unit_of_work() as uow:
            records = DocumentRecords(uow)
            if not await records.claim(document_id, claim, utc_now() + LEASE):
                return None
            found = await records.get(document_id)
        if found is None:
            return None
        work = Work(found[0], found[1], claim)
        try:
            await self._do(work)
            return work.dataset.id
        except Lost:
            pass
        except TenonError as error:
            await self._failed(work, error.message)
        except Exception as error:
            log.exception("knowledge.index_failed", error, document_id=str(document_id))
            await self._failed(work, "Something went wrong on our side. Try again, or ask the operator for the log.")
        finally:
            with contextlib.suppress(Exception):
                async with self._db.unit_of_work() as uow:
                    await DocumentRecords(uow).release(document_id, claim)
            await asyncio.sleep(0)
        return None

    async def _do(self, work: Work) -> None:
        document = work.document
        if document.next_version > document.version:
            if document.split_at is None:
                await self._split(work)
            await self._fill(work)
            await self._publish(work)
            await self._cleanup.document(work.document.dataset_id, document.id, [document.next_version])
        else:
            await self._embed_again(work)

    async def _failed(self, work: Work, message: str) -> None:
        async with self._db.unit_of_work() as uow:
            values = {"status": "error", "error": message[:2000], "stopped_at": utc_now(), "claim": None}
            await DocumentRecords(uow).change(work.document.id, work.claim, values)

    async def _note(self, work: Work, uow: UnitOfWork | None = None, **values: Any) -> None:
        """Write progress down. Raises `Lost`."""
        if uow is None:
            async with self._db.unit_of_work() as own:
                await self._note(work, own, **values)
            return
        if not await DocumentRecords(uow).change(work.document.id, work.claim, values):
            raise Lost()

    async def _split(self, work: Work) -> None:
        document = work.document
        await self._note(work, status="parsing", started_at=document.started_at or utc_now(), error=None)
        # What an earlier attempt has left of this version goes first: nothing is there twice.
        await self._cleanup.document(document.dataset_id, document.id, [document.version])
        if document.upload_id is None:
            raise TenonError("The file of the document is gone.")
        extracted = await self._chunker.read(document.workspace_id, document.upload_id)
        await self._note(work, status="cleaning", parsed_at=utc_now(), word_count=extracted.characters)
        rule = await self._rule(work)
        lines = await self._chunker.lines(extracted.parts, rule, document.doc_form, keywords=work.economy)
        await self._note(work, status="splitting", cleaned_at=utc_now())
        position = 1
        if document.doc_form == "qa_model":
            given = [piece for line in lines for piece in pieces(line)]
            async for found in self._chunker.pairs(document.workspace_id, given, document.doc_language):
                await self._insert(work, position, found)
                position += len(found)
        else:
            for start in range(0, len(lines), _LINES):
                found = [piece for line in lines[start : start + _LINES] for piece in pieces(line)]
                await self._insert(work, position, found)
                position += len(found)
        if position == 1:
            raise TenonError("The model wrote no question-answer pairs for this document. Try again.")
        now = utc_now()
        await self._note(work, status="indexing", split_at=now, total_segments=position - 1, done_segments=0)
        document.split_at = now

    async def _rule(self, work: Work) -> ProcessRule:
        document = work.document
        async with self._db.unit_of_work() as uow:
            repository = DatasetRepository(uow, document.workspace_id)
            row = await repository.rule(document.process_rule_id) if document.process_rule_id is not None else None
        if row is None:
            return ProcessRule(mode="automatic")
        return ProcessRule.model_validate({"mode": row.mode, "rules": row.rules or None})

    async def _insert(self, work: Work, position: int, found: Sequence[Piece]) -> None:
        document = work.document
        common = {
            "workspace_id": document.workspace_id,
            "dataset_id": document.dataset_id,
            "document_id": document.id,
            "version": document.next_version,
            "created_by": document.created_by,
        }
        async with self._db.unit_of_work() as uow:
            await self._note(work, uow)
            segments, children = rows(common, position, found)
            await SegmentRecords(uow).insert(segments, children)
        await asyncio.sleep(0)

    async def _fill(self, work: Work) -> None:
        """Index the segments that are not indexed yet, batch by batch; the next one is prepared meanwhile."""
        size = ECONOMY_BATCH if work.economy else QUALITY_BATCH
        ahead: asyncio.Task[tuple[list[Unit], list[Described], Embedded]] | None = None
        try:
            ahead = asyncio.create_task(self._prepared(work, 0, size))
            while True:
                units, words, embedded = await ahead
                if not units:
                    return
                ahead = asyncio.create_task(self._prepared(work, units[-1].position, size))
                await self._keep(work, units, words, embedded)
        finally:
            if ahead is not None:
                ahead.cancel()
                await asyncio.gather(ahead, return_exceptions=True)

    async def _prepared(self, work: Work, after: int, size: int) -> tuple[list[Unit], list[Described], Embedded]:
        document = work.document
        async with self._db.unit_of_work() as uow:
            records = SegmentRecords(uow)
            segments = await records.open(document.id, document.next_version, after, size)
            children = (
                await records.children([segment.id for segment in segments])
                if document.doc_form == "hierarchical_model"
                else list[ChildChunkRow]()
            )
        if not segments:
            return [], [], Embedded([])
        places = {segment.id: segment.position for segment in segments}
        if document.doc_form == "hierarchical_model":
            units = [Unit(c.segment_id, c.id, c.content, places[c.segment_id]) for c in children]
            units.sort(key=lambda unit: unit.position)
        else:
            units = [Unit(segment.id, None, segment.content, segment.position) for segment in segments]
        texts = [unit.text for unit in units]
        describe = self._documents.describe(texts, [each.keywords or [] for each in segments] if work.economy else [])
        if work.economy:
            return units, await describe, Embedded([])
        words, embedded = await asyncio.gather(describe, embedding.vectors(self._gateway, work.dataset, texts))
        return units, words, embedded

    async def _keep(self, work: Work, units: Sequence[Unit], words: Sequence[Described], embedded: Embedded) -> None:
        document, now, vectors = work.document, utc_now(), embedded.vectors
        segments = {unit.segment_id for unit in units}
        async with self._db.unit_of_work() as uow:
            datasets = DatasetRepository(uow, document.workspace_id)
            rev = await datasets.next_rev(document.dataset_id)
            spent = document.embedding_tokens + embedded.tokens
            await self._note(work, uow, done_segments=document.done_segments + len(segments), embedding_tokens=spent)
            if vectors and work.dataset.embedding_size is None:
                work.dataset.embedding_size = size = len(vectors[0]) // 2
                await datasets.set_size(document.dataset_id, size)
            await self.enter(uow, document, units, words, vectors, rev=rev, live=False)
            places = (units[0].position, units[-1].position)
            await SegmentRecords(uow).set_done(document.id, document.next_version, places, now)
        document.done_segments += len(segments)
        document.embedding_tokens = spent
        await asyncio.sleep(0)

    async def enter(
        self,
        uow: UnitOfWork,
        document: DocumentRow,
        units: Sequence[Unit],
        words: Sequence[Described],
        vectors: Sequence[bytes],
        *,
        rev: int,
        live: bool,
    ) -> None:
        """Write entries and put them into the index, in one transaction."""
        if not units:
            return
        fields = [
            {
                "document_id": document.id,
                "segment_id": unit.segment_id,
                "child_id": unit.child_id,
                "rev": rev,
                "live": live and unit.enabled,
                "vector": vectors[place] if vectors else None,
            }
            for place, unit in enumerate(units)
        ]
        numbers = await EntryRepository(uow, document.dataset_id).add(fields)
        entries = [
            IndexEntry(no, document.id, each.words, each.marked, vectors[place] if vectors else None)
            for place, (no, each) in enumerate(zip(numbers, words, strict=True))
        ]
        await self._index.add(uow, document.dataset_id, entries)

    async def _publish(self, work: Work) -> None:
        """Make the new version the served one, in one transaction."""
        document, now = work.document, utc_now()
        async with self._db.unit_of_work() as uow:
            rev = await DatasetRepository(uow, document.workspace_id).next_rev(document.dataset_id)
            total, _, characters, tokens = await SegmentRecords(uow).totals(document.id, document.next_version)
            started = document.started_at or document.created_at
            await self._note(
                work,
                uow,
                status="completed",
                error=None,
                version=document.next_version,
                completed_at=now,
                segment_count=total,
                total_segments=total,
                done_segments=total,
                word_count=characters,
                tokens=tokens,
                indexing_latency=(now - started).total_seconds(),
            )
            found = await DocumentRecords(uow).get(document.id)
            entries = EntryRepository(uow, document.dataset_id)
            if document.version:
                await entries.set_live(rev, False, document_id=document.id, segment_ids=None)
            if found is not None and found[0].enabled and not found[0].archived:
                await entries.set_live(rev, True, document_id=document.id, segment_ids=None)

    async def _embed_again(self, work: Work) -> None:
        """Give the entries of a served document the vectors that they lack."""
        document, now = work.document, utc_now()
        await self._note(work, status="indexing", split_at=now, total_segments=document.segment_count, done_segments=0)
        done: set[UUID] = set()
        while True:
            async with self._db.unit_of_work() as uow:
                entries = await EntryRepository(uow, document.dataset_id).without_vector(document.id, QUALITY_BATCH)
                records = SegmentRecords(uow)
                segments = await records.by_id([entry.segment_id for entry in entries])
                children = await records.children_by_id([entry.child_id for entry in entries if entry.child_id])
            if not entries:
                break
            texts = [
                children[entry.child_id].content if entry.child_id else segments[entry.segment_id].content
                for entry in entries
            ]
            words, (vectors, tokens) = await asyncio.gather(
                self._documents.describe(texts), embedding.vectors(self._gateway, work.dataset, texts)
            )
            done |= {entry.segment_id for entry in entries}
            async with self._db.unit_of_work() as uow:
                datasets = DatasetRepository(uow, document.workspace_id)
                rev = await datasets.next_rev(document.dataset_id)
                document.embedding_tokens += tokens
                await self._note(work, uow, done_segments=len(done), embedding_tokens=document.embedding_tokens)
                if work.dataset.embedding_size is None:
                    work.dataset.embedding_size = size = len(vectors[0]) // 2
                    await datasets.set_size(document.dataset_id, size)
                changed = [{"no": e.no, "vector": v, "rev": rev} for e, v in zip(entries, vectors, strict=True)]
                await EntryRepository(uow, document.dataset_id).set_vectors(changed)
                again = [
                    IndexEntry(e.no, document.id, w.words, w.marked, v)
                    for e, w, v in zip(entries, words, vectors, strict=True)
                ]
                await self._index.add(uow, document.dataset_id, again)
        await self._note(
            work, status="completed", error=None, completed_at=utc_now(), done_segments=document.segment_count
        )
