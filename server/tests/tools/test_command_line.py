"""Shipped tools in `tenon run`, and apps whose tools are missing."""

import json
from pathlib import Path
from typing import Any

import yaml
from click.testing import CliRunner, Result

from tenon.cli.main import command
from tests.engine.builders import end, node, stored


def run(folder: Path, **tool: Any) -> Result:
    step = node("t", "tool", provider_type="builtin", tool_node_version="2", **tool)
    graph = stored([node("start", "start", variables=[]), step, end("end", text=["t", "text"])], "start>t>end")
    file = folder / "app.yml"
    file.write_text(
        yaml.safe_dump({"kind": "app", "version": "0.5.0", "app": {"mode": "workflow"}, "workflow": {"graph": graph}})
    )
    return CliRunner().invoke(command, ["run", str(file), "--json"])


def test_a_shipped_tool(tmp_path: Path) -> None:
    given = {"expression": {"type": "mixed", "value": "6*7"}}
    found = run(tmp_path, provider_id="maths", tool_name="eval_expression", tool_parameters=given)
    assert found.exit_code == 0, found.output
    assert json.loads(found.stdout)["outputs"] == {"text": "42"}


def test_a_missing_tool_is_named(tmp_path: Path) -> None:
    found = run(tmp_path, provider_id="someone/pay/pay", tool_name="create_order")
    assert found.exit_code == 1
    assert "someone/pay/pay" in json.loads(found.stdout)["error"]
    keyed = run(tmp_path, provider_id="tavily", tool_name="tavily_search", tool_parameters={"query": "x"})
    assert "needs a credential" in json.loads(keyed.stdout)["error"]
