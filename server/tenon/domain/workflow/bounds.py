"""How large a graph may be: the operator's bounds, and what of a graph passes them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from tenon.domain.workflow.content import mapping, mappings
from tenon.domain.workflow.schemas import Problem

LAST = frozenset({"end", "answer", "knowledge-index"})


@dataclass(frozen=True, slots=True)
class GraphBounds:
    """`max_depth`: most nodes in a row, the first and the last not counted; `max_branches`: most nodes that start
    together behind one way out before the editor warns; `max_rounds`: highest number of rounds a loop may be set to."""

    max_depth: int = 50
    max_branches: int = 10
    max_rounds: int = 100


def too_large(graph: dict[str, Any], bounds: GraphBounds) -> list[Problem]:
    """What passes the bounds. Errors keep it from being published, a wide graph is a warning."""
    nodes = {str(item.get("id")): mapping(item.get("data")) for item in mappings(graph.get("nodes"))}
    edges = _edges(graph, nodes)
    return [*_starts(nodes), *_branches(nodes, edges, bounds), *_depth(nodes, edges, bounds), *_rounds(nodes, bounds)]


def _edges(graph: dict[str, Any], nodes: dict[str, dict[str, Any]]) -> set[tuple[str, str, str]]:
    """Source, way out and target of each edge between two nodes that exist."""
    found: set[tuple[str, str, str]] = set()
    for edge in mappings(graph.get("edges")):
        source, target = edge.get("source"), edge.get("target")
        if isinstance(source, str) and isinstance(target, str) and source in nodes and target in nodes:
            found.add((source, str(edge.get("sourceHandle") or "source"), target))
    return found


def _starts(nodes: dict[str, dict[str, Any]]) -> Iterable[Problem]:
    """An app asks for its inputs once: every start node behind the first is one too many."""
    for node_id in [node_id for node_id, data in nodes.items() if data.get("type") == "start"][1:]:
        text = "An app has one start node, and this is another. Delete one of them."
        yield _problem(node_id, nodes[node_id], "several_starts", text)


def _branches(
    nodes: dict[str, dict[str, Any]], edges: set[tuple[str, str, str]], bounds: GraphBounds
) -> Iterable[Problem]:
    counts: dict[tuple[str, str], int] = {}
    for source, way, _ in edges:
        counts[source, way] = counts.get((source, way), 0) + 1
    for (source, _), count in sorted(counts.items()):
        if count > bounds.max_branches:
            text = f"{count} nodes start in parallel behind it; at most {bounds.max_branches} should."
            yield _problem(source, nodes[source], "too_many_branches", f"{text} Put some in a row.", "warning")


def _depth(
    nodes: dict[str, dict[str, Any]], edges: set[tuple[str, str, str]], bounds: GraphBounds
) -> Iterable[Problem]:
    """The first node that lies too deep, by the longest way to it. Cycles are refused elsewhere."""
    following: dict[str, list[str]] = {}
    waits = dict.fromkeys(nodes, 0)
    for source, _, target in edges:
        following.setdefault(source, []).append(target)
        waits[target] += 1
    depth = dict.fromkeys(nodes, 1)
    ready = [node_id for node_id, count in waits.items() if not count]
    for node_id in ready:
        if depth[node_id] > bounds.max_depth + 1 + (nodes[node_id].get("type") in LAST):
            text = f"More than {bounds.max_depth} nodes stand in a row up to it."
            yield _problem(node_id, nodes[node_id], "too_deep", f"{text} Shorten the row, or put a part in an app.")
            return
        for target in following.get(node_id, ()):
            depth[target] = max(depth[target], depth[node_id] + 1)
            waits[target] -= 1
            if not waits[target]:
                ready.append(target)


def _rounds(nodes: dict[str, dict[str, Any]], bounds: GraphBounds) -> Iterable[Problem]:
    for node_id, data in nodes.items():
        count = data.get("loop_count")
        if data.get("type") == "loop" and isinstance(count, int) and count > bounds.max_rounds:
            text = f"It is set to {count} rounds; at most {bounds.max_rounds} can be set."
            yield _problem(node_id, data, "too_many_rounds", text)


def _problem(
    node_id: str, data: dict[str, Any], code: str, message: str, severity: Literal["error", "warning"] = "error"
) -> Problem:
    label = f"Node {str(data.get('title') or node_id)!r}"
    return Problem(node_id=node_id, severity=severity, code=code, message=f"{label}: {message}")
