"""Node types by name, found by scanning `engine/nodes`; a module is imported when its type is first used."""

import importlib
import pkgutil
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, cast

from tenon.engine import nodes
from tenon.engine.node import Node

CONTAINER_STARTS: Final = frozenset({"iteration-start", "loop-start"})
NOT_RUNNABLE: Final = frozenset(
    {
        "datasource",
        "datasource-empty",
        "human-input",
        "knowledge-index",
        "trigger-plugin",
        "trigger-schedule",
        "trigger-webhook",
    }
)
"""Types of the format that no module runs yet: accepted in a graph, they fail when they are reached."""


@lru_cache(maxsize=256)
def node_type(name: str) -> Node[Any] | None:
    """The node type, by its name or an older one; None when there is none."""
    module = name.replace("-", "_")
    if module in module_names():
        found = _types_in(module).get(name)
        if found is not None:
            return found
    for other in sorted(module_names()):
        if f'"{name}"' in _source(other) and (found := _types_in(other).get(name)) is not None:
            return found
    return None


@lru_cache(maxsize=1)
def module_names() -> frozenset[str]:
    """The modules of `engine/nodes`."""
    return frozenset(info.name for info in pkgutil.iter_modules(nodes.__path__))


def node_types() -> list[Node[Any]]:
    """Every node type, sorted by name."""
    unique = {node.type: node for node in _all_types().values()}
    return [unique[name] for name in sorted(unique)]


@lru_cache(maxsize=256)
def _source(module: str) -> str:
    """The text of a module, to look for an older type name without importing it."""
    return (Path(nodes.__path__[0]) / f"{module}.py").read_text("utf-8")


@lru_cache(maxsize=1)
def _all_types() -> dict[str, Node[Any]]:
    merged: dict[str, Node[Any]] = {}
    for module in sorted(module_names()):
        merged.update(_types_in(module))
    return merged


@lru_cache(maxsize=256)
def _types_in(module: str) -> dict[str, Node[Any]]:
    loaded = importlib.import_module(f"{nodes.__name__}.{module}")
    found: dict[str, Node[Any]] = {}
    for value in vars(loaded).values():
        if isinstance(value, type) and issubclass(value, Node) and value.__module__ == loaded.__name__:
            node = cast(type[Node[Any]], value)()
            found.update(dict.fromkeys((node.type, *node.aliases), node))
    return found
