"""Checks that indexes and database agree, and makes indexes again."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from tenon.domain.knowledge.repository.checks import CheckRepository
from tenon.domain.knowledge.repository.datasets import DatasetRecords
from tenon.domain.knowledge.repository.segments import EntryRepository, SegmentRecords
from tenon.domain.knowledge.tables import EntryRow
from tenon.kit.db import Database
from tenon.ports import DocumentsPort, IndexEntry, IndexPort
from tenon.rag.terms import VERSION, terms

_BATCH = 200


@dataclass(slots=True)
class Report:
    """What a check found of a knowledge base; nothing in `problems` means that all agrees."""

    dataset_id: UUID
    name: str
    entries: int = 0
    problems: list[str] = field(default_factory=list[str])


class Maintenance:
    """What the command `tenon knowledge` does."""

    def __init__(self, db: Database, index: IndexPort, documents: DocumentsPort) -> None:
        self._db, self._index, self._documents = db, index, documents

    async def check(self) -> list[Report]:
        """Compare every knowledge base with its index."""
        async with self._db.unit_of_work() as uow:
            rows = await DatasetRecords(uow).all()
        return [await self._check(row.id, row.name) for row in rows]

    async def _check(self, dataset_id: UUID, name: str) -> Report:
        report = Report(dataset_id, name)
        async with self._db.unit_of_work() as uow:
            known = await EntryRepository(uow, dataset_id).numbers()
            found = await CheckRepository(uow, dataset_id).problems()
        indexed = await self._index.numbers(dataset_id)
        report.entries = len(known)
        for count, text in (
            (len(known - indexed), "entries are missing in the index"),
            (len(indexed - known), "entries of the index are nobody's"),
            *found,
        ):
            if count:
                report.problems.append(f"{count} {text}")
        return report

    async def reindex(self, dataset_id: UUID | None, told: Callable[[str, int], None]) -> int:
        """Make the indexes of one or of all knowledge bases again, from what the database has; how many entries."""
        async with self._db.unit_of_work() as uow:
            rows = await DatasetRecords(uow).all()
        total = 0
        for row in rows:
            if dataset_id in (None, row.id):
                done = await self._reindex(row.id)
                total += done
                told(row.name, done)
        return total

    async def _reindex(self, dataset_id: UUID) -> int:
        async with self._db.unit_of_work() as uow:
            known = await EntryRepository(uow, dataset_id).numbers()
        strangers = sorted(await self._index.numbers(dataset_id) - known)
        for start in range(0, len(strangers), _BATCH):
            async with self._db.unit_of_work() as uow:
                await self._index.remove(uow, dataset_id, strangers[start : start + _BATCH])
        done, after = 0, 0
        while entries := await self._entries(dataset_id, after):
            texts = await self._texts(entries)
            words = await self._documents.describe([text for text, _ in texts])
            async with self._db.unit_of_work() as uow:
                await DatasetRecords(uow).next_rev(dataset_id)
                again = [
                    IndexEntry(entry.no, entry.document_id, each.words, marked, entry.vector)
                    for entry, each, (_, marked) in zip(entries, words, texts, strict=True)
                ]
                await self._index.remove(uow, dataset_id, [entry.no for entry in entries])
                await self._index.add(uow, dataset_id, again)
                await DatasetRecords(uow).set_terms_version(dataset_id, VERSION)
            after, done = entries[-1].no, done + len(entries)
            await asyncio.sleep(0)
        return done

    async def _entries(self, dataset_id: UUID, after: int) -> Sequence[EntryRow]:
        async with self._db.unit_of_work() as uow:
            return await EntryRepository(uow, dataset_id).after(after, _BATCH)

    async def _texts(self, entries: Sequence[EntryRow]) -> list[tuple[str, str]]:
        """Of entries their texts and the words of their keywords."""
        async with self._db.unit_of_work() as uow:
            records = SegmentRecords(uow)
            segments = await records.by_id([entry.segment_id for entry in entries])
            children = await records.children_by_id([entry.child_id for entry in entries if entry.child_id])
        found: list[tuple[str, str]] = []
        for entry in entries:
            segment, child = segments.get(entry.segment_id), children.get(entry.child_id) if entry.child_id else None
            names = segment.keywords if segment is not None and segment.keywords else []
            text = child.content if child is not None else segment.content if segment is not None else ""
            found.append((text, " ".join(word for name in names for word in terms(name))))
        return found
