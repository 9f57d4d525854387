"""Decides what runs when: a ready queue, counters of unsettled edges, and the tasks of nodes that wait.

A node that never waits is run on the spot; one that may wait gets a task that starts at once. Nothing polls: the end of
a task settles its edges, which fills the queue. Rounds of containers are scopes in the same queue.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, Final, cast

from tenon.engine.context import NodeContext
from tenon.engine.errors import NodeError
from tenon.engine.events import AgentLog, Event, NodeFinished, NodeStatus, Path, ReasoningChunk
from tenon.engine.graph import Graph
from tenon.engine.graph_node import GraphNode
from tenon.engine.ids import execution_id
from tenon.engine.mocks import Mocks
from tenon.engine.node import Outputs
from tenon.engine.ports import Ports
from tenon.engine.replay import Replay
from tenon.engine.reports import describe, finished, started
from tenon.engine.results import Results
from tenon.engine.rounds import IterationFrame, LoopFrame
from tenon.engine.section import Section
from tenon.engine.state import Execution, Limits, NodeRecord, Scope
from tenon.engine.streaming import Streams
from tenon.engine.variables import Pool
from tenon.engine.worker import Barrier, Worker

SLICE: Final = 0.005
"""Seconds of work on the spot after which other runs get a turn."""
STOPPED: Final = "The node was stopped."


class Scheduler:
    """Runs one graph. `on_end` is called once, with status, error and the id of the node at fault."""

    def __init__(
        self,
        graph: Graph,
        ports: Ports,
        *,
        emit: Callable[[Event], None],
        on_end: Callable[[str, str | None, str | None], None],
        limits: Limits,
        is_chatflow: bool,
        barrier: Barrier | None = None,
        mocks: Mocks | None = None,
        records: Sequence[NodeRecord] = (),
    ) -> None:
        self._graph, self._sink, self._on_end, self._limits = graph, emit, on_end, limits
        self._replay = Replay(graph, records)
        self.streams = Streams(emit, graph.nodes)
        self.results = Results()
        self._worker = Worker(
            ports,
            self,
            self.streams,
            self.emit,
            self.results.spend,
            is_chatflow=is_chatflow,
            barrier=barrier,
            mocks=mocks,
        )
        self.ended = False
        self.cancelled: set[asyncio.Task[Any]] = set()
        self._ready: deque[tuple[Scope, int, str | None]] = deque()
        self._loop = asyncio.get_running_loop()
        self._pumping = False

    # ---- the queue

    def run(self, root: Scope) -> None:
        """Begin at node 0 of the section."""
        self._root = root
        self.enter(root)
        self.pump()

    def pump(self) -> None:
        """Start what is ready, for a short while; the rest follows after other work of the loop."""
        if self._pumping or self.ended:
            return
        self._pumping = True
        try:
            deadline = time.perf_counter() + SLICE
            count = 0
            while self._ready and not self.ended:
                scope, number, before = self._ready.popleft()
                if not scope.closed:
                    self._begin(scope, number, before)
                count += 1
                if not count & 15 and time.perf_counter() > deadline:
                    self._loop.call_soon(self.pump)
                    return
        except Exception as error:
            self._crash(error)
        finally:
            self._pumping = False

    def stop(self, status: str, error: str | None, node_id: str | None = None) -> None:
        """End the run before its time, also when nobody can be told of its nodes any more."""
        if self.ended:
            return
        try:
            self.close(self._root, error or STOPPED)
        except Exception as fault:
            self._sink = _drop
            self.close(self._root, error or STOPPED)
            self._complain(fault)
        self._end(status, error, node_id)

    def abandon(self) -> None:
        """Cancel everything without a word: the host is going down and another will take over."""
        self.ended = True
        self._sink = _drop
        self.close(self._root, STOPPED)

    def release(self) -> None:
        """The run is over: let go of the host, so that its memory is free without the garbage collector."""
        self._sink, self._on_end = _drop, _ignore
        del self._worker

    def emit(self, event: Event) -> None:
        """Send an event to the host."""
        self._sink(event)

    def _end(self, status: str, error: str | None, node_id: str | None) -> None:
        if not self.ended:
            self.ended = True
            self._ready.clear()
            self._on_end(status, error, node_id)

    def _crash(self, error: Exception) -> None:
        """A fault of the engine itself must not leave a run hanging."""
        why = f": {describe(error)[0]}" if isinstance(error, NodeError) else "; the server's log says why."
        self.stop("failed", f"The engine failed{why}")
        self._complain(error)

    def _complain(self, error: Exception) -> None:
        self._loop.call_exception_handler({"message": "The engine failed", "exception": error})

    # ---- one node

    def _begin(self, scope: Scope, number: int, before: str | None) -> None:
        node = scope.section.nodes[number]
        if node.silent:
            self._through(scope, number, None)
            return
        if self._replay and self._replayed(scope, number, node):
            return
        scope.steps += 1
        if 0 < self._limits.max_steps < scope.steps:
            text = f"Maximum execution steps exceeded: {scope.steps} > {self._limits.max_steps}"
            self.stop("failed", text, node.id)
            return
        self.results.executed += 1
        execution = Execution(scope, number, node, execution_id(), self.results.executed, before)
        execution.at, execution.started = time.time(), time.perf_counter()
        scope.running.add(execution)
        self.emit(started(execution))
        if scope.closed:
            return
        if self._worker.mocked(node):
            self._run_task(execution)
        elif node.plain:
            self._run_at_once(execution)
        elif node.container:
            self._run_container(execution)
        else:
            self._run_task(execution)

    def _run_at_once(self, execution: Execution) -> None:
        try:
            outputs = self._worker.at_once(execution)
        except Exception as error:
            self.fail(execution, error, {})
        else:
            self.leave(execution, outputs)

    def _run_container(self, execution: Execution) -> None:
        kind = IterationFrame if execution.node.container == "iteration" else LoopFrame
        frame = execution.frame = kind(self, execution)
        try:
            frame.start()
        except NodeError as error:
            frame.fail(error)

    def _run_task(self, execution: Execution) -> None:
        task = asyncio.Task(self._worker.attempts(execution), loop=self._loop, eager_start=True)
        if task.done():
            self._collect(execution, task)
        else:
            execution.task = task
            task.add_done_callback(lambda done: self._completed(execution, done))

    def _completed(self, execution: Execution, task: asyncio.Task[Outputs]) -> None:
        if execution.scope.closed or self.ended:
            if not task.cancelled():
                task.exception()
            return
        try:
            self._collect(execution, task)
        except Exception as error:
            self._crash(error)
        self.pump()

    def _collect(self, execution: Execution, task: asyncio.Task[Outputs]) -> None:
        if task.cancelled():
            self.fail(execution, NodeError(STOPPED), {})
        elif (error := task.exception()) is not None:
            self.fail(execution, error, {})
        else:
            self.leave(execution, task.result())

    def context(self, execution: Execution, pool: Pool) -> NodeContext:
        """Variables as conditions of a container see them."""
        return self._worker.context(execution, pool)

    def piece(self, ctx: NodeContext, text: str, name: str) -> None:
        """A node streams a piece of a text output."""
        scope = cast(Scope, ctx.scope)
        if not scope.closed and not self.ended:
            self.streams.piece(scope, ctx.node_id, name, text)

    def report(self, ctx: NodeContext, event: ReasoningChunk | AgentLog) -> None:
        """A node reports something that is passed on as it is."""
        if not self.ended:
            self.emit(event)

    # ---- ends of nodes

    def leave(self, execution: Execution, outputs: Outputs, status: NodeStatus = "succeeded", **error: str) -> None:
        """A node is through: its outputs become known, texts go on, the nodes behind it get ready."""
        scope, node = execution.scope, execution.node
        scope.running.discard(execution)
        self.results.keep(scope, node, outputs.values, outputs.metadata, execution.writes)
        self._through(scope, execution.number, outputs.handle, finished(execution, status, outputs, **error))

    def fail(self, execution: Execution, error: BaseException, inputs: dict[str, Any]) -> None:
        """A node failed for good: its error strategy takes over, or the scope fails."""
        scope, node = execution.scope, execution.node
        text, error_type = describe(error)
        details = {"error": text, "error_type": error_type}
        noted = execution.noted
        noted.inputs = inputs or noted.inputs
        self.streams.discard(scope, node.id)
        if node.fails_over or node.defaults is not None:
            self.results.exceptions += 1
            values = {**(node.defaults or {}), "error_message": text, "error_type": error_type}
            metadata = {**noted.metadata, "error_strategy": "fail-branch" if node.fails_over else "default-value"}
            handle = "fail-branch" if node.fails_over else None
            handled = Outputs(values, handle, noted.inputs, noted.process_data, metadata)
            self.results.usage.add(noted.process_data)
            self.leave(execution, handled, "exception", **details)
            return
        scope.running.discard(execution)
        self.results.spend(scope, noted)
        self.emit(finished(execution, "failed", noted, **details))
        self._scope_failed(scope, node.id, text, error_type)

    def _through(self, scope: Scope, number: int, handle: str | None, told: NodeFinished | None = None) -> None:
        """Settle the edges behind a node, then tell that it finished."""
        section, node = scope.section, scope.section.nodes[number]
        if section.responses:
            self._speak(scope, number, node)
        self._settle(scope, number, handle, node.id)
        if told is not None:
            self.emit(told)
        if scope.closed:
            return
        scope.open -= 1
        if node.type == "loop-end":
            self._exit_loop(scope)
        elif scope.open == 0:
            self._scope_done(scope)

    def _speak(self, scope: Scope, number: int, node: GraphNode) -> None:
        kind = node.impl.response if node.impl is not None else None
        if kind and not (kind == "end" and scope.frame is not None):
            self.streams.finish(scope, number, scope.pool[node.id].get("answer") if kind == "answer" else None)
        else:
            self.streams.flush()

    def _settle(self, scope: Scope, number: int, handle: str | None, node_id: str) -> None:
        waits, took, out = scope.waits, scope.took, scope.section.out
        opened = False
        stack = [(number, True)]
        while stack:
            source, ran = stack.pop()
            for target, way, opens in out[source]:
                if ran and (way == handle if handle is not None else way != "fail-branch"):
                    took[target] = 1
                    for response in opens:
                        self.streams.open(scope, response)
                        opened = True
                waits[target] -= 1
                if waits[target] == 0:
                    if took[target]:
                        self._push(scope, target, node_id)
                    else:
                        self.streams.skip(scope, target)
                        stack.append((target, False))
        if opened:
            self.streams.flush()

    def _push(self, scope: Scope, number: int, before: str | None) -> None:
        scope.open += 1
        self._ready.append((scope, number, before))

    # ---- scopes

    def inside(self, node: GraphNode) -> Section:
        """The section inside a container."""
        return self._graph.inside[node.id]

    def enter(self, scope: Scope) -> None:
        """Start a level: the top, or a round of a container."""
        for response in scope.section.opened:
            self.streams.open(scope, response)
        self._push(scope, 0, None)

    def handled(self) -> None:
        """A round failed and its iteration goes on."""
        self.results.exceptions += 1

    def seen(self, path: Path) -> bool:
        """Whether an earlier attempt of the run was there already."""
        return self._replay.seen(path)

    def close(self, scope: Scope, error: str) -> None:
        """End everything that runs in a scope."""
        scope.closed = True
        for execution in list(scope.running):
            if execution.frame is not None:
                execution.frame.stop(error)
            if execution.task is not None:
                execution.task.cancel()
                self.cancelled.add(execution.task)
            self.results.spend(scope, execution.noted)
            self.emit(finished(execution, "stopped", execution.noted, error=error))
        scope.running.clear()
        self.streams.close(scope)

    def _scope_done(self, scope: Scope) -> None:
        if scope.frame is not None:
            scope.frame.round_done(scope)
        else:
            self.streams.flush()
            self._end("partial-succeeded" if self.results.exceptions else "succeeded", None, None)

    def _scope_failed(self, scope: Scope, node_id: str, error: str, error_type: str) -> None:
        if scope.frame is None:
            self.stop("failed", error, node_id)
            return
        self.close(scope, error)
        scope.frame.round_failed(scope, error, error_type)

    def _exit_loop(self, scope: Scope) -> None:
        """An exit node: the nearest loop around it ends, whatever still runs inside."""
        while not isinstance(scope.frame, LoopFrame):
            if scope.frame is None:
                self.stop("failed", "An exit node must stand in a loop.")
                return
            scope = scope.frame.outer
        self.close(scope, "The loop ended.")
        scope.frame.end_early(scope)

    # ---- replay

    def _replayed(self, scope: Scope, number: int, node: GraphNode) -> bool:
        """Take over what an earlier attempt did; False when the node is to run (again)."""
        record = self._replay.record(scope.path, node.id)
        if record is None:
            return False
        if record.status == "failed":
            return self._replay_failure(scope, record)
        if record.status not in ("succeeded", "exception"):
            return False
        scope.steps += 1
        self.results.executed += 1
        self.results.exceptions += record.status == "exception"
        for selector, value in record.writes:
            scope.pool.setdefault(selector[0], {})[selector[1]] = value
        self.streams.silent = True
        try:
            self.results.keep(scope, node, record.outputs, record.metadata, record.writes)
            self._through(scope, number, record.handle)
        finally:
            self.streams.silent = False
        return True

    def _replay_failure(self, scope: Scope, record: NodeRecord) -> bool:
        """A failure that an iteration had put up with."""
        frame = scope.frame
        if not isinstance(frame, IterationFrame) or frame.data.error_handle_mode == "terminated":
            return False
        self.close(scope, record.error or "")
        frame.round_failed(scope, record.error or "", "NodeError")
        return True


def _drop(event: Event) -> None:
    """No one listens any more."""


def _ignore(status: str, error: str | None, node_id: str | None) -> None:
    """The end is known."""
