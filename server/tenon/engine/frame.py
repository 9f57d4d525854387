"""What iterations and loops share while they run: rounds are scopes of the same scheduler."""

import time
from typing import Any, Protocol

from tenon.engine.context import NodeContext
from tenon.engine.errors import NodeError
from tenon.engine.events import ContainerFinished, ContainerNext, ContainerStarted, Event, NodeStatus
from tenon.engine.graph_node import GraphNode
from tenon.engine.node import Outputs
from tenon.engine.section import Section
from tenon.engine.state import Execution, Scope
from tenon.engine.variables import Pool


class Host(Protocol):
    """What a frame asks of the scheduler."""

    def emit(self, event: Event) -> None:
        """Send an event."""
        ...

    def inside(self, node: GraphNode) -> Section:
        """The section inside a container."""
        ...

    def enter(self, scope: Scope) -> None:
        """Start a round."""
        ...

    def close(self, scope: Scope, error: str) -> None:
        """End a round before its time."""
        ...

    def leave(self, execution: Execution, outputs: Outputs) -> None:
        """The container succeeded."""
        ...

    def fail(self, execution: Execution, error: BaseException, inputs: dict[str, Any]) -> None:
        """The container failed."""
        ...

    def handled(self) -> None:
        """A failure was handled; the run can at best be partly successful."""
        ...

    def seen(self, path: tuple[tuple[str, int], ...]) -> bool:
        """Whether an earlier attempt of the run was in this place already."""
        ...

    def context(self, execution: Execution, pool: Pool) -> NodeContext:
        """Variables as conditions see them."""
        ...


class RoundFailed(NodeError):
    """A node inside failed; its text and type are passed on."""


class Frame:
    """One container being run. Subclasses decide which rounds there are."""

    def __init__(self, host: Host, execution: Execution) -> None:
        self.host, self.execution = host, execution
        self.node, self.outer = execution.node, execution.scope
        self.section = host.inside(self.node)
        self.active: set[Scope] = set()
        self.inputs: dict[str, Any] = {}
        self.durations: dict[str, float] = {}
        self.tokens = 0
        self.done = False

    def start(self) -> None:
        """Begin. Raises a `NodeError` when the container cannot be run."""
        raise NotImplementedError

    def round_done(self, scope: Scope) -> None:
        """A round came to its end."""
        raise NotImplementedError

    def round_failed(self, scope: Scope, error: str, error_type: str) -> None:
        """A node of a round failed without handling; the round is closed already."""
        raise NotImplementedError

    def end_early(self, scope: Scope) -> None:
        """An exit node was reached in a round, which is closed already."""
        raise NotImplementedError

    def stop(self, error: str) -> None:
        """End all rounds, and the container as stopped."""
        self._close_rounds(error)
        if not self.done:
            self.done = True
            self._finished("stopped", {}, error, 0)

    @property
    def steps_when_failed(self) -> int:
        """The `steps` a failed container tells: all it was meant to do."""
        return 0

    def launch(self, index: int, own: dict[str, Any]) -> None:
        """Start a round; `own` are the values that inner nodes read under the container's id."""
        pool = dict(self.outer.pool)
        pool[self.node.id] = own
        scope = Scope(self.section, pool, self, (*self.outer.path, (self.node.id, index)))
        scope.place(self.outer, self.node, index)
        scope.started = time.perf_counter()
        self.active.add(scope)
        self.host.enter(scope)

    def announce(self, length: int) -> None:
        """Send the started event, unless an earlier attempt did."""
        if self.host.seen((*self.outer.path, (self.node.id, -1))):
            return
        self.host.emit(
            ContainerStarted(
                kind=self.kind,
                node_id=self.node.id,
                node_type=self.node.type,
                title=self.node.title,
                at=self.execution.at,
                length=length,
                inputs=self.inputs,
                iteration_id=self.outer.iteration_id,
                loop_id=self.outer.loop_id,
            )
        )

    def announce_round(self, index: int, before: Any) -> None:
        """Send the next event of a round, unless an earlier attempt did."""
        if self.host.seen((*self.outer.path, (self.node.id, index))):
            return
        node = self.node
        self.host.emit(ContainerNext(self.kind, node.id, node.type, node.title, time.time(), index, before))

    @property
    def kind(self) -> Any:
        """`iteration` or `loop`."""
        return self.node.container

    def left(self, scope: Scope) -> None:
        """Book a round that is over."""
        self.active.discard(scope)
        self.tokens += scope.tokens
        self.durations[str(scope.path[-1][1])] = time.perf_counter() - scope.started

    def succeed(self, outputs: dict[str, Any], steps: int, metadata: dict[str, Any]) -> None:
        """The container is through."""
        self.done = True
        self.outer.tokens += self.tokens
        metadata = {"total_tokens": self.tokens, **metadata}
        self._finished("succeeded", outputs, None, steps, metadata)
        self.host.leave(self.execution, Outputs(outputs, inputs=self.inputs, metadata=metadata))

    def fail(self, error: NodeError) -> None:
        """The container failed."""
        self._close_rounds(error.message)
        self.done = True
        self.outer.tokens += self.tokens
        self._finished("failed", {}, error.message, self.steps_when_failed)
        self.host.fail(self.execution, error, self.inputs)

    def _close_rounds(self, error: str) -> None:
        for scope in list(self.active):
            self.host.close(scope, error)
            self.left(scope)

    def _finished(
        self,
        status: NodeStatus,
        outputs: dict[str, Any],
        error: str | None,
        steps: int,
        metadata: dict[str, Any] | None = None,
    ) -> None:
        execution = self.execution
        self.host.emit(
            ContainerFinished(
                kind=self.kind,
                node_id=self.node.id,
                node_type=self.node.type,
                title=self.node.title,
                at=time.time(),
                started_at=execution.at,
                status=status,
                inputs=self.inputs,
                outputs=outputs,
                elapsed=time.perf_counter() - execution.started,
                steps=steps,
                total_tokens=self.tokens,
                error=error,
                metadata=metadata or {"total_tokens": self.tokens},
            )
        )
