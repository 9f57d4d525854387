"""The nodes of real app files are read by the types' stored shapes, and nothing of them is lost."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tenon.engine.registry import node_type

SHARED = Path(os.environ.get("TENON_SHARED") or Path(__file__).parents[4] / ".." / "shared")
TYPES = frozenset(
    "llm question-classifier parameter-extractor code template-transform http-request document-extractor "  # noqa: SIM905
    "knowledge-retrieval tool agent".split()
)


def stored() -> Iterator[tuple[str, dict[str, Any]]]:
    for path in sorted((SHARED / "dsl").glob("*.yml")):
        document: dict[str, Any] = yaml.safe_load(path.read_text())
        graph: dict[str, Any] = (document.get("workflow") or document).get("graph") or {}
        for node in graph.get("nodes", []):
            if node["data"].get("type") in TYPES:
                yield path.name, node["data"]


def test_real_files() -> None:
    if not (SHARED / "dsl").is_dir():
        pytest.skip("The folder of app files is not there; set TENON_SHARED.")
    seen: set[str] = set()
    for name, raw in stored():
        node = node_type(raw["type"])
        assert node is not None
        data = node.data_class.model_validate(node.upgrade(raw))
        missing = set(raw) - set(data.model_dump())
        assert not missing, f"{name}: {missing}"
        seen.add(raw["type"])
    assert seen == TYPES


@pytest.mark.parametrize("name", sorted(TYPES))
def test_bare_data_and_schema(name: str) -> None:
    """A node that was just dropped on the canvas has a readable default, and a schema for its form."""
    node = node_type(name)
    assert node is not None
    assert node.data_class.model_validate({"type": name}).type == name
    assert node.data_class.model_json_schema(mode="validation")["properties"]
    assert node.type == name


@pytest.mark.parametrize(
    ("name", "leftovers"),
    [
        ("llm", {"vision": {"enabled": False, "configs": {"detail": "auto", "variable_selector": None}}}),
        (
            "llm",
            {"memory": {"window": {"enabled": False, "size": ""}}, "reasoning_format": None, "prompt_template": ""},
        ),
        ("llm", {"context": {"enabled": False, "variable_selector": None}, "structured_output_enabled": None}),
        ("http-request", {"timeout": {"connect": "", "read": None}, "authorization": {"config": {"type": ""}}}),
        ("http-request", {"headers": None, "params": None, "body": None, "authorization": None, "ssl_verify": None}),
        ("parameter-extractor", {"query": "", "parameters": [{"name": "a", "type": "BOOL", "required": None}]}),
        ("question-classifier", {"query_variable_selector": None, "classes": [{"id": 1, "name": None}]}),
        ("code", {"variables": [{"variable": "a", "value_selector": None}], "outputs": None}),
        ("knowledge-retrieval", {"dataset_ids": None, "query_variable_selector": None}),
        ("tool", {"tool_parameters": None, "tool_configurations": None, "credential_id": None}),
    ],
)
def test_leftovers_of_the_editor_are_read(name: str, leftovers: dict[str, Any]) -> None:
    node = node_type(name)
    assert node is not None
    node.data_class.model_validate({"type": name, **leftovers})
