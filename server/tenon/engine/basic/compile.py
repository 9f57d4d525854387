"""Compiles a `model_config` to a graph: start, knowledge where there is some, a model or an agent, the answer."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any, Literal

from tenon.engine.basic.agent import agent_data
from tenon.engine.basic.config import (
    form_variables,
    is_agent,
    mapping,
    variable_names,
    vision,
)
from tenon.engine.basic.knowledge import knowledge_data
from tenon.engine.basic.prompts import CONTEXT_FRAME, PromptParts, chat_prompt, completion_prompt, one_text_prompt
from tenon.engine.errors import DslError

EngineMode = Literal["workflow", "advanced-chat"]
MODES = ("chat", "completion", "agent-chat")
MOST_HISTORY_TOKENS = 2000
"""Most tokens of earlier turns that a basic app sends (APP-CHAT-14)."""


def engine_mode(mode: str) -> EngineMode:
    """How the graph of a basic app runs."""
    return "workflow" if mode == "completion" else "advanced-chat"


def compile_app(mode: str, config: Mapping[str, Any], *, query: bool = False) -> dict[str, Any]:
    """The graph of a basic app.

    With `query`, a text generator takes the query of the old API beside its form. Raises `DslError` for a mode
    without `model_config` and for a config that names no model.
    """
    if mode not in MODES:
        raise DslError(f"Apps of mode {mode!r} have no model_config to run.")
    if not isinstance(config.get("model"), dict):
        raise DslError("The model_config names no model.")
    agent = is_agent(mode, config)
    nodes = [_start(config)]
    knowledge = None if agent else knowledge_data(mode, config)
    if knowledge is not None:
        nodes.append({"id": "knowledge", "data": knowledge})
    if agent:
        nodes.append({"id": "agent", "data": agent_data(config)})
    else:
        nodes.append({"id": "llm", "data": _llm(mode, config, knowledge=knowledge is not None, query=query)})
    nodes.append(_last(mode, "agent" if agent else "llm"))
    ids = [node["id"] for node in nodes]
    edges = [{"source": a, "target": b} for a, b in pairwise(ids)]
    return {"nodes": nodes, "edges": edges}


def _start(config: Mapping[str, Any]) -> dict[str, Any]:
    return {"id": "start", "data": {"type": "start", "title": "Start", "variables": form_variables(config)}}


def _last(mode: str, source: str) -> dict[str, Any]:
    if mode != "completion":
        return {"id": "answer", "data": {"type": "answer", "title": "Answer", "answer": f"{{{{#{source}.text#}}}}"}}
    outputs = [{"variable": "text", "value_selector": [source, "text"]}]
    return {"id": "end", "data": {"type": "end", "title": "End", "outputs": outputs}}


def _llm(mode: str, config: Mapping[str, Any], *, knowledge: bool, query: bool) -> dict[str, Any]:
    names = variable_names(config)
    model = mapping(config.get("model"))
    chat = mode != "completion"
    if model.get("mode") == "completion":
        parts = one_text_prompt(config, names, chat=chat, knowledge=knowledge, query=query)
    elif chat:
        parts = chat_prompt(config, names, knowledge=knowledge)
    else:
        parts = completion_prompt(config, names, knowledge=knowledge, query=query)
    found: dict[str, Any] = {
        "type": "llm",
        "title": "LLM",
        "model": _with_stop(model, parts),
        "prompt_template": parts.template,
        "context": {
            "enabled": knowledge,
            "variable_selector": ["knowledge", "result"] if knowledge else [],
            "frame": CONTEXT_FRAME.rstrip(),
        },
        "vision": vision(config),
        "check_length": True,
    }
    if chat:
        found["memory"] = {
            "window": {"enabled": False},
            "max_tokens": MOST_HISTORY_TOKENS,
            "query_prompt_template": parts.query,
            "role_prefix": parts.role_prefix,
        }
    return found


def _with_stop(model: dict[str, Any], parts: PromptParts) -> dict[str, Any]:
    params = mapping(model.get("completion_params"))
    if not parts.stop or params.get("stop"):
        return model
    return {**model, "completion_params": {**params, "stop": list(parts.stop)}}
