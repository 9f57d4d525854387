"""Lets a client follow a run from a given event on: in this process, in another one, or one that has ended."""

import asyncio
from collections.abc import Callable
from uuid import UUID

import orjson

from tenon.domain.run.repository import RunRepository
from tenon.domain.run.runner import Runner
from tenon.domain.run.stream import View, line_for
from tenon.domain.run.stretches import stored_lines
from tenon.kit.db import Database
from tenon.kit.events import Signals
from tenon.kit.sse import Frames, frame

_EXECUTED = ("node_finished", "iteration_completed", "loop_completed")
POLL = 0.5
"""Seconds between looks at a run of another process when no signal comes."""


class Follower:
    """Fills frames with stored events and then with those that come."""

    def __init__(self, db: Database, runner: Runner, signals: Signals) -> None:
        self.db, self._runner, self._signals = db, runner, signals

    async def follow(self, run_id: UUID, view: View, after: int) -> Frames:
        """Every event after number `after`, then the live ones."""
        frames = Frames()
        joined, after = await self._join(frames, run_id, view, after)
        if not joined:
            self._runner.spawn(self._copy(frames, run_id, view, after))
        return frames

    async def live(self, run_id: UUID, view: View, *, snapshot: bool) -> Frames:
        """Events from now on; with `snapshot` first one per executed node."""
        frames = Frames()
        if snapshot:
            before, last = await self._snapshot(run_id, view)
            if before:
                frames.put(before)
            joined, last = await self._join(frames, run_id, view, last)
            if not joined:
                self._runner.spawn(self._copy(frames, run_id, view, last))
            return frames
        async with self.db.unit_of_work() as uow:
            last = await RunRepository(uow).last_seq(run_id)
        active = self._runner.active(run_id)
        if active is not None:
            active.stream.subscribe(frames, view)
        else:
            self._runner.spawn(self._copy(frames, run_id, view, last))
        return frames

    async def _snapshot(self, run_id: UUID, view: View) -> tuple[bytes, int]:
        """One event per executed node, and the number of the last event that was looked at."""
        active = self._runner.active(run_id)
        sent = None
        if active is not None:
            sent = active.stream.sent
            await active.barrier()
        async with self.db.unit_of_work() as uow:
            rows = await RunRepository(uow).events(run_id)
        seen = [(seq, line) for seq, line in stored_lines(rows, 0) if sent is None or seq <= sent]
        nodes = [frame(line_for(view, seq, line)) for seq, line in seen if _name(line) in _EXECUTED]
        return b"".join(nodes), seen[-1][0] if seen else 0

    async def ended(self, run_id: UUID, view: View) -> Frames:
        """The one last event of a run that is over."""
        frames = Frames()
        async with self.db.unit_of_work() as uow:
            rows = await RunRepository(uow).events(run_id)
        for seq, line in stored_lines(rows, 0):
            if _name(line) == "workflow_finished":
                frames.put(frame(line_for(view, seq, line)))
        frames.close()
        return frames

    async def _join(self, frames: Frames, run_id: UUID, view: View, after: int) -> tuple[bool, int]:
        """Attach to the run in this process, with what is stored before; whether, and the number of the last event.

        What is stored is read first, so that a reader gets events in their order and none after the end.
        """
        while (active := self._runner.active(run_id)) is not None:
            upto = active.stream.stored_upto(after)
            if not upto:
                active.stream.subscribe(frames, view, after)
                return True, after
            await active.lane.flush()
            async with self.db.unit_of_work() as uow:
                rows = await RunRepository(uow).events(run_id, after)
            for seq, line in stored_lines(rows, after):
                if seq <= upto:
                    frames.put(frame(line_for(view, seq, line)))
            after = upto
        return False, after

    async def _copy(self, frames: Frames, run_id: UUID, view: View, after: int) -> None:
        wake = asyncio.Event()

        def signalled(key: str) -> None:
            if key == str(run_id):
                wake.set()

        off: Callable[[], None] = self._signals.listen("events", signalled)
        try:
            while not frames.closed:
                wake.clear()
                joined, after = await self._join(frames, run_id, view, after)
                if joined:
                    return
                async with self.db.unit_of_work() as uow:
                    repository = RunRepository(uow)
                    status = await repository.status(run_id)
                    rows = await repository.events(run_id, after)
                for seq, line in stored_lines(rows, after):
                    frames.put(frame(line_for(view, seq, line)))
                    after = seq
                if status != "running":
                    frames.close()
                    return
                try:
                    await asyncio.wait_for(wake.wait(), POLL)
                except TimeoutError:
                    continue
        except BaseException:
            frames.close()  # a reader never waits for what does not come
            raise
        finally:
            off()


def _name(line: bytes) -> str:
    return orjson.loads(line).get("event", "")
