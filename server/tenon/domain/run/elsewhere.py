"""Runs that go on in other servers on the same database."""

from datetime import timedelta
from uuid import UUID

from tenon.domain.run.repository import RunRepository
from tenon.kit.db import Database, utc_now


class Elsewhere:
    """Counts what other processes run. `owner` is this one."""

    def __init__(self, db: Database, owner: str, seconds: float) -> None:
        self._db, self._owner, self._seconds = db, owner, seconds

    async def running(self, app_id: UUID) -> int:
        """Runs of an app that others began in the last `seconds`; what they have not stored yet is not seen."""
        async with self._db.unit_of_work() as uow:
            since = utc_now() - timedelta(seconds=self._seconds)
            return await RunRepository(uow).running_elsewhere(app_id, self._owner, since)
