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
