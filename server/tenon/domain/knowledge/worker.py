"""Keeps indexing and deleting going in this process, and takes up what others have left."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any
from uuid import UUID

from tenon.domain.knowledge.background import INDEX, PURGE, Background
from tenon.domain.knowledge.cleanup import Purge
from tenon.domain.knowledge.indexing import Indexer
from tenon.domain.knowledge.repository.documents import DocumentRecords
from tenon.kit.db import Database
from tenon.kit.jobs import Jobs, JobTable
from tenon.kit.logging import get_log
from tenon.ports import IndexPort

log = get_log(__name__)

AT_ONCE = 2
"""Documents that a process works on at once."""
WATCH = 30.0
"""Seconds between looks for what a lost process has left."""


class KnowledgeWorker:
    """Does the background work of knowledge. `alone`: no other process works on the database."""

    def __init__(
        self,
        db: Database,
        indexer: Indexer,
        index: IndexPort,
        purge: Purge,
        background: Background,
        jobs: Jobs,
        *,
        alone: bool,
    ) -> None:
        self._db, self._indexer, self._index_port, self._purge = db, indexer, index, purge
        self._jobs, self._alone = jobs, alone
        self._room = asyncio.Semaphore(AT_ONCE)
        self._running: dict[UUID, asyncio.Task[None]] = {}
        self._others: set[asyncio.Task[None]] = set()
        if alone:
            background.here = self.begin

    def offer(self, table: JobTable) -> None:
        """Offer the jobs to the queue."""
        table.add(INDEX, self._job)
        table.add(PURGE, self._purge.run)

    async def start(self) -> None:
        """Take up what is open."""
        if self._alone:
            async with self._db.unit_of_work() as uow:
                await DocumentRecords(uow).free_all()
                left = await DocumentRecords(uow).open()
            for document_id in left:
                self.begin(document_id)
        self._spawn(self._safely(self._purge.tidy))
        if not self._alone:
            self._spawn(self._watch())

    async def close(self) -> None:
        """Stop; what is open is taken up at the next start."""
        tasks = [*self._running.values(), *self._others]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def begin(self, document_id: UUID | None) -> None:
        """Begin to index a document, or to purge, without waiting for it."""
        if document_id is None:
            self._spawn(self._safely(self._purge.run))
        elif document_id not in self._running or self._running[document_id].done():
            task = asyncio.get_running_loop().create_task(self._index(document_id))
            self._running[document_id] = task
            task.add_done_callback(lambda done: self._ended(document_id, done))
        else:  # it is being worked on and was just begun anew: once more when that has ended
            self._spawn(self._after(self._running[document_id], document_id))

    async def idle(self) -> None:
        """Wait until nothing is being done."""
        while tasks := [*self._running.values(), *self._others]:
            await asyncio.gather(*tasks, return_exceptions=True)
            await asyncio.sleep(0)

    def _ended(self, document_id: UUID, task: asyncio.Task[None]) -> None:
        if self._running.get(document_id) is task:
            del self._running[document_id]

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._others.add(task)
        task.add_done_callback(self._others.discard)

    async def _after(self, task: asyncio.Task[None], document_id: UUID) -> None:
        await asyncio.gather(task, return_exceptions=True)
        self.begin(document_id)

    async def _index(self, document_id: UUID) -> None:
        async with self._room:
            dataset_id = await self._indexer.run(document_id)
        if dataset_id is not None:
            self._spawn(self._safely(lambda: self._index_port.tend(dataset_id)))

    async def _job(self, document_id: str) -> None:
        await self._index(UUID(document_id))

    async def _safely(self, work: Callable[[], Awaitable[None]]) -> None:
        try:
            await work()
        except Exception as error:
            log.exception("knowledge.background_failed", error)

    async def _watch(self) -> None:
        tended = False
        while True:
            await asyncio.sleep(WATCH)
            try:
                async with self._db.unit_of_work() as uow:
                    left = await DocumentRecords(uow).open()
                for document_id in left:
                    await self._index(document_id)
                await self._purge.run()
                if not tended:  # what was being made when a process ended
                    self._spawn(self._safely(self._index_port.tend))
                    tended = True
            except Exception as error:
                log.exception("knowledge.watch_failed", error)
