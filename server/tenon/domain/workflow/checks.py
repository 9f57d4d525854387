"""The checklist of a graph: what keeps it from running, and what is probably a slip."""

from collections.abc import Iterable
from typing import Any

from tenon.domain.workflow.bounds import GraphBounds, too_large
from tenon.domain.workflow.content import mapping, mappings
from tenon.domain.workflow.schemas import NodeType, Problem
from tenon.engine.errors import GraphError
from tenon.engine.graph import START_TYPES, Graph
from tenon.engine.registry import CONTAINER_STARTS, NOT_RUNNABLE, node_type, node_types

_WITH_MODEL = ("llm", "question-classifier", "parameter-extractor")


def check_graph(graph: dict[str, Any], kind: str, bounds: GraphBounds | None = None) -> list[Problem]:
    """Everything found, errors first. `kind` is `workflow` or `advanced-chat`."""
    nodes = [
        (str(item.get("id") or ""), mapping(item.get("data")))
        for item in mappings(graph.get("nodes"))
        if item.get("type") != "custom-note" and mapping(item.get("data")).get("type")
    ]
    found = [*_types(nodes), *_models(nodes), *too_large(graph, bounds or GraphBounds())]
    named = {problem.node_id for problem in found if problem.severity == "error"}
    try:
        Graph(graph)
    except GraphError as error:
        if error.node_id is None or error.node_id not in named:
            found.append(_problem(error.node_id, "error", "invalid_graph", error.message))
    found += [*_unconnected(nodes, graph), *_ends(nodes, kind)]
    return sorted(found, key=lambda problem: problem.severity)


def _problem(node_id: str | None, severity: str, code: str, message: str) -> Problem:
    return Problem.model_validate({"node_id": node_id, "severity": severity, "code": code, "message": message})


def _label(node_id: str, data: dict[str, Any]) -> str:
    return f"Node {str(data.get('title') or node_id)!r}"


def _types(nodes: Iterable[tuple[str, dict[str, Any]]]) -> Iterable[Problem]:
    for node_id, data in nodes:
        kind = str(data["type"])
        if kind in CONTAINER_STARTS or node_type(kind) is not None:
            continue
        label = _label(node_id, data)
        if kind in NOT_RUNNABLE:
            yield _problem(node_id, "warning", "node_not_supported", f"{label} ({kind}) cannot be run here yet.")
        else:
            yield _problem(node_id, "error", "unknown_node_type", f"{label} is of the unknown type {kind!r}.")


def _models(nodes: Iterable[tuple[str, dict[str, Any]]]) -> Iterable[Problem]:
    for node_id, data in nodes:
        if data["type"] in _WITH_MODEL and not mapping(data.get("model")).get("name"):
            yield _problem(node_id, "error", "model_missing", f"{_label(node_id, data)}: choose a model.")


def _unconnected(nodes: Iterable[tuple[str, dict[str, Any]]], graph: dict[str, Any]) -> Iterable[Problem]:
    targets = {edge.get("target") for edge in mappings(graph.get("edges"))}
    for node_id, data in nodes:
        first = data["type"] in START_TYPES or data["type"] in CONTAINER_STARTS or data.get("isIterationStart")
        if not first and node_id not in targets:
            yield _problem(node_id, "warning", "not_connected", f"{_label(node_id, data)} is not connected.")


def _ends(nodes: Iterable[tuple[str, dict[str, Any]]], kind: str) -> Iterable[Problem]:
    wanted, name = ("answer", "Answer") if kind == "advanced-chat" else ("end", "Output")
    if not any(data["type"] == wanted for _, data in nodes):
        yield _problem(None, "warning", f"no_{wanted}", f"The graph has no {name} node, so it gives nothing back.")


def catalogue() -> list[NodeType]:
    """Every node type with the JSON Schema of its data."""
    return [
        NodeType(
            type=node.type,
            version=node.version,
            group=node.group,
            outputs=dict(node.outputs),
            schema_=node.data_class.model_json_schema(),
        )
        for node in node_types()
    ]
