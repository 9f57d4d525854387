"""Counts hits and keeps questions, a moment after the answer: retrieval does not wait for them."""

import asyncio
from collections import Counter
from typing import Any
from uuid import UUID

from tenon.domain.knowledge.repository.datasets import DatasetRecords
from tenon.domain.knowledge.repository.documents import DocumentRecords
from tenon.domain.knowledge.repository.segments import SegmentRecords
from tenon.kit.db import Database
from tenon.kit.logging import get_log

log = get_log(__name__)

_WAIT = 0.5
_MOST = 5000


class Recorder:
    """Collects for a moment and writes at once."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._segments: Counter[UUID] = Counter()
        self._documents: Counter[UUID] = Counter()
        self._queries: list[dict[str, Any]] = []
        self._task: asyncio.Task[None] | None = None

    def note(self, query: dict[str, Any], hits: list[tuple[UUID, UUID]]) -> None:
        """A question with the segments and documents it found."""
        if len(self._queries) < _MOST:
            self._queries.append(query)
        self._segments.update(segment for segment, _ in hits)
        self._documents.update({document for _, document in hits})
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._later())

    async def flush(self) -> None:
        """Write what was collected."""
        segments, documents, queries = self._segments, self._documents, self._queries
        if not queries and not segments:
            return
        self._segments, self._documents, self._queries = Counter(), Counter(), []
        try:
            async with self._db.unit_of_work() as uow:
                await SegmentRecords(uow).count_hits(dict(sorted(segments.items())))
                await DocumentRecords(uow).count_hits(dict(sorted(documents.items())))
                await DatasetRecords(uow).add_queries(queries)
        except Exception as error:
            log.exception("knowledge.hits_lost", error, hits=segments.total())

    async def close(self) -> None:
        """Write the rest."""
        if self._task is not None:
            self._task.cancel()
        await self.flush()

    async def _later(self) -> None:
        await asyncio.sleep(_WAIT)
        await asyncio.shield(self.flush())
