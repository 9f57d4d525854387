"""One node of a graph run alone: what of the graph that takes, and the run."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, cast

from tenon.engine.graph import START_TYPES, Graph
from tenon.engine.ports import Ports
from tenon.engine.registry import CONTAINER_STARTS, NOT_RUNNABLE
from tenon.engine.run import Run
from tenon.engine.section import Section
from tenon.engine.variables import Pool

NOT_ALONE: Final = frozenset({"answer", "end", "loop-end", *START_TYPES, *CONTAINER_STARTS, *NOT_RUNNABLE})
"""Types that mean nothing without the nodes around them."""
_START: Final = "#start"
_PLACE: Final = ("iteration_id", "loop_id")

type Stored = Mapping[str, Any]


class SingleRun(Run):
    """A run of one node of `part_of`. `values` are what it reads, by node id, then by name; the rest is as in `Run`."""

    def __init__(
        self, graph: Graph, ports: Ports, *, node_id: str, values: Mapping[str, Mapping[str, Any]], **rest: Any
    ) -> None:
        super().__init__(graph, ports, **rest)
        self._node_id, self._values = node_id, values

    def _first(self) -> tuple[Section, Pool]:
        return self.graph.single(self._node_id), self._pool_with(self._values)


def node_of(stored: Stored, node_id: str) -> dict[str, Any] | None:
    """The data of a node as stored; None when there is no such node."""
    for wrapper in _wrappers(stored):
        if wrapper.get("id") == node_id:
            return _data(wrapper)
    return None


def inside_of(stored: Stored, node_id: str) -> list[dict[str, Any]]:
    """The nodes in a container, at any depth, in the order of the file; none for other nodes."""
    found, wrappers = {node_id}, list(_wrappers(stored))
    before = 0
    while len(found) != before:
        before = len(found)
        found |= {str(w.get("id")) for w in wrappers if not found.isdisjoint(_parents(w))}
    return [wrapper for wrapper in wrappers if wrapper.get("id") in found and wrapper.get("id") != node_id]


def container_of(stored: Stored, node_id: str) -> str | None:
    """The innermost container around a node."""
    wrappers = {str(wrapper.get("id")): wrapper for wrapper in _wrappers(stored)}
    parents = [parent for parent in _parents(wrappers.get(node_id, {})) if parent in wrappers]
    return next((p for p in parents if all(p not in _parents(wrappers[q]) for q in parents if q != p)), None)


def part_of(stored: Stored, node_id: str) -> Graph:
    """A graph of this node and what is inside it, so that faults elsewhere do not matter. Raises `GraphError`."""
    inside = inside_of(stored, node_id)
    ids = {wrapper.get("id") for wrapper in inside}
    data = {key: value for key, value in (node_of(stored, node_id) or {}).items() if key not in _PLACE}
    edges = [edge for edge in _mappings(stored.get("edges")) if edge.get("source") in ids]
    start: dict[str, Any] = {"id": _START, "data": {"type": "start", "variables": []}}
    return Graph({"nodes": [start, {"id": node_id, "data": data}, *inside], "edges": edges}, strict=False)


def _parents(wrapper: Stored) -> Sequence[str]:
    data = _data(wrapper)
    named = (wrapper.get("parentId"), *(data.get(key) for key in _PLACE))
    return [parent for parent in dict.fromkeys(named) if isinstance(parent, str) and parent]


def _wrappers(stored: Stored) -> Iterable[dict[str, Any]]:
    return (wrapper for wrapper in _mappings(stored.get("nodes")) if wrapper.get("type") != "custom-note")


def _data(wrapper: Stored) -> dict[str, Any]:
    data = wrapper.get("data")
    return cast(dict[str, Any], data) if isinstance(data, dict) else {}


def _mappings(value: object) -> list[dict[str, Any]]:
    items = cast(list[Any], value) if isinstance(value, list) else []
    return [cast(dict[str, Any], item) for item in items if isinstance(item, dict)]
