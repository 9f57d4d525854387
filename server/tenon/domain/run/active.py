"""A run while it goes on: takes the engine's events, writes records, feeds the stream, ends it durably."""

import asyncio
import time
from typing import Any, Protocol
from uuid import UUID

from tenon.domain.run.guard import OutputGuard, replaced_event
from tenon.domain.run.projection import Projection, error_event
from tenon.domain.run.records import finished_values, node_values
from tenon.domain.run.spec import RunRequest
from tenon.domain.run.stream import RunStream, Serialiser
from tenon.domain.run.tables import NodeRunRow, RunRow
from tenon.engine.events import Event, NodeFinished, RunFinished, TextChunk
from tenon.errors import TenonError
from tenon.kit.group_commit import GroupCommit, Lane, WriteFailed
from tenon.kit.logging import get_log

log = get_log(__name__)

COSTLY = 0.001
"""Seconds from which on a finished node is made durable before a client hears of it."""
BROKEN_OFF = "The run broke off; the server's log says why."


class EngineRun(Protocol):
    """The part of `engine.run.Run` that is used here."""

    async def execute(self) -> RunFinished:
        """Run to the end."""
        ...

    def stop(self, reason: str) -> None:
        """End it early."""
        ...


class RunVoice(Protocol):
    """Speaks an answer while it is written."""

    def said(self, text: str) -> None:
        """Take a piece of the answer."""
        ...

    def hush(self) -> None:
        """Say nothing more."""
        ...

    async def finish(self, *, whole: bool) -> None:
        """Speak what is left of a `whole` answer, and send the end of the sound."""
        ...


class ActiveRun:
    """One run in this process. `finished` holds its end, or the error that kept it from being stored."""

    def __init__(
        self,
        request: RunRequest,
        writer: GroupCommit,
        projection: Projection,
        serialise: Serialiser,
        last_seq: int = 0,
    ) -> None:
        self.request = request
        self.id: UUID = request.id
        self.lane: Lane = writer.lane(self._storage_failed)
        self.stream = RunStream(request.id, self.lane, serialise, last_seq)
        self.projection = projection
        self.started = time.monotonic()
        self.finished: asyncio.Future[RunFinished] = asyncio.get_running_loop().create_future()
        self.result: RunFinished | None = None
        self.engine: EngineRun | None = None
        self.guard: OutputGuard | None = None
        self.voice: RunVoice | None = None
        self._releases: set[asyncio.Task[None]] = set()
        self._stop_reason: str | None = None

    def watched_by(self, guard: OutputGuard) -> None:
        """Have a guard see the events first."""
        self.guard = guard
        guard.attach(self)

    def say(self, event: TextChunk) -> None:
        """Send a piece of the answer that the guard has let through."""
        self.on_event(event)

    def put_in_place(self, answer: str, reason: str) -> None:
        """Have clients show this text instead of all that was sent."""
        if self.voice is not None:
            self.voice.hush()
        self.stream.emit(replaced_event(self.request, answer, reason))

    def on_watched_event(self, event: Event) -> None:
        """Take an event of the engine that the guard sees first."""
        if self.guard is None or self.guard.passes(event):
            self.on_event(event)

    def on_event(self, event: Event) -> None:
        """Take an event of the engine."""
        if isinstance(event, TextChunk) and (form := self.projection.text(event)) is not None:
            self.stream.emit_text(form, event.text)
            if self.voice is not None:
                self.voice.said(event.text)
            return
        kind = type(event)
        if kind is RunFinished:
            self.result = event  # pyright: ignore[reportAttributeAccessIssue] - narrowed by the exact class
            return
        if kind is NodeFinished:
            self._node_finished(event)  # pyright: ignore[reportArgumentType]
            return
        for wire in self.projection.events(event):
            self.stream.emit(wire)

    async def barrier(self) -> None:
        """Make everything so far durable: awaited before a node with side effects."""
        self.stream.store()
        await self.lane.flush()

    def stop(self, reason: str) -> None:
        """Stop the run; it ends as `stopped`."""
        self._stop_reason = reason
        if self.voice is not None:
            self.voice.hush()
        if self.engine is not None:
            self.engine.stop(reason)

    async def wait(self) -> RunFinished:
        """The end, once it is durable; the run goes on when the waiter leaves. Raises `WriteFailed`."""
        return await asyncio.shield(self.finished)

    async def drive(self, engine: EngineRun) -> None:
        """Execute to the end and make the end durable. Cancelling leaves the run open for a resume."""
        self.engine = engine
        if self._stop_reason is not None:
            engine.stop(self._stop_reason)
        try:
            await engine.execute()
        except Exception as error:
            log.exception("run.broken", error, run_id=str(self.id))
            self.result = self._broken(error)
        if self.result is None:
            self.result = self._broken(None)
        if self.guard is not None:
            try:
                self.result = await self.guard.settle(self.result)
            except Exception as error:
                log.exception("run.guard_broken", error, run_id=str(self.id))
                self.result = self._broken(error)
        self.engine = None  # it knows this run: memory is free without the garbage collector
        await self._end(self.result)

    def _node_finished(self, event: NodeFinished) -> None:
        self.lane.insert(NodeRunRow, UUID(event.id), node_values(self.id, event, event.index))
        release = self.stream.shut() if event.elapsed >= COSTLY else None
        for wire in self.projection.events(event):
            self.stream.emit(wire)
        if release is not None:
            task = asyncio.get_running_loop().create_task(self._release(release))
            self._releases.add(task)
            task.add_done_callback(self._releases.discard)

    async def _release(self, release: Any) -> None:
        try:
            await self.barrier()
        except WriteFailed:
            return  # the lane's failure ends the run
        release()

    async def _end(self, finished: RunFinished) -> None:
        self.stream.shut()
        finished = self.result = self._tell_end(finished)
        try:
            await self.lane.flush()
        except WriteFailed as error:
            self.stream.drop_held()
            self.stream.open()
            for wire in self._last_words(error):
                self.stream.emit(wire)
            self.stream.close()
            self.finished.set_exception(error)
            self.finished.exception()  # nobody may be waiting
            return
        finally:
            self.lane.on_failure = None  # the same: it knows this run
        self.stream.open()
        for task in self._releases:
            task.cancel()
        if self.voice is not None:
            self.finished.set_result(finished)
            await self._speak_rest(self.voice, finished)
        self.stream.close()
        if self.voice is None:
            self.finished.set_result(finished)

    def _tell_end(self, finished: RunFinished) -> RunFinished:
        """Hand the end to writer and stream; the one that was told. A fault on the way makes it a failure."""
        try:
            for wire in list(self.projection.finish(self.lane, finished)):
                self.stream.emit(wire)
        except Exception as error:
            log.exception("run.end_broken", error, run_id=str(self.id))
            finished = self._broken(error)
            self.projection.abandon(self.lane, finished.error or "")
            for wire in self._last_words(error):
                self.stream.emit(wire)
        self.lane.update(RunRow, self.id, finished_values(finished))
        self.stream.store()
        return finished

    def _last_words(self, error: Exception) -> list[dict[str, Any]]:
        """Events instead of an end in good order."""
        known = error if isinstance(error, TenonError) else TenonError(BROKEN_OFF)
        try:
            return list(self.projection.failed(known))
        except Exception as fault:
            log.exception("run.end_broken", fault, run_id=str(self.id))
            return [error_event({}, known)]

    async def _speak_rest(self, voice: RunVoice, finished: RunFinished) -> None:
        try:
            await voice.finish(whole=finished.status in ("succeeded", "partial-succeeded"))
        except Exception as error:  # the answer itself is told and stored
            log.exception("run.voice_broken", error, run_id=str(self.id))

    def _storage_failed(self, error: WriteFailed) -> None:
        if self.engine is not None:
            self.engine.stop(error.message)

    def _broken(self, error: Exception | None) -> RunFinished:
        now = time.time()
        text = error.message if isinstance(error, TenonError) else BROKEN_OFF
        return RunFinished(
            run_id=str(self.id),
            status="failed",
            outputs={},
            at=now,
            elapsed=time.monotonic() - self.started,
            total_tokens=0,
            total_steps=0,
            exceptions_count=0,
            error=text,
        )
