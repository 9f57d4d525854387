"""Agents on the command line."""

import json
from pathlib import Path
from typing import Any

from tests.cli.test_run import invoke, scripted_model

AGENT_APP: dict[str, Any] = {
    "kind": "app",
    "version": "0.5.0",
    "app": {"name": "Clock", "mode": "agent-chat"},
    "model_config": {
        "model": {"provider": "openai", "name": "scripted", "mode": "chat", "completion_params": {}},
        "pre_prompt": "You know the time in {{city}}.",
        "user_input_form": [{"text-input": {"label": "City", "variable": "city", "required": True}}],
        "agent_mode": {
            "enabled": True,
            "strategy": "react",
            "max_iteration": 2,
            "tools": [
                {
                    "provider_id": "time",
                    "provider_type": "builtin",
                    "provider_name": "time",
                    "tool_name": "current_time",
                    "tool_label": "Time",
                    "tool_parameters": {},
                    "enabled": True,
                }
            ],
        },
    },
}
SCRIPT = """
rules:
  - when: {tools: [current_time], tool_result: false}
    tool_calls: [{name: current_time, arguments: {}}]
  - when: {tool_result: noon}
    answer: "It is noon."
  - answer: "It is some time."
"""


def asked(result: Any) -> dict[str, Any]:
    data = json.loads(result.stdout)
    assert data["status"] == "succeeded", data["error"]
    return data


def test_an_agent_with_a_model_and_shipped_tools(tmp_path: Path) -> None:
    (tmp_path / "script.yaml").write_text(SCRIPT)
    with scripted_model("--script", str(tmp_path / "script.yaml")) as url:
        data = asked(invoke(AGENT_APP, tmp_path, "--json", "--model-url", url, "-i", "city=Rome", "--query", "When?"))
    assert data["outputs"]["answer"] == "It is some time."
    logs = [event["data"] for event in data["events"] if event["event"] == "agent_log"]
    assert {log["label"] for log in logs} == {"ROUND 1", "ROUND 2", "scripted Thought", "CALL current_time"}
    assert list(logs[0]) == [
        "node_execution_id", "id", "label", "parent_id", "error", "status", "data", "metadata", "node_id",
    ]  # fmt: skip
    started = [event["data"] for event in data["events"] if event["event"] == "node_started"]
    (began,) = [node for node in started if node["node_id"] == "agent"]
    assert began["agent_strategy"] == {"name": "auto", "icon": None}


def test_mocked_tools_answer_an_agent(tmp_path: Path) -> None:
    (tmp_path / "script.yaml").write_text(SCRIPT)
    (tmp_path / "mocks.json").write_text('{"tool_output": {"text": "noon"}}')
    with scripted_model("--script", str(tmp_path / "script.yaml")) as url:
        options = ("--json", "--model-url", url, "--mocks", str(tmp_path / "mocks.json"), "-i", "city=Rome")
        data = asked(invoke(AGENT_APP, tmp_path, *options, "--query", "When?"))
    assert data["outputs"]["answer"] == "It is noon."


def test_a_mocked_model_answers_for_the_agent(tmp_path: Path) -> None:
    (tmp_path / "mocks.json").write_text('{"llm_text": "Hello there."}')
    data = asked(invoke(AGENT_APP, tmp_path, "--json", "--mocks", str(tmp_path / "mocks.json"), "-i", "city=Rome"))
    assert data["outputs"]["answer"] == "Hello there."
