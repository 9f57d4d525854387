"""What of an app file is run, and in which mode."""

from collections.abc import Mapping
from typing import Any, cast

from tenon.engine.basic.compile import MODES, EngineMode, compile_app, engine_mode
from tenon.engine.dsl import Document
from tenon.engine.errors import DslError


def graph_of(document: Document) -> tuple[Mapping[str, Any], EngineMode]:
    """The graph of a file and the mode it runs in. Raises `DslError` for a file that has none."""
    if document.graph:
        has_answer = document.kind == "graph" and _has_answer(document.graph)
        chat = document.mode == "advanced-chat" or has_answer
        return document.graph, "advanced-chat" if chat else "workflow"
    if document.kind == "rag_pipeline" or document.mode in ("workflow", "advanced-chat"):
        raise DslError("Missing workflow data for workflow/advanced chat app")
    config = document.data.get("model_config")
    if not isinstance(config, dict):
        raise DslError("Missing model_config for chat/agent-chat/completion app")
    if document.mode not in MODES:
        raise DslError(f"Apps of mode {document.mode!r} have no graph to run.")
    return compile_app(document.mode, cast(dict[str, Any], config)), engine_mode(document.mode)


def _has_answer(graph: Mapping[str, Any]) -> bool:
    nodes: list[Any] = graph.get("nodes") or []
    data: list[Any] = [cast(dict[str, Any], node).get("data") for node in nodes if isinstance(node, dict)]
    return any(isinstance(row, dict) and cast(dict[str, Any], row).get("type") == "answer" for row in data)
