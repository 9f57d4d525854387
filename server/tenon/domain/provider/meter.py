"""What is used of models: counted in memory, written by the group-commit writer, held against budgets.

Each process has rows of its own, so nothing is read before it is written; sums are made when somebody looks. Budgets
are checked in memory. What other processes used comes in with their notices, so a budget may be passed by what they
use within about a second.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

from tenon.domain.provider.budget import Limit, since, spent_message
from tenon.domain.provider.repository import MeterRepository
from tenon.domain.provider.tables import ModelUsageRow
from tenon.kit.db import Database
from tenon.kit.group_commit import GroupCommit, Lane, WriteFailed
from tenon.kit.ids import uuid7
from tenon.kit.logging import get_log
from tenon.models.errors import QuotaExceeded
from tenon.models.metered import Note, Spent
from tenon.models.port import ModelRef

log = get_log(__name__)
BUDGETS, USED = "model_budget", "model_used"
"""Topics: the budgets of a workspace were changed; another process used models of it. The key is the workspace's id."""
PAUSE = 1.0
"""Seconds between two writes of what was used."""


@dataclass(frozen=True, slots=True)
class Caller:
    """For whom a model is asked."""

    workspace_id: UUID
    app_id: UUID | None = None
    key_id: UUID | None = None


@dataclass(slots=True)
class _Tally:
    """What was used under one heading since this process began, on one day."""

    id: UUID
    calls: int = 0
    failures: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    units: int = 0
    price: Decimal = Decimal(0)
    seconds: float = 0.0
    inserted: bool = False
    durable: bool = False

    def add(self, spent: Spent) -> None:
        self.calls += 1
        self.failures += spent.failed
        usage = spent.usage
        self.prompt_tokens += usage.prompt_tokens
        self.completion_tokens += usage.completion_tokens
        self.units += spent.units
        self.price += usage.total_price
        self.seconds += spent.seconds

    def values(self) -> dict[str, object]:
        names = ("calls", "failures", "prompt_tokens", "completion_tokens", "units", "price", "seconds")
        return {name: getattr(self, name) for name in names}


type _Heading = tuple[str, Caller, str, str, str, str]
"""Day, caller, provider, model, kind, currency."""


@dataclass(slots=True)
class _Ledger:
    """The budgets of a workspace with what is spent of each."""

    day: str
    limits: list[Limit] = field(default_factory=list[Limit])
    stale: bool = False
    loading: asyncio.Task[None] | None = None


class Meter:
    """Counts and limits the use of models. One for the process; `start` gives it the writer."""

    def __init__(self, db: Database, today: Callable[[], str] | None = None) -> None:
        self._db, self._today = db, today or _utc_day
        self._process = uuid7()
        self._tallies: dict[_Heading, _Tally] = {}
        self._dirty: set[_Heading] = set()
        self._ledgers: dict[UUID, _Ledger] = {}
        self._writer: GroupCommit | None = None
        self._lane: Lane | None = None
        self._timer: asyncio.TimerHandle | None = None
        db.changes.follow(BUDGETS, self._budgets_changed)
        db.changes.follow(USED, self._used_elsewhere)

    def start(self, writer: GroupCommit) -> None:
        """Write through this writer from now on."""
        self._writer = writer

    async def close(self) -> None:
        """Write what is left."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        await self.flush()

    async def admit(self, caller: Caller) -> None:
        """Let a call through, or raise `QuotaExceeded`. Waits only for the first call of a workspace and day."""
        ledger = self._ledgers.get(caller.workspace_id)
        if ledger is None or ledger.day != self._today():
            ledger = await self._load(caller.workspace_id)
        elif ledger.stale and ledger.loading is None:
            ledger.stale = False
            ledger.loading = asyncio.get_running_loop().create_task(self._reload(caller.workspace_id, ledger))
        for limit in ledger.limits:
            if limit.spent >= limit.most and limit.covers(caller.app_id, caller.key_id):
                raise QuotaExceeded(spent_message(limit))

    def note(self, caller: Caller, ref: ModelRef) -> Note:
        """What a call of this caller tells its use to."""

        def noted(spent: Spent) -> None:
            self._count(caller, ref, spent)

        return noted

    async def flush(self) -> None:
        """Have everything counted so far stored. A failed write is tried again with the next one."""
        self._write()
        if self._lane is not None:
            try:
                await self._lane.flush()
            except WriteFailed as error:
                log.warning("meter.not_written", error=error.message)

    def _count(self, caller: Caller, ref: ModelRef, spent: Spent) -> None:
        heading = (self._today(), caller, ref.provider, ref.name, ref.kind, spent.usage.currency)
        tally = self._tallies.get(heading)
        if tally is None:
            tally = self._tallies[heading] = _Tally(uuid7())
        tally.add(spent)
        self._dirty.add(heading)
        ledger = self._ledgers.get(caller.workspace_id)
        if ledger is not None:
            for limit in ledger.limits:
                if limit.covers(caller.app_id, caller.key_id):
                    limit.add(spent.usage)
        if self._timer is None and self._writer is not None:
            self._timer = asyncio.get_running_loop().call_later(PAUSE, self._write)

    def _write(self) -> None:
        self._timer = None
        if not self._dirty or self._writer is None:
            return
        if self._lane is None:
            self._lane = self._writer.lane(self._not_written)
        written = [self._tallies[heading] for heading in self._dirty]
        for heading in self._dirty:
            self._put(self._lane, heading, self._tallies[heading])
        workspaces = {heading[1].workspace_id for heading in self._dirty}
        self._dirty.clear()
        self._lane.on_durable(lambda: self._written(written, workspaces))
        today = self._today()
        if any(heading[0] != today and tally.durable for heading, tally in self._tallies.items()):
            self._tallies = {h: t for h, t in self._tallies.items() if h[0] == today or not t.durable}

    def _put(self, lane: Lane, heading: _Heading, tally: _Tally) -> None:
        day, caller, provider, model, kind, currency = heading
        if tally.inserted:
            lane.update(ModelUsageRow, tally.id, tally.values())
            return
        tally.inserted = True
        values = {
            "id": tally.id,
            "process": self._process,
            "workspace_id": caller.workspace_id,
            "day": day,
            "app_id": caller.app_id,
            "key_id": caller.key_id,
            "provider": provider,
            "model": model,
            "model_type": kind,
            "currency": currency,
        }
        lane.insert(ModelUsageRow, tally.id, {**values, **tally.values()})

    def _written(self, tallies: list[_Tally], workspaces: set[UUID]) -> None:
        for tally in tallies:
            tally.durable = True
        forward = self._db.changes.forward
        if forward is not None:
            for workspace_id in workspaces:
                forward(USED, str(workspace_id))

    def _not_written(self, error: WriteFailed) -> None:
        """Begin anew: everything that is not known to be stored is written with the next call."""
        self._lane = None
        for heading, tally in self._tallies.items():
            tally.inserted = tally.durable
            self._dirty.add(heading)

    def _budgets_changed(self, key: str) -> None:
        self._ledgers.pop(UUID(key), None)

    def _used_elsewhere(self, key: str) -> None:
        ledger = self._ledgers.get(UUID(key))
        if ledger is not None and ledger.limits:
            ledger.stale = True

    async def _reload(self, workspace_id: UUID, ledger: _Ledger) -> None:
        try:
            if self._ledgers.get(workspace_id) is ledger:
                await self._load(workspace_id)
        except Exception as error:
            log.exception("meter.not_read", error)
            ledger.stale = True
        finally:
            ledger.loading = None

    async def _load(self, workspace_id: UUID) -> _Ledger:
        """Budgets with what was spent: stored rows, but of this process and day what is in memory."""
        day = self._today()
        async with self._db.unit_of_work() as uow:
            repository = MeterRepository(uow, workspace_id)
            limits = [Limit.of(row) for row in await repository.budgets() if row.enabled]
            for limit in limits:
                limit.spent = await repository.spent(limit, since(limit.period, day), self._process, day)
        for heading, tally in self._tallies.items():
            if heading[0] == day and heading[1].workspace_id == workspace_id:
                for limit in limits:
                    if limit.covers(heading[1].app_id, heading[1].key_id):
                        limit.add_counted(tally.prompt_tokens + tally.completion_tokens, tally.price, heading[5])
        ledger = self._ledgers[workspace_id] = _Ledger(day, limits)
        return ledger


def _utc_day() -> str:
    return datetime.now(UTC).date().isoformat()
