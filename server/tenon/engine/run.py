"""A run of a graph: what a host starts, listens to and stops."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from typing import Any, Literal, cast

from tenon.engine.errors import GraphError
from tenon.engine.events import Event, NodeFinished, RunFinished, RunStarted, RunStatus
from tenon.engine.files import File
from tenon.engine.graph import Graph
from tenon.engine.masking import masking
from tenon.engine.mocks import Mocks
from tenon.engine.nodes.start import RUN
from tenon.engine.ports import Ports
from tenon.engine.scheduler import Scheduler
from tenon.engine.section import Section
from tenon.engine.state import Limits, NodeRecord, Scope
from tenon.engine.variables import Pool, Writable
from tenon.engine.worker import Barrier

Mode = Literal["workflow", "advanced-chat"]


class Run:
    """One run. `execute` may be awaited once; events go to `on_event` in order, on the event loop, and must be cheap.

    `inputs` are checked values (`engine.inputs`). `system` has names without `sys.`. `replay` are nodes that an earlier
    attempt finished: they are taken over without events. `barrier` is awaited before a node with side effects starts,
    so that the host can store what came before. `start` chooses a start node where there are several. `secrets` are
    names in `environment` whose values the events do not show.
    """

    def __init__(
        self,
        graph: Graph,
        ports: Ports,
        *,
        run_id: str,
        mode: Mode,
        inputs: Mapping[str, Any],
        system: Mapping[str, Any],
        environment: Mapping[str, Any],
        conversation: Mapping[str, Any],
        on_event: Callable[[Event], None],
        limits: Limits | None = None,
        replay: Sequence[NodeRecord] = (),
        barrier: Barrier | None = None,
        mocks: Mocks | None = None,
        start: str | None = None,
        resumed: bool = False,
        rag: Mapping[str, Any] | None = None,
        secrets: Sequence[str] = (),
    ) -> None:
        self.graph, self.ports, self.run_id, self.mode = graph, ports, run_id, mode
        self._inputs, self._system = dict(inputs), dict(system)
        self._environment, self._conversation, self._rag = dict(environment), dict(conversation), dict(rag or {})
        self._on_event: Callable[[Event], None] = on_event
        self._limits = limits or Limits()
        self._replay, self._barrier, self._mocks, self._start = replay, barrier, mocks, start
        mask = self._mask = masking(map(environment.get, secrets))
        if mask is not None:
            self._on_event = lambda event: on_event(mask(event))
        self._resumed = resumed or bool(replay)
        self._scheduler: Scheduler | None = None
        self._stop_reason: str | None = None
        self._outcome: tuple[str, str | None, str | None] | None = None
        self._waiter: asyncio.Future[None] | None = None

    async def execute(self) -> RunFinished:
        """Run to the end. The last event is also given back. Being cancelled ends all nodes without a last event."""
        started, at = time.perf_counter(), time.time()
        shown = {f"sys.{name}": value for name, value in self._system.items() if name != "conversation_id"}
        reason = "resumption" if self._resumed else "initial"
        self._on_event(RunStarted(self.run_id, {**self._inputs, **shown}, at, reason))
        await self._schedule(*self._first())
        finished = self._finished(time.perf_counter() - started)
        self._scheduler = None
        finished = finished if self._mask is None else self._mask(finished)
        self._on_event(finished)
        return finished

    async def events(self) -> AsyncIterator[Event]:
        """Run, and give the events as they come. Leaving the loop early stops the run."""
        queue: asyncio.Queue[Event | None] = asyncio.Queue()
        listener = self._on_event

        def keep(event: Event) -> None:
            listener(event)
            queue.put_nowait(event)

        self._on_event = keep
        task = asyncio.create_task(self.execute())
        task.add_done_callback(lambda _: queue.put_nowait(None))
        try:
            while (event := await queue.get()) is not None:
                yield event
            await task
        finally:
            if not task.done():
                self.stop("The listener left.")
                await task

    def stop(self, reason: str) -> None:
        """End the run as stopped; nodes at work are cancelled. Does nothing once the run is over."""
        self._stop_reason = reason
        if self._scheduler is not None:
            self._scheduler.stop("stopped", reason)

    async def alone(self, node_id: str, values: Mapping[str, Mapping[str, Any]]) -> None:
        """Run one node with the given values, without the events of the run."""
        await self._schedule(self.graph.single(node_id), self._pool_with(values))

    def _first(self) -> tuple[Section, Pool]:
        """What is run, and what is known before."""
        return self.graph.root(self._start), self._pool()

    def _pool_with(self, values: Mapping[str, Mapping[str, Any]]) -> Pool:
        pool = self._pool()
        for name, group in values.items():
            if name not in pool:
                pool[name] = Writable(group)
        return pool

    async def _schedule(self, section: Section, pool: Pool) -> None:
        loop = asyncio.get_running_loop()
        self._waiter = loop.create_future()
        scheduler = self._scheduler = Scheduler(
            self.graph,
            self.ports,
            emit=self._on_event,
            on_end=self._ended,
            limits=self._limits,
            is_chatflow=self.mode == "advanced-chat",
            barrier=self._barrier,
            mocks=self._mocks,
            records=self._replay,
        )
        seconds = self._limits.max_seconds
        text = f"Maximum execution time exceeded: {seconds:g} seconds"
        timer = loop.call_later(seconds, scheduler.stop, "failed", text) if seconds > 0 else None
        scope = Scope(section, pool)
        try:
            if self._stop_reason is None:
                scheduler.run(scope)
            else:
                self._ended("stopped", self._stop_reason, None)
            if not self._waiter.done():
                await self._waiter
        except asyncio.CancelledError:
            scheduler.abandon()
            raise
        finally:
            if timer is not None:
                timer.cancel()
            if scheduler.cancelled:
                await asyncio.wait(scheduler.cancelled, timeout=10)
            scope.sessions.clear()
            scheduler.release()

    def _ended(self, status: str, error: str | None, node_id: str | None) -> None:
        self._outcome = (status, error, node_id)
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def _pool(self) -> Pool:
        return {
            RUN: {"inputs": self._inputs, "system": self._system},
            "sys": self._system,
            "env": self._environment,
            "conversation": Writable(self._conversation),
            "rag": self._rag,
            "userinput": {**self._inputs, **{k: v for k, v in self._system.items() if k in ("query", "files")}},
        }

    def _finished(self, elapsed: float) -> RunFinished:
        scheduler = cast(Scheduler, self._scheduler)
        status, error, node_id = self._outcome or ("failed", "The run ended without a result.", None)
        results, answer = scheduler.results, scheduler.streams.answer
        outputs = dict(results.outputs)
        if answer is not None:
            outputs = {**outputs, "answer": answer, "files": results.files}
        return RunFinished(
            run_id=self.run_id,
            status=cast(RunStatus, status),
            outputs=outputs,
            at=time.time(),
            elapsed=elapsed,
            total_tokens=results.tokens,
            total_steps=results.executed,
            exceptions_count=results.exceptions,
            error=error,
            error_node_id=node_id,
            files=_files(outputs),
            conversation=results.written,
            usage=results.usage.result(),
        )


def _files(value: Any) -> list[File]:
    """All files in a value, in order."""
    if isinstance(value, File):
        return [value]
    if isinstance(value, dict):
        return [file for inner in cast(dict[str, Any], value).values() for file in _files(inner)]
    if isinstance(value, (list, tuple)):
        return [file for inner in cast(Sequence[Any], value) for file in _files(inner)]
    return []


async def run_node(
    graph: Graph,
    node_id: str,
    ports: Ports,
    values: Mapping[str, Mapping[str, Any]],
    *,
    mode: Mode = "workflow",
    on_event: Callable[[Event], None] | None = None,
    limits: Limits | None = None,
    mocks: Mocks | None = None,
) -> NodeFinished:
    """Run one node alone. `values` are what it reads: by node id (or `sys`, `env`, `conversation`), then by name.

    A container runs with its inside. Raises `GraphError` when there is no such node, or it cannot be run alone.
    """
    node = graph.nodes.get(node_id)
    if node is None:
        raise GraphError(f"The graph has no node {node_id!r}.", node_id=node_id)
    if node.type in ("answer", "end"):
        raise GraphError(f"{node.label} cannot be run alone.", node_id=node_id)
    seen: list[Event] = []

    def keep(event: Event) -> None:
        seen.append(event)
        if on_event is not None:
            on_event(event)

    run = Run(
        graph,
        ports,
        run_id="",
        mode=mode,
        inputs=values.get(node_id, {}) if node.type == "start" else {},
        system=values.get("sys", {}),
        environment=values.get("env", {}),
        conversation=values.get("conversation", {}),
        on_event=keep,
        limits=limits,
        mocks=mocks,
    )
    await run.alone(node_id, values)
    ended = [event for event in seen if isinstance(event, NodeFinished) and event.node_id == node_id]
    return ended[-1]
