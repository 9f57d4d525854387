"""The recorded runs of the reference material, through the command line."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tenon.cli.main import command
from tenon.engine import dsl
from tests.engine.builders import SHARED, shared

_FILE = SHARED / "dsl" / "expected.json"
_CONTAINERS = ("iteration", "loop")


@lru_cache(maxsize=1)
def _cases() -> dict[str, dict[str, Any]]:
    if not _FILE.exists():
        return {}
    return {case["id"]: case for case in json.loads(_FILE.read_text("utf-8"))["cases"]}


def _wire_name(name: str, node_type: str = "") -> str | None:
    """The wire event (and status) that an engine event of the recordings shows as; None when it shows not at all."""
    name = name.removesuffix("Event")
    if name.startswith(("GraphRun", "NodeRunIteration", "NodeRunLoop")):
        stem = name.removeprefix("GraphRun").removeprefix("NodeRun")
        for kind in ("Iteration", "Loop"):
            if stem.startswith(kind):
                state = stem.removeprefix(kind)
                shown = {"Started": "started", "Next": "next"}.get(state)
                return f"{kind.lower()}_{shown}" if shown else f"{kind.lower()}_completed {state.lower()}"
        states = {"Succeeded": "succeeded", "Failed": "failed", "PartialSucceeded": "partial-succeeded"}
        return "workflow_started" if stem == "Started" else f"workflow_finished {states[stem]}"
    if name == "GraphEdgeTaken" or node_type in _CONTAINERS:
        return None
    if name == "NodeRunStreamChunk":
        return "text"
    state = name.removeprefix("NodeRun")
    return "node_started" if state == "Started" else f"node_finished {state.lower()}"


def _shown(payload: dict[str, Any]) -> str:
    name = payload["event"]
    if name in ("message", "text_chunk"):
        return "text"
    if name.endswith(("_finished", "_completed")):
        return f"{name} {payload['data']['status']}"
    return name


def _run(case: dict[str, Any], folder: Path) -> dict[str, Any]:
    mocks = folder / "mocks.json"
    mocks.write_text(json.dumps(case["mocks"]), "utf-8")
    arguments = ["run", str(shared("dsl", case["file"])), "--json", "--mocks", str(mocks)]
    arguments += ["--inputs", json.dumps(case["inputs"]), "--query", case.get("query", "")]
    result = CliRunner().invoke(command, arguments)
    assert result.exit_code == (1 if case["expect"]["status"] == "failed" else 0), result.output
    return json.loads(result.stdout)


@pytest.mark.parametrize("case_id", _cases() or ["absent"])
def test_case(case_id: str, tmp_path: Path) -> None:
    shared("dsl", "expected.json")
    case = _cases()[case_id]
    expect = case["expect"]
    result = _run(case, tmp_path)
    assert result["status"] == expect["status"], result["error"]
    if expect.get("outputs_match") == "equal":
        assert result["outputs"] == expect["outputs"]
    else:
        assert {key: result["outputs"][key] for key in expect.get("outputs", {})} == expect.get("outputs", {})
    if "error" in expect:
        assert expect["error"] in result["error"]
    shown = [_shown(payload) for payload in result["events"]]
    if "events" in expect:
        types = _types(case["file"])
        assert shown == _without_containers(expect["events"], types)
    if "events_detailed" in expect:
        _check_detailed(expect["events_detailed"], result["events"], _types(case["file"]))


def _types(file: str) -> dict[str, str]:
    document = dsl.parse(shared("dsl", file).read_bytes())
    return {entry["id"]: entry["data"].get("type", "") for entry in document.graph["nodes"]}


def _without_containers(events: list[str], types: dict[str, str]) -> list[str]:
    """The recording names no nodes: a container's start is the one before `...Started`, its end the one that follows
    `...Succeeded` with nothing but chunks between."""
    kept: list[str] = []
    closing = False
    for position, name in enumerate(events):
        following = events[position + 1] if position + 1 < len(events) else ""
        if name == "NodeRunStarted" and following in ("NodeRunLoopStarted", "NodeRunIterationStarted"):
            continue
        if closing and name == "NodeRunSucceeded":
            closing = False
            continue
        closing = closing or name in ("NodeRunLoopSucceeded", "NodeRunIterationSucceeded")
        shown = _wire_name(name)
        if shown:
            kept.append(shown)
    return kept


def _check_detailed(wanted: list[dict[str, Any]], got: list[dict[str, Any]], types: dict[str, str]) -> None:
    expected: list[tuple[Any, ...]] = []
    for event in wanted:
        node_id = event.get("node_id")
        shown = _wire_name(event["type"], types.get(node_id or "", "") if "RunStarted" in event["type"] else "")
        if shown and shown.startswith("node_") and types.get(node_id or "") in _CONTAINERS:
            shown = None
        if shown:
            expected.append((shown, node_id, event.get("error"), event.get("steps"), event.get("index")))
    found: list[tuple[Any, ...]] = []
    for payload in got:
        data = payload.get("data", {})
        name = _shown(payload)
        node_id = data["from_variable_selector"][0] if name == "text" else data.get("node_id")
        index = data.get("index") if name.endswith("_next") else None
        found.append((name, node_id, data.get("error"), data.get("steps"), index))
    assert found == expected


def _text(result: dict[str, Any]) -> list[tuple[str, list[str]]]:
    chunks = [payload["data"] for payload in result["events"] if payload["event"] == "text_chunk"]
    return [(chunk["text"], chunk["from_variable_selector"]) for chunk in chunks]


@pytest.mark.parametrize("case_id", ["stream-blocking-1", "stream-blocking-2"])
def test_streaming_checks(case_id: str, tmp_path: Path) -> None:
    shared("dsl", "expected.json")
    result = _run(_cases()[case_id], tmp_path)
    chunks = _text(result)
    assert chunks[0] == ("Hello, how are you?", ["1754239042599", "query"])
    if case_id == "stream-blocking-1":
        assert [text for text, _ in chunks] == ["Hello, how are you?", "\n", "any text"]
        assert [selector[0] for _, selector in chunks] == ["1754239042599", "1754239058707", "1754296914925"]
    else:
        assert chunks[1][0] == "\n"
        assert [text for text, _ in chunks[2:]] == ["any", " text", ""]
        assert {selector[0] for _, selector in chunks[2:]} == {"17542969329740"}
    names = [f"{p['event']} {p['data'].get('node_type')}" for p in result["events"]]
    assert names.index("text_chunk None") < names.index("node_finished llm")


def test_conversation_variable_shows_only_its_new_value(tmp_path: Path) -> None:
    shared("dsl", "expected.json")
    result = _run(_cases()["conv-var-v1-overwrite"], tmp_path)
    messages = [p for p in result["events"] if p["event"] == "message"]
    shown = [p["answer"] for p in messages if p["from_variable_selector"] == ["conversation", "conv_var"]]
    assert shown == ["overwrite-value"]
