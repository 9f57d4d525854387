"""Agent apps as graphs."""

from typing import Any

import pytest

from tenon.domain.app.convert import content_of
from tenon.engine.basic.compile import compile_app

CONFIG: dict[str, Any] = {
    "model": {"provider": "openai", "name": "gpt-4o-mini", "mode": "chat", "completion_params": {}},
    "pre_prompt": "Be kind.",
    "agent_mode": {"enabled": True, "strategy": "react", "tools": []},
}


@pytest.mark.parametrize(
    ("stored", "named"),
    [("react", "ReAct"), ("cot", "ReAct"), ("function_call", "function_calling"), (None, "function_calling")],
)
def test_an_app_takes_what_its_model_can_and_a_converted_one_names_it(stored: str | None, named: str) -> None:
    config = {**CONFIG, "agent_mode": {**CONFIG["agent_mode"], "strategy": stored}}
    served = next(n["data"] for n in compile_app("agent-chat", config)["nodes"] if n["data"]["type"] == "agent")
    assert served["agent_strategy_name"] == "auto"
    converted = content_of("agent-chat", config).graph["nodes"]
    (agent,) = [node["data"] for node in converted if node["data"]["type"] == "agent"]
    assert agent["agent_strategy_name"] == named


def served(config: dict[str, Any]) -> dict[str, Any]:
    return next(n["data"] for n in compile_app("agent-chat", config)["nodes"] if n["data"]["type"] == "agent")


def test_tools_keep_the_description_that_was_written_for_them() -> None:
    tool = {"provider_id": "time", "provider_type": "builtin", "tool_name": "current_time", "tool_label": "Time"}
    tools = [{**tool, "extra": {"description": "Ask me first."}, "tool_parameters": {"timezone": "UTC", "format": ""}}]
    config = {**CONFIG, "agent_mode": {**CONFIG["agent_mode"], "tools": tools}}
    (found,) = served(config)["agent_parameters"]["tools"]["value"]
    assert found["extra"] == {"description": "Ask me first."}
    assert found["settings"] == {"timezone": "UTC", "format": ""}


def test_fixed_values_may_name_variables_of_the_form() -> None:
    tool = {"provider_id": "time", "provider_type": "builtin", "tool_name": "current_time", "tool_label": "Time"}
    values = {"timezone": "{{zone}}", "format": "%H {{other}}", "n": 1}
    mode = {**CONFIG["agent_mode"], "tools": [{**tool, "tool_parameters": values}]}
    form = [{"text-input": {"variable": "zone", "label": "Zone"}}]
    (found,) = served({**CONFIG, "agent_mode": mode, "user_input_form": form})["agent_parameters"]["tools"]["value"]
    zone = {"type": "mixed", "value": "{{#start.zone#}}"}
    assert found["settings"] == {"timezone": zone, "format": "%H {{other}}", "n": 1}


def test_filters_may_name_variables_of_the_form() -> None:
    condition = {"name": "author", "comparison_operator": "is", "value": "{{name}}"}
    datasets = {
        "datasets": {"datasets": [{"dataset": {"enabled": True, "id": "d"}}]},
        "metadata_filtering_mode": "manual",
        "metadata_filtering_conditions": {"logical_operator": "and", "conditions": [condition]},
    }
    form = [{"text-input": {"variable": "name", "label": "Name"}}]
    config = {**CONFIG, "dataset_configs": datasets, "user_input_form": form}
    filters = served(config)["knowledge"]["metadata_filtering_conditions"]
    assert filters["conditions"][0]["value"] == "{{#start.name#}}"
    nodes = compile_app("chat", {**config, "agent_mode": {"enabled": False}})["nodes"]
    assert nodes[1]["data"]["metadata_filtering_conditions"] == filters
