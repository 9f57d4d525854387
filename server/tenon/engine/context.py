"""The `Context` a running node gets: variables of its scope, templates, streaming and writes."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, Protocol

from tenon.engine.errors import NodeError, VariableNotFound
from tenon.engine.events import AgentLog, ReasoningChunk
from tenon.engine.node import Outputs
from tenon.engine.ports import Ports
from tenon.engine.variables import MISSING, Pool, Writable, compile_template, lookup, to_markdown, to_text


class Sink(Protocol):
    """Where a context sends what a node reports while it runs."""

    def piece(self, ctx: "NodeContext", text: str, name: str) -> None:
        """A piece of the output `name` came into being."""
        ...

    def report(self, ctx: "NodeContext", event: ReasoningChunk | AgentLog) -> None:
        """Pass an event on at once."""
        ...


class NodeContext:
    """One node execution's view of the run. Fulfils `engine.node.Context`."""

    __slots__ = (
        "_sink",
        "execution_id",
        "is_chatflow",
        "node_id",
        "noted",
        "pool",
        "ports",
        "scope",
        "title",
        "writes",
    )

    def __init__(
        self,
        ports: Ports,
        pool: Pool,
        sink: Sink,
        *,
        node_id: str = "node",
        execution_id: str = "",
        title: str = "",
        is_chatflow: bool = False,
        scope: object = None,
    ) -> None:
        self.ports, self.pool, self._sink, self.scope = ports, pool, sink, scope
        self.node_id, self.execution_id, self.title, self.is_chatflow = node_id, execution_id, title, is_chatflow
        self.writes: list[tuple[tuple[str, ...], Any]] = []
        self.noted: Outputs | None = None

    def get(self, selector: Sequence[str]) -> Any:
        """The value. Raises `VariableNotFound`."""
        value = lookup(self.pool, selector)
        if value is MISSING:
            raise VariableNotFound(list(selector))
        return value

    def find(self, selector: Sequence[str], default: Any = None) -> Any:
        """The value, or the default when it does not exist."""
        value = lookup(self.pool, selector)
        return default if value is MISSING else value

    def exists(self, selector: Sequence[str]) -> bool:
        """Whether the selector names a value (None counts as one)."""
        return lookup(self.pool, selector) is not MISSING

    def text(self, template: str, extra: Mapping[str, str] | None = None) -> str:
        """The template filled with values written as text."""
        return compile_template(template).render(self.pool, to_text, extra)

    def markdown(self, template: str) -> str:
        """The template filled with values written as Markdown."""
        return compile_template(template).render(self.pool, to_markdown)

    def set(self, selector: Sequence[str], value: Any) -> None:
        """Write an existing conversation or loop variable. Raises `VariableNotFound`, or `NodeError` for others."""
        name = (selector[0], selector[1]) if len(selector) > 1 else ("", "")
        group = self.pool.get(name[0])
        if group is None or name[1] not in group:
            raise VariableNotFound(list(selector))
        if not isinstance(group, Writable):
            raise NodeError(f"Variable {list(selector)} cannot be written; choose a conversation or loop variable.")
        group[name[1]] = value
        self.writes.append((name, value))

    def note(
        self,
        *,
        inputs: dict[str, Any] | None = None,
        process_data: dict[str, Any] | None = None,
        metadata: dict[str, Any] | None = None,
    ) -> None:
        """Keep what the trace shows should the node not succeed."""
        noted = self.noted = self.noted or Outputs()
        noted.inputs = noted.inputs if inputs is None else inputs
        noted.process_data = noted.process_data if process_data is None else process_data
        noted.metadata = noted.metadata if metadata is None else metadata

    def emit(self, text: str, name: str = "text") -> None:
        """Stream a piece of this node's output `name`."""
        self._sink.piece(self, text, name)

    def emit_reasoning(self, text: str, *, final: bool = False) -> None:
        """Stream a piece of separated reasoning."""
        self._sink.report(self, ReasoningChunk(text, self.node_id, final))

    def log(
        self,
        id: str,
        label: str,
        status: Literal["start", "success", "error"],
        *,
        parent_id: str | None = None,
        error: str | None = None,
        data: Mapping[str, Any] | None = None,
        metadata: Mapping[str, Any] | None = None,
    ) -> None:
        """Report a step of an agent or tool."""
        self._sink.report(
            self,
            AgentLog(
                id=id,
                node_id=self.node_id,
                node_execution_id=self.execution_id,
                label=label,
                status=status,
                parent_id=parent_id,
                error=error,
                data=dict(data or {}),
                metadata=dict(metadata or {}),
            ),
        )
