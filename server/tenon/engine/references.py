"""What the stored data of nodes refers to: variables of other nodes, models, tools, knowledge bases."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from tenon.models.port import ModelRef


def selectors(data: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    """The selectors a node reads or writes, in list form. Those of a part that is switched off are left out."""
    yield from _walk(data, "")
    kind = data.get("type")
    if kind in ("variable-aggregator", "variable-assigner"):
        yield from _lists(data.get("variables"))
    elif kind == "assigner":
        for item in _mappings(data.get("items")):
            if item.get("input_type") == "variable":
                yield from _one(item.get("value"))
    elif kind == "list-operator":
        yield from _one(data.get("variable"))
    elif kind == "parameter-extractor":
        yield from _one(data.get("query"))


def _walk(value: object, key: str) -> Iterator[tuple[str, ...]]:
    if isinstance(value, dict):
        mapping = cast(dict[str, Any], value)
        if mapping.get("enabled") is False:
            return
        for name, inner in mapping.items():
            yield from _walk(inner, str(name))
    elif isinstance(value, list):
        items = cast(list[Any], value)
        if key.endswith("selector"):
            yield from _one(items)
        else:
            for inner in items:
                yield from _walk(inner, key)


def _one(value: object) -> Iterator[tuple[str, ...]]:
    if isinstance(value, list) and value and all(isinstance(part, str) for part in cast(list[Any], value)):
        yield tuple(cast(list[str], value))


def _lists(value: object) -> Iterator[tuple[str, ...]]:
    for item in cast(list[Any], value) if isinstance(value, list) else []:
        yield from _one(item)


def _mappings(value: object) -> Iterator[dict[str, Any]]:
    for item in cast(list[Any], value) if isinstance(value, list) else []:
        if isinstance(item, dict):
            yield cast(dict[str, Any], item)


@dataclass(frozen=True, slots=True)
class ToolRef:
    """A tool as an app names it."""

    provider_type: str
    provider_id: str
    tool: str


@dataclass(frozen=True, slots=True)
class Requirements:
    """What a graph needs from its surroundings, each once, in the order of the nodes."""

    models: Sequence[ModelRef] = field(default_factory=tuple[ModelRef, ...])
    tools: Sequence[ToolRef] = field(default_factory=tuple[ToolRef, ...])
    datasets: Sequence[str] = field(default_factory=tuple[str, ...])


def requirements(graph: Mapping[str, Any]) -> Requirements:
    """Models, tools and knowledge bases named by the nodes of a stored graph."""
    models: dict[ModelRef, None] = {}
    tools: dict[ToolRef, None] = {}
    datasets: dict[str, None] = {}
    for node in _mappings(graph.get("nodes")):
        data = node.get("data")
        if not isinstance(data, dict):
            continue
        raw = cast(dict[str, Any], data)
        models.update(dict.fromkeys(_models(raw)))
        tools.update(dict.fromkeys(_tools(raw)))
        ids = raw.get("dataset_ids")
        datasets.update(dict.fromkeys(str(i) for i in cast(list[Any], ids)) if isinstance(ids, list) else {})
    return Requirements(tuple(models), tuple(tools), tuple(datasets))


def _models(value: object, key: str = "") -> Iterator[ModelRef]:
    if isinstance(value, dict):
        mapping = cast(dict[str, Any], value)
        yield from _model(mapping, key)
        for name, inner in mapping.items():
            yield from _models(inner, str(name))
    elif isinstance(value, list):
        for inner in cast(list[Any], value):
            yield from _models(inner, key)


def _model(mapping: dict[str, Any], key: str) -> Iterator[ModelRef]:
    def text(name: str) -> str:
        found = mapping.get(name)
        return found if isinstance(found, str) else ""

    if key in ("model", "metadata_model_config") and text("provider") and text("name"):
        yield ModelRef(text("provider"), text("name"))
    elif key == "reranking_model":
        provider = text("provider") or text("reranking_provider_name")
        name = text("model") or text("reranking_model_name")
        if provider and name:
            yield ModelRef(provider, name, "rerank")
    elif key == "value" and text("model_type") == "llm" and text("provider") and text("model"):
        yield ModelRef(text("provider"), text("model"))
    if text("embedding_provider_name") and text("embedding_model_name"):
        yield ModelRef(text("embedding_provider_name"), text("embedding_model_name"), "text-embedding")


def _tools(raw: dict[str, Any]) -> Iterator[ToolRef]:
    if raw.get("type") == "tool":
        yield _tool(raw)
    elif raw.get("type") == "agent":
        parameters = raw.get("agent_parameters")
        tools = cast(dict[str, Any], parameters).get("tools") if isinstance(parameters, dict) else None
        listed = cast(dict[str, Any], tools).get("value") if isinstance(tools, dict) else None
        for tool in _mappings(listed):
            if tool.get("enabled", True):
                yield _tool(tool)


def _tool(raw: dict[str, Any]) -> ToolRef:
    kind = raw.get("provider_type") or raw.get("type") or "builtin"
    return ToolRef(str(kind), str(raw.get("provider_id") or raw.get("provider_name") or ""), str(raw.get("tool_name")))
