"""Switches documents off that nobody has needed for long, once a day, and on again for who asks."""

import asyncio
from datetime import datetime, timedelta
from uuid import UUID

from tenon.domain.knowledge import access
from tenon.domain.knowledge.access import Actor
from tenon.domain.knowledge.repository.datasets import DatasetRecords, DatasetRepository
from tenon.domain.knowledge.repository.documents import DocumentRecords, DocumentRepository
from tenon.domain.knowledge.repository.segments import EntryRepository
from tenon.kit.db import Database, UnitOfWork, utc_now
from tenon.kit.logging import get_log

log = get_log(__name__)

_HOUR = 3
"""When it is done, UTC."""
_BATCH = 50


class IdleDocuments:
    """The daily task; `days` is how long a document may be idle, 0: for ever."""

    def __init__(self, db: Database, days: int) -> None:
        self._db, self._days = db, days
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Wait for the hour, every day."""
        if self._days > 0:
            self._task = asyncio.get_running_loop().create_task(self._daily())

    async def close(self) -> None:
        """Stop."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def run(self, now: datetime) -> int:
        """Switch off what has been idle; how many documents. Safe to run twice."""
        count = 0
        while True:
            async with self._db.unit_of_work() as uow:
                rows = await DocumentRecords(uow).idle(now - timedelta(days=self._days), _BATCH)
                for row in rows:
                    row.enabled, row.disabled_at, row.disabled_by, row.idle_at = False, now, None, now
                    rev = await DatasetRecords(uow).next_rev(row.dataset_id)
                    await EntryRepository(uow, row.dataset_id).set_live(
                        rev, False, document_id=row.id, segment_ids=None
                    )
            count += len(rows)
            if len(rows) < _BATCH:
                return count

    async def _daily(self) -> None:
        while True:
            now = utc_now()
            due = now.replace(hour=_HOUR, minute=0, second=0, microsecond=0)
            due += timedelta(days=1) if due <= now else timedelta()
            await asyncio.sleep((due - now).total_seconds())
            try:
                log.info("knowledge.idle_documents", count=await self.run(utc_now()))
            except Exception as error:
                log.exception("knowledge.idle_failed", error)


async def count(uow: UnitOfWork, who: Actor, dataset_id: UUID) -> int:
    """Documents of a knowledge base that were switched off as idle. Raises `DatasetNotFound`."""
    return len(await DocumentRepository(uow, await access.get(uow, who, dataset_id)).idle())


async def restore(uow: UnitOfWork, who: Actor, dataset_id: UUID) -> int:
    """Switch them on again; how many. Raises `DatasetNotFound`."""
    dataset = await access.get(uow, who, dataset_id)
    rows = await DocumentRepository(uow, dataset).idle()
    if not rows:
        return 0
    rev = await DatasetRepository(uow, dataset.workspace_id).next_rev(dataset.id)
    for row in rows:
        row.enabled, row.disabled_at, row.idle_at, row.updated_at = True, None, None, utc_now()
        await uow.session.flush()
        live = not row.archived
        await EntryRepository(uow, dataset.id).set_live(rev, live, document_id=row.id, segment_ids=None)
    return len(rows)
