"""Takes up runs whose process is gone, so that every acknowledged run reaches an end."""

import asyncio
import contextlib
import time
from typing import Any
from uuid import UUID

from tenon.domain.run.records import node_finished, request_from
from tenon.domain.run.repository import OpenRunRepository, RunRepository
from tenon.domain.run.runner import Runner
from tenon.domain.run.spec import STEP, Actor
from tenon.domain.run.tables import RunEventRow, RunRow
from tenon.domain.run.versions import Versions
from tenon.engine.basic.compile import MODES as BASIC_MODES
from tenon.engine.events import RunFinished
from tenon.engine.wire import Wire, encode
from tenon.errors import TenonError
from tenon.kit.db import Database, utc_now
from tenon.kit.logging import get_log

log = get_log(__name__)

MOST_ATTEMPTS = 5
"""A run that was interrupted so often is given up: it may be what brings the server down."""
AT_ONCE = 32
WATCH = 5.0
"""Seconds between looks for silent processes."""


class Resumer:
    """Looks for open runs of dead processes at the start, and later when other processes may share the database."""

    def __init__(self, db: Database, runner: Runner, versions: Versions) -> None:
        self._db, self._runner, self._versions = db, runner, versions
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._watch: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Take up what is surely free now; keep watching while others may die."""
        waiting = await self.sweep()
        if waiting or self._db.dialect == "postgresql":
            self._watch = asyncio.get_running_loop().create_task(self._keep_watching())

    async def close(self) -> None:
        """Stop watching."""
        if self._watch is not None:
            self._watch.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._watch

    async def sweep(self) -> bool:
        """One look. Whether open runs remain whose process may still live."""
        lease = self._runner.lease
        claimed: list[UUID] = []
        waiting = False
        async with self._db.unit_of_work() as uow:
            repository = OpenRunRepository(uow)
            for owner, row in (await repository.owners()).items():
                if owner == lease.owner:
                    continue
                if not lease.is_dead(row):
                    waiting = True
                    continue
                claimed += await repository.claim(owner, lease.owner)
                await repository.drop_lease(owner)
        for run_id in claimed:
            self._runner.spawn(self._resume(run_id))
        return waiting

    async def _keep_watching(self) -> None:
        while True:
            await asyncio.sleep(WATCH)
            try:
                waiting = await self.sweep()
            except Exception as error:
                log.exception("run.watch_failed", error)
                continue
            if not waiting and self._db.dialect != "postgresql":
                return

    async def _resume(self, run_id: UUID) -> None:
        async with self._slots:
            async with self._db.unit_of_work() as uow:
                row = await OpenRunRepository(uow).get(run_id)
            if row is None:
                return
            try:
                if row.attempt > MOST_ATTEMPTS:
                    raise TenonError(f"The run was interrupted {MOST_ATTEMPTS} times and is given up.")
                if row.triggered_from == STEP:
                    raise TenonError("The server was restarted while this node ran. Run it again.")
                await self._take_up(row)
            except Exception as error:
                log.exception("run.resume_failed", error, run_id=str(run_id))
                text = error.message if isinstance(error, TenonError) else "The run could not be taken up again."
                await self._give_up(row, text)

    async def _take_up(self, row: RunRow) -> None:
        async with self._db.unit_of_work() as uow:
            repository = RunRepository(uow)
            graph = await repository.graph(row.workspace_id, row.graph_id) if row.graph_id else None
            nodes = [node for node in await repository.nodes(row.id) if node.status in ("succeeded", "exception")]
            last = await repository.last_seq(row.id)
        done = list(map(node_finished, nodes))
        version = await self._versions.for_resume(row, graph)
        if version is None:
            raise TenonError("The workflow of this run was deleted.")
        run = self._runner.resume(request_from(row, version), done, last)
        log.info("run.resumed", run_id=str(row.id), attempt=row.attempt, finished_nodes=len(done))
        await asyncio.wait([run.finished])

    async def _give_up(self, row: RunRow, text: str) -> None:
        """End a run that cannot go on, with the events a client waits for."""
        async with self._db.unit_of_work() as uow:
            seq = await RunRepository(uow).last_seq(row.id)
        lane = self._runner.writer.lane()
        lane.update(RunRow, row.id, {"status": "failed", "error": text, "finished_at": utc_now()})
        lines = [encode(event) for event in _end_events(row, text)]
        event = {"run_id": row.id, "seq": seq + 1, "last_seq": seq + len(lines), "form": "json"}
        lane.insert(RunEventRow, (row.id, seq + 1), {**event, "lines": b"\n".join(lines)})
        for add in self._runner.on_abandoned:
            add(lane, row, text)
        await lane.flush()


def _end_events(row: RunRow, text: str) -> list[dict[str, Any]]:
    id, workflow_id = str(row.id), str(row.workflow_id)
    created_by = Actor.from_stored(row.spec["actor"]).wire()
    error: dict[str, Any] = {"code": "internal_server_error", "status": 500, "message": text}
    if row.mode in BASIC_MODES:
        head = {"message_id": str(row.message_id), "created_at": int(row.created_at.timestamp())}
        if row.mode != "completion":
            head = {"conversation_id": str(row.conversation_id), **head}
        return [{"event": "error", **head, **error}]
    if row.conversation_id is None:
        wire = Wire.workflow(task_id=id, run_id=id, workflow_id=workflow_id, created_by=created_by)
    else:
        conversation_id, message_id = str(row.conversation_id), str(row.message_id)
        created_at = int(row.created_at.timestamp())
        head = {"conversation_id": conversation_id, "message_id": message_id, "created_at": created_at}
        wire = Wire.chatflow(
            task_id=id,
            run_id=id,
            workflow_id=workflow_id,
            conversation_id=conversation_id,
            message_id=message_id,
            created_at=created_at,
            created_by=created_by,
        )
        error = {"event": "error", **head, **error}
    now = time.time()
    elapsed = now - row.created_at.timestamp()
    finished = wire.payload(RunFinished(id, "failed", {}, now, elapsed, 0, 0, 0, error=text))
    events = [finished] if finished is not None else []
    return [*events, error] if row.conversation_id is not None else events
