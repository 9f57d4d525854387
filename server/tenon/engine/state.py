"""What a run holds while it goes on: limits, records to replay, scopes and executions. Plain data, no behaviour."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tenon.engine.events import NodeFinished, NodeStatus, Path, Selector
from tenon.engine.graph_node import GraphNode
from tenon.engine.node import Outputs
from tenon.engine.section import Section
from tenon.engine.variables import Pool

if TYPE_CHECKING:
    from tenon.engine.context import NodeContext
    from tenon.engine.frame import Frame
    from tenon.engine.streaming import Session


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of a run; 0 means none. Steps are counted per level: a round of a container has its own count."""

    max_steps: int = 500
    max_seconds: float = 1200.0


@dataclass(frozen=True, slots=True)
class NodeRecord:
    """A node that finished in an earlier attempt of the run: it is not executed again.

    `path` is that of the finished event. Where it was not kept, the round numbers will do.
    """

    node_id: str
    status: NodeStatus
    outputs: Mapping[str, Any]
    handle: str | None = None
    writes: Sequence[tuple[Selector, Any]] = ()
    path: Path = ()
    metadata: Mapping[str, Any] = field(default_factory=dict[str, Any])
    error: str | None = None
    iteration_index: int | None = None
    loop_index: int | None = None

    @staticmethod
    def of(event: NodeFinished) -> "NodeRecord":
        """The record of a finished event."""
        return NodeRecord(
            node_id=event.node_id,
            status=event.status,
            outputs=event.outputs,
            handle=event.handle,
            writes=event.writes,
            path=event.path,
            metadata=event.metadata,
            error=event.error,
            iteration_index=event.iteration_index,
            loop_index=event.loop_index,
        )


class Scope:
    """One level while it runs: the top, or one round of a container. `open` counts nodes that are not through."""

    __slots__ = (
        "buffers",
        "closed",
        "frame",
        "iteration_id",
        "iteration_index",
        "loop_id",
        "loop_index",
        "open",
        "path",
        "pool",
        "running",
        "section",
        "sessions",
        "started",
        "steps",
        "tokens",
        "took",
        "waits",
    )

    def __init__(self, section: Section, pool: Pool, frame: "Frame | None" = None, path: Path = ()) -> None:
        self.section, self.pool, self.frame, self.path = section, pool, frame, path
        self.waits = section.waits.copy()
        self.took = bytearray(len(self.waits))
        self.open = 0
        self.steps = 0
        self.tokens = 0
        self.started = 0.0
        self.closed = False
        self.running: set[Execution] = set()
        self.buffers: dict[tuple[str, str], list[str]] = {}
        self.sessions: dict[int, Session] = {}
        self.iteration_id: str | None = None
        self.iteration_index: int | None = None
        self.loop_id: str | None = None
        self.loop_index: int | None = None

    def place(self, outer: "Scope", container: GraphNode, index: int) -> None:
        """Take over where the outer scope stands, one round of a container further in."""
        self.iteration_id, self.iteration_index = outer.iteration_id, outer.iteration_index
        self.loop_id, self.loop_index = outer.loop_id, outer.loop_index
        if container.container == "iteration":
            self.iteration_id, self.iteration_index = container.id, index
        else:
            self.loop_id, self.loop_index = container.id, index


class Execution:
    """One node being run in a scope."""

    __slots__ = (
        "at",
        "before",
        "context",
        "frame",
        "id",
        "index",
        "node",
        "number",
        "scope",
        "started",
        "task",
        "writes",
    )

    def __init__(
        self, scope: Scope, number: int, node: GraphNode, execution_id: str, index: int, before: str | None
    ) -> None:
        self.scope, self.number, self.node = scope, number, node
        self.id, self.index, self.before = execution_id, index, before
        self.at = 0.0
        self.started = 0.0
        self.task: asyncio.Task[Any] | None = None
        self.frame: Frame | None = None
        self.context: NodeContext | None = None
        self.writes: Sequence[tuple[Selector, Any]] = ()

    @property
    def noted(self) -> Outputs:
        """What the node, or its last attempt, said of itself before it came to an end."""
        return (self.context.noted if self.context else None) or Outputs()
