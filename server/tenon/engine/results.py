"""What a run has brought so far: outputs, written variables, counts and usage."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from tenon.engine.events import Selector
from tenon.engine.files import File
from tenon.engine.graph_node import GraphNode
from tenon.engine.node import Outputs
from tenon.engine.state import Scope
from tenon.engine.usage import UsageSum


class Results:
    """Sums over all nodes of a run. `exceptions` counts failures that were handled."""

    __slots__ = ("exceptions", "executed", "files", "outputs", "tokens", "usage", "written")

    def __init__(self) -> None:
        self.outputs: dict[str, Any] = {}
        self.written: dict[str, Any] = {}
        self.files: list[File] = []
        self.usage = UsageSum()
        self.executed = self.tokens = self.exceptions = 0

    def keep(
        self,
        scope: Scope,
        node: GraphNode,
        values: Mapping[str, Any],
        metadata: Mapping[str, Any],
        writes: Sequence[tuple[Selector, Any]],
    ) -> None:
        """Make a node's values known in its scope and count its tokens; a container's were counted inside."""
        scope.pool[node.id] = cast(dict[str, Any], values)
        for selector, value in writes:
            if selector[0] == "conversation":
                self.written[selector[1]] = value
        if metadata and not node.container:
            self._count(scope, metadata, values)
        if node.type == "end" and scope.frame is None:
            self.outputs.update(values)
        elif node.type == "answer":
            self.files.extend(values.get("files") or ())

    def spend(self, scope: Scope, noted: Outputs) -> None:
        """Count the tokens of a node, or of an attempt, that did not succeed."""
        if noted.metadata:
            self._count(scope, noted.metadata, noted.process_data)

    def _count(self, scope: Scope, metadata: Mapping[str, Any], values: Mapping[str, Any]) -> None:
        tokens = int(metadata.get("total_tokens") or 0)
        if tokens:
            self.tokens += tokens
            scope.tokens += tokens
            self.usage.add(values)
