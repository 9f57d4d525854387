"""Drops records that are past their time: once a day, in small batches."""

import asyncio
import contextlib
from datetime import timedelta

from tenon.domain.audit.repository import OldRecordRepository
from tenon.kit.db import Database, utc_now
from tenon.kit.logging import get_log

log = get_log(__name__)

BATCH = 1000
FIRST = 60.0
"""Seconds after the start."""
EVERY = 86_400.0


class AuditRetention:
    """`days` 0: records are kept for good."""

    def __init__(self, db: Database, days: int) -> None:
        self._db, self._days = db, days
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to look."""
        if self._days > 0:
            self._task = asyncio.get_running_loop().create_task(self._keep_looking())

    async def close(self) -> None:
        """Stop."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def prune(self) -> int:
        """Drop what is too old now; how many records went."""
        if self._days <= 0:
            return 0
        limit, dropped = utc_now() - timedelta(days=self._days), 0
        while True:
            async with self._db.unit_of_work() as uow:
                count = await OldRecordRepository(uow).drop(limit, BATCH)
            dropped += count
            if count < BATCH:
                return dropped

    async def _keep_looking(self) -> None:
        await asyncio.sleep(FIRST)
        while True:
            try:
                dropped = await self.prune()
                if dropped:
                    log.info("audit.pruned", records=dropped)
            except Exception as error:
                log.exception("audit.prune_failed", error)
            await asyncio.sleep(EVERY)
