"""One level of a graph, numbered: who waits for whom, and which texts open when."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from tenon.engine.errors import GraphError
from tenon.engine.graph_node import GraphNode

BRANCHES: Final = frozenset({"if-else", "question-classifier", "human-input"})


class Out(NamedTuple):
    """An edge: the node it leads to, its way out, and the responses it opens when it is taken."""

    target: int
    handle: str
    opens: tuple[int, ...]


class Response:
    """The text of an answer or end node. `segments` are literal texts and selectors in order.

    `writers` are, for each variable shown that nodes before this one may write, the ids of those nodes.
    """

    __slots__ = ("index", "is_end", "node", "segments", "writers")

    def __init__(self, index: int, node: GraphNode, segments: Sequence[str | tuple[str, ...]]) -> None:
        self.index, self.node, self.segments = index, node, segments
        self.is_end = node.type == "end"
        self.writers: dict[tuple[str, ...], list[str]] = {}


class Section:
    """The nodes of one level reached from a start, which is number 0.

    `waits` counts the edges each node waits for. `streamed` are the outputs (node, name) that some text shows while
    they come into being. `opened` are the responses that nothing holds back. Raises `GraphError` for a cycle.
    """

    __slots__ = ("container", "nodes", "opened", "out", "responses", "streamed", "waits")

    def __init__(
        self, container: str | None, nodes: Sequence[GraphNode], edges: Mapping[str, Sequence[tuple[str, str]]]
    ) -> None:
        self.container = container
        self.nodes = list(nodes)
        numbers = {node.id: number for number, node in enumerate(self.nodes)}
        pairs = [[(numbers[target], handle) for target, handle in edges[node.id]] for node in self.nodes]
        self.waits = [0] * len(self.nodes)
        for targets in pairs:
            for target, _ in targets:
                self.waits[target] += 1
        self._check_cycle(pairs)
        self.responses = self._responses()
        self.streamed = frozenset(
            (part[0], part[1])
            for r in self.responses
            for part in r.segments
            if isinstance(part, tuple) and len(part) == 2
        )
        opens, self.opened = self._gates(pairs)
        self.out: list[tuple[Out, ...]] = [
            tuple(Out(target, handle, opens.get((source, edge), ())) for edge, (target, handle) in enumerate(targets))
            for source, targets in enumerate(pairs)
        ]

    def _check_cycle(self, pairs: Sequence[Sequence[tuple[int, str]]]) -> None:
        left = self.waits.copy()
        done = [0] if left[0] == 0 else []
        for number in done:
            for target, _ in pairs[number]:
                left[target] -= 1
                if left[target] == 0:
                    done.append(target)
        if len(done) < len(self.nodes):
            stuck = self._in_cycle(pairs, left)
            raise GraphError(f"{stuck.label} is part of a cycle. Remove one of the edges.", node_id=stuck.id)

    def _in_cycle(self, pairs: Sequence[Sequence[tuple[int, str]]], left: Sequence[int]) -> GraphNode:
        """A node on the cycle itself, not one that only waits behind it: walk backwards until a node comes again."""
        into: dict[int, int] = {}
        for source, targets in enumerate(pairs):
            for target, _ in targets:
                if left[source] > 0:
                    into[target] = source
        number = next(i for i, count in enumerate(left) if count > 0)
        seen: set[int] = set()
        while number not in seen and number in into:
            seen.add(number)
            number = into[number]
        return self.nodes[number]

    def _responses(self) -> list[Response]:
        found: list[Response] = []
        for number, node in enumerate(self.nodes):
            kind = node.impl.response if node.impl else None
            if node.impl is not None and kind and not (kind == "end" and self.container):
                found.append(Response(number, node, node.impl.template(node.data)))
        return found

    def _gates(
        self, pairs: Sequence[Sequence[tuple[int, str]]]
    ) -> tuple[dict[tuple[int, int], tuple[int, ...]], tuple[int, ...]]:
        """Which edge opens which response, and the responses that are open from the start.

        An edge out of a branch, a container or another response holds the texts behind it back until it is taken;
        so does an edge out of a node that writes a variable the text shows.
        """
        into: list[list[tuple[int, int]]] = [[] for _ in self.nodes]
        for source, targets in enumerate(pairs):
            for number, (target, _) in enumerate(targets):
                into[target].append((source, number))
        holds = [self._holds(node, pairs[i]) for i, node in enumerate(self.nodes)]
        opens: dict[tuple[int, int], tuple[int, ...]] = {}
        opened: list[int] = []
        for number, response in enumerate(self.responses):
            shown = {part[:2] for part in response.segments if isinstance(part, tuple)}
            self._find_writers(response, shown, into)
            stack, seen = [response.index], {response.index}
            while stack:
                node = stack.pop()
                for source, edge in into[node]:
                    if holds[source] or self.nodes[source].writes & shown:
                        opens[source, edge] = (*opens.get((source, edge), ()), number)
                    elif source not in seen:
                        seen.add(source)
                        stack.append(source)
            if 0 in seen:
                opened.append(number)
        return opens, tuple(opened)

    def _find_writers(
        self, response: Response, shown: set[tuple[str, ...]], into: Sequence[Sequence[tuple[int, int]]]
    ) -> None:
        stack, seen = [response.index], {response.index}
        while stack and shown:
            for source, _ in into[stack.pop()]:
                if source not in seen:
                    seen.add(source)
                    stack.append(source)
                    for variable in self.nodes[source].writes & shown:
                        response.writers.setdefault(variable, []).append(self.nodes[source].id)

    @staticmethod
    def _holds(node: GraphNode, targets: Sequence[tuple[int, str]]) -> bool:
        if node.type in BRANCHES or node.container or node.fails_over:
            return True
        if node.impl is not None and node.impl.response:
            return True
        return len({handle for _, handle in targets}) > 1
