"""Basic apps as graphs: chat and completion apps are a start, a model and an answer."""

from collections.abc import Mapping
from typing import Any, Literal, cast

from tenon.engine.dsl import Document
from tenon.engine.errors import DslError

Mode = Literal["workflow", "advanced-chat"]


def graph_of(document: Document) -> tuple[Mapping[str, Any], Mode]:
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
    return _basic(document.mode, cast(dict[str, Any], config))


def _has_answer(graph: Mapping[str, Any]) -> bool:
    nodes: list[Any] = graph.get("nodes") or []
    data: list[Any] = [cast(dict[str, Any], node).get("data") for node in nodes if isinstance(node, dict)]
    return any(isinstance(row, dict) and cast(dict[str, Any], row).get("type") == "answer" for row in data)


def _basic(mode: str, config: Mapping[str, Any]) -> tuple[Mapping[str, Any], Mode]:
    if mode not in ("chat", "completion"):
        raise DslError(f"Apps of mode {mode!r} have no graph to run.")
    model = config.get("model")
    if not isinstance(model, dict):
        raise DslError("The model_config names no model.")
    chat = mode == "chat"
    variables = _variables(config.get("user_input_form"))
    names = [str(variable.get("variable")) for variable in variables]
    llm: dict[str, Any] = {
        "type": "llm",
        "title": "Model",
        "model": model,
        "prompt_template": _prompt(config, names, chat=chat),
        "vision": {"enabled": False},
    }
    if chat:
        llm["memory"] = {"window": {"enabled": False}, "query_prompt_template": "{{#sys.query#}}"}
        last = {"type": "answer", "title": "Answer", "answer": "{{#llm.text#}}"}
    else:
        last = {"type": "end", "title": "End", "outputs": [{"variable": "text", "value_selector": ["llm", "text"]}]}
    start = {"type": "start", "title": "Start", "variables": variables}
    nodes = [{"id": name, "data": data} for name, data in (("start", start), ("llm", llm), ("last", last))]
    edges = [{"source": "start", "target": "llm"}, {"source": "llm", "target": "last"}]
    return {"nodes": nodes, "edges": edges}, "advanced-chat" if chat else "workflow"


def _variables(form: object) -> list[dict[str, Any]]:
    """The form of a basic app: one-key mappings of type and settings."""
    found: list[dict[str, Any]] = []
    for entry in cast(list[Any], form) if isinstance(form, list) else []:
        for kind, settings in cast(dict[str, Any], entry).items() if isinstance(entry, dict) else ():
            if isinstance(settings, dict):
                found.append({**cast(dict[str, Any], settings), "type": kind})
    return found


def _prompt(config: Mapping[str, Any], names: list[str], *, chat: bool) -> Any:
    if config.get("prompt_type") == "advanced":
        advanced: dict[str, Any] = config.get("chat_prompt_config") or {}
        rows: list[Any] = advanced.get("prompt") or []
        return [{"role": row.get("role", "user"), "text": _filled(str(row.get("text") or ""), names)} for row in rows]
    return [{"role": "system" if chat else "user", "text": _filled(str(config.get("pre_prompt") or ""), names)}]


def _filled(text: str, names: list[str]) -> str:
    """`{{name}}` of the form as a reference to the start node; `{{query}}` of old prompts as an input of that name."""
    for name in names:
        text = text.replace(f"{{{{{name}}}}}", f"{{{{#start.{name}#}}}}")
    return text.replace("{{#query#}}", "{{#sys.query#}}").replace("{{#context#}}", "").replace("{{#histories#}}", "")
