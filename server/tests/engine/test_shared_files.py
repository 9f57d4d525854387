"""Every file of the reference material is parsed and run; what comes back is a result or an error with a reason."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from tenon.cli._local_ports import LocalPorts, local_file
from tenon.engine import dsl
from tenon.engine.basic_app import graph_of
from tenon.engine.events import Event, NodeFinished
from tenon.engine.graph import Graph
from tenon.engine.graph_node import GraphNode
from tenon.engine.inputs import check_inputs
from tenon.engine.mocks import MockModels, Mocks
from tenon.engine.run import Run
from tenon.engine.wire import Wire, encode
from tenon.errors import TenonError
from tests.engine.builders import shared

FAILED_ERRORS = {
    "CodeNodeError",
    "InvalidIteratorValueError",
    "InvalidVariableTypeError",
    "VariableNotFoundError",
    "ModelNotExistError",
}
"""What a file may fail with here: the answers in place of models and services are not what its code expects."""
FILE = Path(__file__)
_SEGMENT = {"content": "c", "title": "t", "metadata": {"score": 0.5}}
_ANSWERS: dict[str, dict[str, Any]] = {
    "agent": {"text": "agent text", "usage": {}, "files": [], "json": []},
    "knowledge-retrieval": {"result": [_SEGMENT]},
    "http-request": {"status_code": 200, "body": '{"data": [1]}', "headers": {}, "files": []},
    "datasource": {"file": local_file(FILE), "datasource_type": "local_file"},
    "knowledge-index": {},
}


def given(variable: dict[str, Any]) -> Any:
    kind = variable.get("type")
    if kind == "file":
        return local_file(FILE)
    if kind in ("file-list", "files"):
        return [local_file(FILE)]
    simple: dict[str, Any] = {"number": 3, "checkbox": True, "json_object": {}, "json": {}}
    return (variable.get("options") or [""])[0] if kind == "select" else simple.get(str(kind), "hello")


def mocks_of(nodes: dict[str, GraphNode], *, whole: bool) -> Mocks:
    outputs = {node.id: _ANSWERS[node.type] for node in nodes.values() if node.type in _ANSWERS}
    tool = {"text": "tool text", "files": [], "json": [{"a": 1}]}
    return Mocks({"tool_output": tool, "node_outputs": outputs}, whole=whole)


async def play(content: bytes, ports: LocalPorts) -> tuple[str, set[str]]:
    """Status of the run and the types of its errors. Raises `TenonError` for a file that is refused."""
    document = dsl.parse(content)
    stored, mode = graph_of(document)
    bare = document.kind == "graph"
    graph = Graph(stored, strict=not bare)
    values = {str(variable.get("variable")): given(variable) for variable in graph.start_variables()}
    events: list[Event] = []
    run = Run(
        graph,
        ports.ports(),
        run_id="run",
        mode=mode,
        inputs=values if bare else check_inputs(graph.start_variables(), values),
        system={"files": [], "user_id": "u", "query": "hello", "conversation_id": "c", "dialogue_count": 1},
        environment=document.variables("environment_variables"),
        conversation=document.variables("conversation_variables"),
        on_event=events.append,
        mocks=mocks_of(graph.nodes, whole=bare),
    )
    finished = await asyncio.wait_for(run.execute(), 60)
    wire = Wire.workflow(task_id="t", run_id="run", workflow_id="w")
    assert all(encode(payload) for payload in map(wire.payload, events) if payload is not None)
    errors = {e.error_type or "" for e in events if isinstance(e, NodeFinished) and e.status == "failed"}
    return finished.status, errors


@pytest.fixture
def files() -> dict[str, bytes]:
    """The files by name; the one that waits 13 seconds twice does not wait here."""
    paths = sorted(shared("dsl").glob("*.yml"))
    return {path.name: path.read_bytes().replace(b"time.sleep(13)", b"pass") for path in paths}


async def test_no_file_brings_the_engine_down(files: dict[str, bytes]) -> None:
    faults: list[str] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: faults.append(str(context)))
    ports = LocalPorts(models=MockModels('{"a": 1, "text": "an answer"}'))
    refused: set[str] = set()
    statuses: dict[str, str] = {}
    try:
        for name, content in files.items():
            try:
                statuses[name], errors = await play(content, ports)
            except TenonError:
                refused.add(name)
                continue
            assert errors <= FAILED_ERRORS, name
    finally:
        await ports.close()
    assert refused == set()
    assert set(statuses.values()) <= {"succeeded", "partial-succeeded", "failed"}
    assert list(statuses.values()).count("succeeded") >= 45
    assert faults == []
