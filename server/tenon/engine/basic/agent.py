"""`agent_mode` as the data of an agent node (contract: dsl.md 5 and 7)."""

from collections.abc import Mapping
from typing import Any

from tenon.agents.strategies import AUTO
from tenon.engine.basic.config import dataset_ids, mapping, mappings, takes_files, variable_names, vision
from tenon.engine.basic.knowledge import metadata_filters, retrieval_settings
from tenon.engine.basic.prompts import QUERY, filled

PROVIDER = "langgenius/agent/agent"
MOST_ITERATIONS = 99
MOST_HISTORY_TOKENS = 2000


def agent_data(config: Mapping[str, Any]) -> dict[str, Any]:
    """The node's data: model, tools, instruction, query, iterations, and knowledge as a tool.

    The strategy is what the model can do, whatever the configuration was saved with (APP-AGT-03).
    """
    agent = mapping(config.get("agent_mode"))
    names = variable_names(config)
    model = mapping(config.get("model"))
    parameters: dict[str, Any] = {
        "model": {"type": "constant", "value": {**model, "model": model.get("name"), "model_type": "llm"}},
        "tools": {"type": "constant", "value": [_tool(tool, names) for tool in _tools(agent)]},
        "instruction": {"type": "mixed", "value": instruction(config, names)},
        "query": {"type": "mixed", "value": QUERY},
        "maximum_iterations": {"type": "constant", "value": iterations(agent)},
    }
    found: dict[str, Any] = {
        "type": "agent",
        "title": "Agent",
        "agent_strategy_provider_name": PROVIDER,
        "agent_strategy_name": AUTO,
        "agent_strategy_label": "Agent",
        "agent_parameters": parameters,
        "memory": {"window": {"enabled": False}, "max_tokens": MOST_HISTORY_TOKENS},
    }
    prompt = mapping(agent.get("prompt"))
    if prompt.get("first_prompt"):
        found["react_prompt"] = prompt
    if takes_files(config):
        found["vision"] = vision(config)
    knowledge = knowledge_tool(config)
    if knowledge is not None:
        found["knowledge"] = knowledge
    return found


def named_strategy(config: Mapping[str, Any]) -> dict[str, str]:
    """The members of a node that name the strategy the configuration was saved with, for a graph of its own."""
    react = mapping(config.get("agent_mode")).get("strategy") in ("react", "cot")
    return {
        "agent_strategy_name": "ReAct" if react else "function_calling",
        "agent_strategy_label": "ReAct" if react else "Function Calling",
    }


def iterations(agent: Mapping[str, Any]) -> int:
    """How often the agent may turn to its tools."""
    value = agent.get("max_iteration")
    return min(max(1, value), MOST_ITERATIONS) if isinstance(value, int) and not isinstance(value, bool) else 10


def instruction(config: Mapping[str, Any], names: list[str]) -> str:
    """The prompt of an agent app; of an expert prompt the system messages."""
    if config.get("prompt_type") == "advanced":
        rows = mappings(mapping(config.get("chat_prompt_config")).get("prompt"))
        texts = [str(row.get("text") or "") for row in rows if row.get("role") == "system"]
        return filled("\n\n".join(texts), names)
    return filled(str(config.get("pre_prompt") or ""), names)


def knowledge_tool(config: Mapping[str, Any]) -> dict[str, Any] | None:
    """Knowledge bases that the agent may ask: `dataset_ids` and how segments are chosen; None when there are none."""
    ids = dataset_ids(config)
    if not ids:
        return None
    settings = mapping(config.get("dataset_configs"))
    found: dict[str, Any] = {
        "dataset_ids": ids,
        "retrieval_mode": "multiple",
        "multiple_retrieval_config": retrieval_settings(settings),
        "metadata_filtering_mode": settings.get("metadata_filtering_mode") or "disabled",
    }
    return found | metadata_filters(config)


def _tools(agent: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [tool for tool in mappings(agent.get("tools")) if len(tool) >= 4 and tool.get("enabled") is not False]


def _tool(tool: dict[str, Any], names: list[str]) -> dict[str, Any]:
    """A tool in the form the agent node has: fixed values, which may name variables of the form, are `settings`."""
    return {
        "enabled": True,
        "type": tool.get("provider_type") or "builtin",
        "provider_name": tool.get("provider_id") or tool.get("provider_name") or "",
        "tool_name": tool.get("tool_name") or "",
        "tool_label": tool.get("tool_label") or "",
        "parameters": {},
        "settings": {name: _fixed(value, names) for name, value in mapping(tool.get("tool_parameters")).items()},
        "schemas": [],
        "extra": mapping(tool.get("extra")),
        "credential_id": tool.get("credential_id"),
    }


def _fixed(value: Any, names: list[str]) -> Any:
    """A value; one with `{{name}}` of a variable becomes a template of the engine."""
    text = filled(value, names) if isinstance(value, str) else value
    return value if text == value else {"type": "mixed", "value": text}
