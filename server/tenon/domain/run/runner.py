"""Starts runs in this process, knows those that go on, stops them, and lets clients attach."""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from tenon.domain.run.active import ActiveRun, EngineRun, RunVoice
from tenon.domain.run.canned import CANNED, CannedRun
from tenon.domain.run.guard import OutputGuard
from tenon.domain.run.lease import RENEW, Lease
from tenon.domain.run.ports import PortsFactory
from tenon.domain.run.projection import Projection, WorkflowProjection
from tenon.domain.run.records import run_values
from tenon.domain.run.spec import RunRequest
from tenon.domain.run.tables import GraphSnapshotRow, RunRow
from tenon.engine.events import Event, NodeFinished
from tenon.engine.run import Run
from tenon.engine.single import SingleRun
from tenon.engine.state import Limits, NodeRecord
from tenon.errors import TooManyRequests
from tenon.kit.db import utc_now
from tenon.kit.events import Signals
from tenon.kit.group_commit import GroupCommit, Lane
from tenon.kit.logging import get_log

log = get_log(__name__)

SLOT_SECONDS = 600
"""A run counts against the app's limit for at most so long."""
CLOSE_WAIT = 5.0

type ProjectionMaker = Callable[[RunRequest], Projection]
type Watch = Callable[[RunRequest, Lane], Callable[[Event], None] | None]
"""What is told of the events of a try in the console, with the lane of the run; None: not of this one."""
type Abandoned = Callable[[Lane, RunRow, str], None]
"""Adds rows when a run is given up: lane, the run as stored, why."""


class Runner:
    """The runs of this process. `makers` gives, per app mode, the projection that a resumed run needs.

    `on_abandoned` is called for a run that is given up. `elsewhere` counts an app's runs in other processes.
    """

    def __init__(
        self, writer: GroupCommit, lease: Lease, ports: PortsFactory, signals: Signals, limits: Limits
    ) -> None:
        self.writer, self.lease, self._ports, self._signals, self._limits = writer, lease, ports, signals, limits
        self.makers: dict[str, ProjectionMaker] = {"workflow": WorkflowProjection}
        self.on_abandoned: list[Abandoned] = []
        self.guards: Callable[[RunRequest], OutputGuard | None] | None = None
        self.voices: Callable[[ActiveRun], RunVoice | None] | None = None
        self.watch: Watch | None = None
        self.elsewhere: Callable[[UUID], Awaitable[int]] | None = None
        self._active: dict[UUID, ActiveRun] = {}
        self._by_app: dict[UUID, dict[UUID, float]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._closing = False
        writer.before_commit = lease.renew
        signals.listen("stop", self._stop_signal)
        self._heart: asyncio.TimerHandle | None = None

    def active(self, run_id: UUID) -> ActiveRun | None:
        """The run, when it goes on in this process."""
        return self._active.get(run_id)

    def ids(self) -> list[UUID]:
        """The runs that go on."""
        return list(self._active)

    @property
    def count(self) -> int:
        """Runs that go on."""
        return len(self._active)

    async def check_limit(self, app_id: UUID, limit: int) -> None:
        """Raise `TooManyRequests` when the app has as many runs as it may, in all processes together."""
        if limit <= 0:
            return
        others = await self.elsewhere(app_id) if self.elsewhere is not None else 0
        since = time.monotonic() - SLOT_SECONDS
        if others + sum(1 for at in self._by_app.get(app_id, {}).values() if at > since) >= limit:
            raise TooManyRequests(
                "Too many requests. Please try again later. The current maximum concurrent requests allowed for "
                f"{app_id} is {limit}."
            )

    async def start(
        self, request: RunRequest, projection: Projection, rows: Callable[[Lane], None] | None = None
    ) -> ActiveRun:
        """Store the run with `rows` and set it going; it goes on when the caller leaves.

        Nothing is durable yet on return: a caller that acknowledges the run awaits `lane.flush()` first. Raises
        `TooManyRequests`.
        """
        await self.check_limit(request.version.app_id, request.limit)
        await self.writer.room()
        run = ActiveRun(request, self.writer, projection, self._ports.serialiser(request))
        engine = self._prepare(run, (), resumed=False)
        version = request.version
        if version.graph_id is not None:
            run.lane.insert(
                GraphSnapshotRow,
                (version.graph_id, version.workspace_id),
                {"id": version.graph_id, "workspace_id": version.workspace_id, "graph": version.stored_graph},
            )
        run.lane.insert(RunRow, run.id, run_values(request, self.lease.owner, utc_now()))
        if rows is not None:
            rows(run.lane)
        self._launch(run, engine)
        return run

    def resume(self, request: RunRequest, done: Sequence[NodeFinished], last_seq: int) -> ActiveRun:
        """Take up a run whose process is gone, with the nodes that are `done`; its row is ours already."""
        projection = self.makers[request.version.mode](request)
        projection.take_over(done)
        records = [NodeRecord.of(event) for event in done]
        run = ActiveRun(request, self.writer, projection, self._ports.serialiser(request), last_seq)
        self._launch(run, self._prepare(run, records, resumed=True))
        return run

    async def stop(self, run_id: UUID, reason: str) -> None:
        """Stop a run wherever it goes on; nothing happens when it has ended."""
        run = self._active.get(run_id)
        if run is not None:
            run.stop(reason)
        else:
            await self._signals.send("stop", f"{run_id} {reason}")

    def spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Do something small in the background; it is cancelled when the server closes."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def close(self) -> None:
        """Leave runs to the next start: what is durable stays, the lease ends."""
        self._closing = True
        for task in list(self._tasks):
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=CLOSE_WAIT)
        if self._heart is not None:
            self._heart.cancel()
        for run in list(self._active.values()):
            run.stream.store()
            run.stream.close()

    def _prepare(self, run: ActiveRun, records: Sequence[NodeRecord], *, resumed: bool) -> EngineRun:
        """Everything that may go wrong before a run is stored."""
        request = run.request
        if request.only is not None:
            return self._engine(run, records, self._watched(run, run.on_event), resumed=resumed)
        guard = self.guards(request) if self.guards is not None else None
        if guard is not None:
            run.watched_by(guard)
        if self.voices is not None and not resumed:
            run.voice = self.voices(run)
        on_event = run.on_event if guard is None else run.on_watched_event
        if request.triggered_from != "app-run":
            on_event = self._watched(run, on_event)
        if CANNED in request.extra:
            return CannedRun(request, run.on_event)
        return self._engine(run, records, on_event, resumed=resumed)

    def _watched(self, run: ActiveRun, on_event: Callable[[Event], None]) -> Callable[[Event], None]:
        """The same with one more listener, where there is one for this run."""
        also = self.watch(run.request, run.lane) if self.watch is not None else None
        if also is None:
            return on_event

        def both(event: Event) -> None:
            on_event(event)
            also(event)

        return both

    def _launch(self, run: ActiveRun, engine: EngineRun) -> None:
        self._active[run.id] = run
        self._by_app.setdefault(run.request.version.app_id, {})[run.id] = run.started
        self._beat()
        self.spawn(self._drive(run, engine))

    def _engine(
        self, run: ActiveRun, records: Sequence[NodeRecord], on_event: Callable[[Event], None], *, resumed: bool
    ) -> EngineRun:
        request = run.request
        version, only = request.version, request.only
        make = Run if only is None else partial(SingleRun, node_id=only.node_id, values=only.values)
        return make(
            version.graph,
            self._ports.of(request),
            run_id=str(run.id),
            mode=version.engine_mode,
            inputs=request.inputs,
            system=request.system,
            environment=version.environment,
            conversation=request.conversation,
            secrets=version.secrets,
            limits=self._limits,
            replay=records,
            resumed=resumed,
            barrier=run.barrier,
            on_event=on_event,
        )

    async def _drive(self, run: ActiveRun, engine: EngineRun) -> None:
        try:
            await run.drive(engine)
        finally:
            if run.voice is not None:
                run.voice.hush()
            if not self._closing:
                self._forget(run)
        if run.finished.exception() is not None:
            await self._end_later(run)

    def _forget(self, run: ActiveRun) -> None:
        self._active.pop(run.id, None)
        of_app = self._by_app.get(run.request.version.app_id)
        if of_app is not None:
            of_app.pop(run.id, None)
            if not of_app:
                del self._by_app[run.request.version.app_id]

    async def _end_later(self, run: ActiveRun) -> None:
        """The end of a run could not be stored: try until the database is back, so that no run stays open."""
        delay = 1.0
        while True:
            await asyncio.sleep(delay)
            lane = self.writer.lane()
            lane.update(
                RunRow,
                run.id,
                {"status": "failed", "error": "The run's data could not be stored.", "finished_at": utc_now()},
            )
            with contextlib.suppress(Exception):
                await lane.flush()
                log.warning("run.ended_late", run_id=str(run.id))
                return
            delay = min(delay * 2, 60)

    def _beat(self) -> None:
        """Renew the lease while runs go on, also when nothing is written."""
        if self._heart is None:
            self._heart = asyncio.get_running_loop().call_later(RENEW, self._on_beat)

    def _on_beat(self) -> None:
        self._heart = None
        if self._active:
            self.lease.renew(self.writer.lane())
            self._beat()

    def _stop_signal(self, message: str) -> None:
        run_id, _, reason = message.partition(" ")
        run = self._active.get(UUID(run_id))
        if run is not None:
            run.stop(reason)
