"""The members of wire events for engine events (contract: service-api.md 2.6). Values keep their file variables."""

from collections.abc import Callable, Iterator
from typing import Any

from tenon.domain.run.spec import RunRequest
from tenon.engine.events import (
    AgentLog,
    ContainerFinished,
    ContainerNext,
    ContainerStarted,
    Event,
    NodeFinished,
    NodeRetry,
    NodeStarted,
    ReasoningChunk,
    RunFinished,
    RunStarted,
    TextChunk,
)

type Projected = Iterator[tuple[str, dict[str, Any]]]


def project(event: Event, request: RunRequest, *, message_id: str | None = None) -> Projected:
    """Name and members (after the common head) of the wire events for one event of the engine."""
    make = _MAKERS[type(event)]
    yield from make(event, request, message_id)


def _run(request: RunRequest, data: dict[str, Any]) -> dict[str, Any]:
    return {"workflow_run_id": str(request.id), "data": data}


def _started(event: RunStarted, request: RunRequest, _message: str | None) -> Projected:
    data = {
        "id": str(request.id),
        "workflow_id": str(request.version.id),
        "inputs": event.inputs,
        "created_at": int(event.at),
        "reason": event.reason,
    }
    yield "workflow_started", _run(request, data)


def _place(event: NodeStarted | NodeFinished) -> dict[str, Any]:
    return {"iteration_id": event.iteration_id, "loop_id": event.loop_id}


def _node_started(event: NodeStarted, request: RunRequest, _message: str | None) -> Projected:
    if event.node_type in _CONTAINERS:
        return
    data = {
        "id": event.id,
        "node_id": event.node_id,
        "node_type": event.node_type,
        "title": event.title,
        "index": event.index,
        "predecessor_node_id": event.predecessor_node_id,
        "inputs": None,
        "inputs_truncated": False,
        "created_at": int(event.at),
        "extras": event.extras,
        **_place(event),
        "agent_strategy": None,
    }
    yield "node_started", _run(request, data)


_CONTAINERS = ("iteration", "loop", "iteration-start", "loop-start")


def node_data(event: NodeFinished) -> dict[str, Any]:
    """`data` of `node_finished`."""
    return {
        "id": event.id,
        "node_id": event.node_id,
        "node_type": event.node_type,
        "title": event.title,
        "index": event.index,
        "predecessor_node_id": event.predecessor_node_id,
        "inputs": event.inputs,
        "inputs_truncated": False,
        "process_data": event.process_data,
        "process_data_truncated": False,
        "outputs": event.outputs,
        "outputs_truncated": False,
        "status": event.status,
        "error": event.error,
        "elapsed_time": round(event.elapsed, 6),
        "execution_metadata": event.metadata,
        "created_at": int(event.started_at),
        "finished_at": int(event.at),
        "files": [file.to_dict() for file in event.files],
        **_place(event),
    }


def _node_finished(event: NodeFinished, request: RunRequest, _message: str | None) -> Projected:
    if event.node_type not in _CONTAINERS:
        yield "node_finished", _run(request, node_data(event))


def _node_retry(event: NodeRetry, request: RunRequest, _message: str | None) -> Projected:
    data = {**node_data(event.failed), "status": "retry", "retry_index": event.retry_index}
    yield "node_retry", _run(request, data)


def _container_started(event: ContainerStarted, request: RunRequest, _message: str | None) -> Projected:
    data = {
        "id": event.node_id,
        "node_id": event.node_id,
        "node_type": event.node_type,
        "title": event.title,
        "created_at": int(event.at),
        "extras": {},
        "metadata": {f"{event.kind}_length": event.length},
        "inputs": event.inputs,
        "inputs_truncated": False,
    }
    yield f"{event.kind}_started", _run(request, data)


def _container_next(event: ContainerNext, request: RunRequest, _message: str | None) -> Projected:
    data: dict[str, Any] = {
        "id": event.node_id,
        "node_id": event.node_id,
        "node_type": event.node_type,
        "title": event.title,
        "index": event.index,
        "created_at": int(event.at),
    }
    if event.kind == "loop":
        data["pre_loop_output"] = event.pre_output
    yield f"{event.kind}_next", _run(request, {**data, "extras": {}})


def _container_finished(event: ContainerFinished, request: RunRequest, _message: str | None) -> Projected:
    data = {
        "id": event.node_id,
        "node_id": event.node_id,
        "node_type": event.node_type,
        "title": event.title,
        "outputs": event.outputs,
        "outputs_truncated": False,
        "created_at": int(event.started_at),
        "extras": {},
        "inputs": event.inputs,
        "inputs_truncated": False,
        "status": event.status,
        "error": event.error,
        "elapsed_time": round(event.elapsed, 6),
        "total_tokens": event.total_tokens,
        "execution_metadata": event.metadata,
        "finished_at": int(event.at),
        "steps": event.steps,
    }
    yield f"{event.kind}_completed", _run(request, data)


def _text(event: TextChunk, _request: RunRequest, _message: str | None) -> Projected:
    yield "text_chunk", {"data": {"text": event.text, "from_variable_selector": list(event.selector)}}


def _reasoning(event: ReasoningChunk, _request: RunRequest, message: str | None) -> Projected:
    data = {"message_id": message, "reasoning": event.text, "node_id": event.node_id, "is_final": event.final}
    yield "reasoning_chunk", {"data": data}


def _agent_log(event: AgentLog, _request: RunRequest, _message: str | None) -> Projected:
    data = {
        "node_execution_id": event.node_execution_id,
        "id": event.id,
        "label": event.label,
        "parent_id": event.parent_id,
        "error": event.error,
        "status": event.status,
        "data": event.data,
        "metadata": event.metadata,
        "node_id": event.node_id,
    }
    yield "agent_log", {"data": data}


def finished_data(event: RunFinished, request: RunRequest) -> dict[str, Any]:
    """`data` of `workflow_finished`."""
    return {
        "id": str(request.id),
        "workflow_id": str(request.version.id),
        "status": event.status,
        "outputs": event.outputs,
        "error": event.error,
        "elapsed_time": round(event.elapsed, 6),
        "total_tokens": event.total_tokens,
        "total_steps": event.total_steps,
        "created_by": request.actor.wire(),
        "created_at": int(event.at - event.elapsed),
        "finished_at": int(event.at),
        "exceptions_count": event.exceptions_count,
        "files": [file.to_dict() for file in event.files],
    }


def _finished(event: RunFinished, request: RunRequest, _message: str | None) -> Projected:
    yield "workflow_finished", _run(request, finished_data(event, request))


_MAKERS: dict[type, Callable[[Any, RunRequest, str | None], Projected]] = {
    RunStarted: _started,
    NodeStarted: _node_started,
    NodeFinished: _node_finished,
    NodeRetry: _node_retry,
    ContainerStarted: _container_started,
    ContainerNext: _container_next,
    ContainerFinished: _container_finished,
    TextChunk: _text,
    ReasoningChunk: _reasoning,
    AgentLog: _agent_log,
    RunFinished: _finished,
}
