"""The writer that commits rows of many runs together, and the lane each run writes through."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from tenon.kit.db import Row
from tenon.kit.group_commit.batch import Batch, Lost, Target, WriteFailed
from tenon.kit.logging import get_log

log = get_log(__name__)

LINGER = 0.008
"""Seconds that rows nobody waits for may lie before they are committed."""
GATHER = 0.002
"""Seconds the next commit waits under load, so that batches become larger."""
MANY = 16
"""Lanes in a batch from which on the writer counts as loaded."""
LARGEST = 4000
"""Rows from which on a batch is committed although nobody waits."""
HIGH_WATER = 20_000
"""Pending rows from which on new work has to wait."""
RETRIES = 3


class _Open:
    """The batch that is being collected."""

    __slots__ = ("by_lane", "future", "rows")

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.by_lane: dict[Lane, Batch] = {}
        self.rows = 0
        self.future: asyncio.Future[None] = loop.create_future()

    def merged(self) -> Batch:
        whole = Batch()
        for part in self.by_lane.values():
            for table, rows in part.inserts.items():
                whole.inserts.setdefault(table, {}).update(rows)
            for table, rows in part.updates.items():
                whole.updates.setdefault(table, {}).update(rows)
            whole.notices += part.notices
        whole.notices = list(dict.fromkeys(whole.notices))
        return whole


class Lane:
    """The rows of one run. After a failed commit the lane stays failed: its run must end.

    `on_failure` is called once, on the loop, when rows of this lane could not be stored.
    """

    __slots__ = ("_last", "_writer", "error", "on_failure")

    def __init__(self, writer: "GroupCommit", on_failure: Callable[[WriteFailed], None] | None = None) -> None:
        self._writer = writer
        self._last: _Open | None = None
        self.error: WriteFailed | None = None
        self.on_failure = on_failure

    def insert(self, table: type[Row], key: Any, values: dict[str, Any]) -> None:
        """Add a row; one that is there already stays.

        `values` holds every column that is not NULL, the key columns as well, and is kept. A JSON column
        may be given as bytes that are JSON already.
        """
        part = self._part()
        part.inserts.setdefault(table, {})[key] = values

    def update(self, table: type[Row], key: Any, values: Mapping[str, Any]) -> None:
        """Change a row; joined with its insert, or with an earlier change, while that is not committed."""
        part = self._part()
        pending = part.inserts.get(table, {}).get(key)
        if pending is not None:
            pending.update(values)
        else:
            part.updates.setdefault(table, {}).setdefault(key, {}).update(values)

    def put(self, table: type[Row], key: tuple[Any, ...], names: tuple[str, ...], values: dict[str, Any]) -> None:
        """Add a row, or change the one that is there; `names` are the columns of the key, `values` the others."""
        part = self._part()
        former = part.inserts.setdefault(table, {}).get(key, {})
        part.inserts[table][key] = {**former, **values, **dict(zip(names, key, strict=True))}
        changes = part.updates.setdefault(table, {})
        changes[key] = {**changes.get(key, {}), **values}

    def on_durable(self, call: Callable[[], None]) -> None:
        """Have something quick done when what was added so far is durable; dropped when it cannot be stored."""
        self._part()
        assert self._last is not None

        def done(_future: asyncio.Future[None]) -> None:
            if self.error is None:
                call()

        self._last.future.add_done_callback(done)

    def notify(self, notice: str) -> None:
        """Tell other processes, once the rows are durable."""
        if self._writer.notices:
            self._part().notices.append(notice)

    async def flush(self) -> None:
        """Wait until everything of this lane is durable. Raises `WriteFailed`."""
        if self.error is not None:
            raise self.error
        if self._last is not None and not self._last.future.done():
            self._writer.demand()
            await asyncio.shield(self._last.future)
        if self.error is not None:
            raise self.error

    def _part(self) -> Batch:
        opened = self._writer.opened()
        self._last = opened
        opened.rows += 1
        part = opened.by_lane.get(self)
        if part is None:
            part = opened.by_lane[self] = Batch()
        return part

    def fail(self, error: WriteFailed) -> None:
        """Mark the lane as failed; the writer calls this."""
        if self.error is None:
            self.error = error
            if self.on_failure is not None:
                self.on_failure(error)


class GroupCommit:
    """Collects rows and commits them together as soon as the commit before is done.

    An idle writer commits at the end of the loop's turn in which somebody first waits; rows that nobody waits for go
    with the next commit or after `LINGER`. `before_commit` may add rows to every batch (a lease).
    """

    def __init__(self, target: Target, *, notices: bool = False) -> None:
        self._target = target
        self.notices = notices
        self.before_commit: Callable[[Lane], None] | None = None
        self.commits = 0
        self._own = Lane(self)
        self._open: _Open | None = None
        self._busy = False
        self._wanted = False
        self._soon = self._gathering = False
        self._starter: asyncio.Handle | None = None
        self._task: asyncio.Task[None] | None = None

    def lane(self, on_failure: Callable[[WriteFailed], None] | None = None) -> Lane:
        """A lane for a run or a request."""
        return Lane(self, on_failure)

    @property
    def pending(self) -> int:
        """Rows that wait for the next commit."""
        return self._open.rows if self._open is not None else 0

    async def room(self) -> None:
        """Wait while too many rows are pending: called before new work is taken on."""
        while self._open is not None and self._open.rows > HIGH_WATER:
            self.demand()
            await asyncio.shield(self._open.future)

    async def close(self) -> None:
        """Commit what is left and close the target."""
        while self._open is not None or self._busy:
            self.demand()
            if self._task is not None:
                await asyncio.wait([self._task])
            else:
                await asyncio.sleep(0)
        await self._target.close()

    def opened(self) -> _Open:
        """The batch being collected; a new one starts its timer."""
        if self._open is None:
            loop = asyncio.get_running_loop()
            self._open = _Open(loop)
            if not self._busy:
                self._starter = loop.call_later(LINGER, self._start)
        elif self._open.rows >= LARGEST:
            self.demand()
        return self._open

    def demand(self) -> None:
        """Somebody waits: commit as soon as possible."""
        self._wanted = True
        if self._busy or self._open is None:
            return
        if not self._soon and not self._gathering:
            if self._starter is not None:
                self._starter.cancel()
            self._soon = True
            self._starter = asyncio.get_running_loop().call_soon(self._start)

    def _start(self) -> None:
        self._starter, self._soon, self._gathering = None, False, False
        if self._busy or self._open is None:
            return
        self._busy, self._wanted = True, False
        self._task = asyncio.get_running_loop().create_task(self._run())

    async def _run(self) -> None:
        if self.before_commit is not None:
            self.before_commit(self._own)
        opened, self._open = self._open, None
        assert opened is not None
        error: BaseException | None = None
        try:
            await self._commit(opened)
        except BaseException as caught:
            error = caught
        self.commits += 1
        self._finish(opened, error)

    def _finish(self, opened: _Open, error: BaseException | None) -> None:
        self._busy = False
        if error is not None:
            _fail_all(opened, error)
        if not opened.future.done():
            opened.future.set_result(None)
        lanes = len(opened.by_lane)
        opened.by_lane.clear()  # a lane knows its last batch: memory is free without the garbage collector
        if self._open is None:
            return
        loop = asyncio.get_running_loop()
        if self._wanted and lanes < MANY:
            self._soon, self._starter = True, loop.call_soon(self._start)
        else:
            self._gathering = self._wanted
            self._starter = loop.call_later(GATHER if self._wanted else LINGER, self._start)

    async def _commit(self, opened: _Open) -> None:
        try:
            await self._with_retries(opened.merged())
        except Lost:
            raise
        except Exception as error:
            if len(opened.by_lane) == 1 or _for_all(error):
                raise
            log.warning("group_commit.split", error=str(error), lanes=len(opened.by_lane))
            await self._one_by_one(opened)

    async def _one_by_one(self, opened: _Open) -> None:
        """One lane's row is refused: let the others through."""
        for lane, part in opened.by_lane.items():
            try:
                await self._with_retries(part)
            except Exception as error:
                lane.fail(_failure(error))

    async def _with_retries(self, batch: Batch) -> None:
        for attempt in range(RETRIES):
            try:
                return await self._target.commit(batch)
            except Lost:
                if attempt == RETRIES - 1:
                    raise
                await asyncio.sleep(0.05 * 4**attempt)


def _for_all(error: Exception) -> bool:
    text = str(error).lower()
    return any(word in text for word in ("disk", "full", "locked", "readonly", "i/o", "unable to open", "no space"))


def _fail_all(opened: _Open, error: BaseException) -> None:
    log.error("group_commit.failed", error=str(error), lanes=len(opened.by_lane), rows=opened.rows)
    failure = _failure(error)
    for lane in opened.by_lane:
        lane.fail(failure)


def _failure(error: BaseException) -> WriteFailed:
    text = str(error).lower()
    if "disk is full" in text or "no space" in text:
        return WriteFailed("The disk of the database is full. Free some space, then try again.")
    if isinstance(error, Lost) or "locked" in text:
        return WriteFailed("The database cannot be reached. Check that it runs, then try again.")
    return WriteFailed()
