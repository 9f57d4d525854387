"""Records of an earlier attempt of a run, by the place where they belong."""

from collections.abc import Iterable

from tenon.engine.events import Path
from tenon.engine.graph import Graph
from tenon.engine.state import NodeRecord


class Replay:
    """Finds the record of a node in a scope, and knows which rounds had begun."""

    __slots__ = ("_places", "_records")

    def __init__(self, graph: Graph, records: Iterable[NodeRecord]) -> None:
        found = ((_path(graph, record), record) for record in records)
        self._records = {(path, record.node_id): record for path, record in found if path is not None}
        self._places: set[Path] = set()
        for path, _ in self._records:
            for depth, (container, index) in enumerate(path):
                self._places.update(((*path[:depth], (container, index)), (*path[:depth], (container, -1))))

    def __bool__(self) -> bool:
        return bool(self._records)

    def record(self, path: Path, node_id: str) -> NodeRecord | None:
        """What the earlier attempt did there."""
        return self._records.get((path, node_id))

    def seen(self, path: Path) -> bool:
        """Whether the earlier attempt was in this round; round -1 stands for the container itself."""
        return path in self._places


def _path(graph: Graph, record: NodeRecord) -> Path | None:
    """Where a record belongs; None when its rounds cannot be told."""
    if record.path or record.node_id not in graph.nodes:
        return record.path
    path: list[tuple[str, int]] = []
    indexes = {"iteration": record.iteration_index, "loop": record.loop_index}
    parent = graph.nodes[record.node_id].parent
    while parent is not None:
        container = graph.nodes[parent]
        index = indexes.pop(container.container, None)
        if index is None:
            return None
        path.append((parent, index))
        parent = container.parent
    return tuple(reversed(path))
