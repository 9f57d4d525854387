"""A graph as the engine runs it: parsed, checked and cut into sections once per version, then only read.

A section is one level: the top, or the inside of one container. Its nodes are numbered, so a run needs a list of
counters and no look-ups. Texts of answer and end nodes are cut up here too, with the edges that open them.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Any, cast

import orjson

from tenon.engine.errors import GraphError
from tenon.engine.graph_node import GraphNode, read_node
from tenon.engine.references import selectors
from tenon.engine.registry import CONTAINER_STARTS
from tenon.engine.section import Section
from tenon.engine.variables import NAMESPACES

START_TYPES = ("start", "trigger-webhook", "trigger-schedule", "trigger-plugin", "datasource")


class Graph:
    """A checked graph. `strict` graphs (those of apps) are refused when a selector names no node.

    Raises `GraphError`, which names the node, for a missing start, an unknown node type, a cycle, data of a node that
    cannot be read, and a container without an inside.
    """

    def __init__(self, stored: Mapping[str, Any], *, strict: bool = True) -> None:
        self.strict = strict
        self.nodes: dict[str, GraphNode] = {}
        for wrapper in _mappings(stored.get("nodes")):
            node = read_node(wrapper)
            if node is not None:
                self.nodes[node.id] = node
        self._place()
        self._edges = self._read_edges(stored)
        self.start_id = self._find_start()
        self._roots: dict[str, Section] = {}
        self.inside: dict[str, Section] = {}
        self.root()

    def root(self, start_id: str | None = None) -> Section:
        """The top section as run from a start; the other starts and what only they reach are left out."""
        chosen = start_id or self.start_id
        section = self._roots.get(chosen)
        if section is None:
            if chosen not in self.nodes:
                raise GraphError(f"The graph has no node {chosen!r} to start from.", node_id=chosen)
            section = self._roots[chosen] = self._section(None, chosen)
        return section

    def single(self, node_id: str) -> Section:
        """A section of one node, to run it alone."""
        node = self.nodes[node_id]
        node.prepare()
        if node.container and node_id not in self.inside:
            self.inside[node_id] = self._section(node_id, self._inner_start(node))
        return Section(None, [node], {node_id: []})

    @property
    def starts(self) -> Sequence[str]:
        """Ids of the nodes a run can start from, in the order of the file."""
        return [n.id for n in self.nodes.values() if n.type in START_TYPES and n.parent is None]

    def start_variables(self) -> list[dict[str, Any]]:
        """The form of the start node as stored."""
        return list(_mappings(self.nodes[self.start_id].raw.get("variables")))

    def _find_start(self) -> str:
        starts = self.starts
        for kind in START_TYPES:
            for node_id in starts:
                if self.nodes[node_id].type == kind:
                    return node_id
        raise GraphError("The graph has no start node. Add one and connect it.")

    def _place(self) -> None:
        """Tell which container each node stands in."""
        for node in self.nodes.values():
            node.parent = self._parent(node)
        for node in self.nodes.values():
            seen = {node.id}
            parent = node.parent
            while parent is not None:
                if parent in seen:
                    raise GraphError(f"{node.label} is contained in itself.", node_id=node.id)
                seen.add(parent)
                parent = self.nodes[parent].parent

    def _parent(self, node: GraphNode) -> str | None:
        named = [node.parent_id, node.raw.get("iteration_id"), node.raw.get("loop_id")]
        found = [p for p in dict.fromkeys(named) if isinstance(p, str) and p in self.nodes and p != node.id]
        found = [p for p in found if self.nodes[p].container]
        if not found or node.parent_id in found[:1] or len(found) == 1:
            return found[0] if found else None
        iteration, loop = found[0], found[1]
        return loop if self.nodes[loop].raw.get("iteration_id") == iteration else iteration

    def _read_edges(self, stored: Mapping[str, Any]) -> dict[str, list[tuple[str, str]]]:
        edges: dict[str, list[tuple[str, str]]] = {}
        for edge in _mappings(stored.get("edges")):
            source, target = edge.get("source"), edge.get("target")
            if not isinstance(source, str) or not isinstance(target, str):
                continue
            if source in self.nodes and target in self.nodes and self._same_level(source, target):
                self._refuse_behind_end(self.nodes[source], self.nodes[target])
                handle = edge.get("sourceHandle")
                edges.setdefault(source, []).append((target, handle if isinstance(handle, str) else "source"))
        return edges

    def _refuse_behind_end(self, source: GraphNode, target: GraphNode) -> None:
        if self.strict and source.type == "end":
            text = f"{source.label} ends the workflow, but {target.label} is attached behind it. Remove the connection."
            raise GraphError(text, node_id=source.id)

    def _same_level(self, source: str, target: str) -> bool:
        return self.nodes[source].parent == self.nodes[target].parent

    def _section(self, container: str | None, start: str) -> Section:
        order = self._reach(start)
        for node_id in order:
            node = self.nodes[node_id]
            node.prepare()
            if self.strict:
                self._check_selectors(node)
            if node.container and node_id not in self.inside:
                self.inside[node_id] = self._section(node_id, self._inner_start(node))
                node.writes = frozenset().union(*(inner.writes for inner in self.inside[node_id].nodes))
        section = Section(container, [self.nodes[i] for i in order], {i: self._edges.get(i, []) for i in order})
        return section

    def _reach(self, start: str) -> list[str]:
        order, seen = [start], {start}
        for node_id in order:
            for target, _ in self._edges.get(node_id, ()):
                if target not in seen:
                    seen.add(target)
                    order.append(target)
        return order

    def _inner_start(self, container: GraphNode) -> str:
        children = [n for n in self.nodes.values() if n.parent == container.id]
        named = container.raw.get("start_node_id")
        if isinstance(named, str) and any(n.id == named for n in children):
            return named
        for child in children:
            if child.type in CONTAINER_STARTS or child.raw.get("isIterationStart"):
                return child.id
        targets = {target for edges in self._edges.values() for target, _ in edges}
        for child in children:
            if child.id not in targets:
                return child.id
        raise GraphError(f"{container.label} has nothing inside to start with.", node_id=container.id)

    def _check_selectors(self, node: GraphNode) -> None:
        for selector in selectors(node.raw):
            if selector[0] and selector[0] not in self.nodes and selector[0] not in NAMESPACES:
                text = f"{node.label} uses variable {list(selector)}, but there is no node {selector[0]!r}."
                raise GraphError(text, node_id=node.id)


class GraphCache:
    """Parsed graphs by version, the least recently used dropped first."""

    def __init__(self, size: int = 256) -> None:
        self._size = size
        self._graphs: OrderedDict[str, Graph] = OrderedDict()

    def get(self, stored: Mapping[str, Any], *, key: str | None = None, strict: bool = True) -> Graph:
        """The graph; `key` is its version id (a hash of the content when there is none). Raises `GraphError`."""
        name = f"{key or content_hash(stored)}:{strict}"
        graph = self._graphs.get(name)
        if graph is None:
            graph = self._graphs[name] = Graph(stored, strict=strict)
            if len(self._graphs) > self._size:
                self._graphs.popitem(last=False)
        else:
            self._graphs.move_to_end(name)
        return graph

    def forget(self, key: str) -> None:
        """Drop a version that changed."""
        for strict in (True, False):
            self._graphs.pop(f"{key}:{strict}", None)


def content_hash(stored: Mapping[str, Any]) -> str:
    """SHA-256 of the stored graph."""
    options = orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS
    return hashlib.sha256(orjson.dumps(dict(stored), default=str, option=options)).hexdigest()


def _mappings(value: object) -> Sequence[dict[str, Any]]:
    items = cast(list[Any], value) if isinstance(value, list) else []
    return [cast(dict[str, Any], item) for item in items if isinstance(item, dict)]
