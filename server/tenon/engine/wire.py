"""Events as clients of the service API see them (contract: service-api.md 2.6): one mapping per event, keys in order.

Values are not copied: mappings may hold `File` objects, which `encode` writes in their wire form.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

import orjson

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
from tenon.engine.files import File

type Payload = dict[str, Any]
_CONTAINERS: Final = frozenset({"iteration", "loop"})
_OPTIONS: Final = orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_NON_STR_KEYS | orjson.OPT_SERIALIZE_NUMPY


def encode(payload: object) -> bytes:
    """JSON of a payload; files in their wire form, numbers that JSON does not know as null, the rest as text."""
    return orjson.dumps(payload, default=plain, option=_OPTIONS)


def plain(value: object) -> object:
    """What JSON has no form for."""
    if isinstance(value, File):
        return value.to_dict()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, (set, frozenset, tuple)):
        return list(value)  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType] - any items
    return str(value)


class Wire:
    """The stream of one run. `head` are the members in front of every payload, after `event`.

    A chatflow has `message_id`: its text goes as `message` events; other text as `text_chunk`.
    """

    def __init__(
        self,
        *,
        task_id: str,
        run_id: str,
        workflow_id: str,
        head: Mapping[str, Any],
        message_id: str | None = None,
        created_by: Mapping[str, Any] | None = None,
    ) -> None:
        self.task_id, self.run_id, self.workflow_id = task_id, run_id, workflow_id
        self.message_id, self.created_by = message_id, created_by
        self._head = {**head, "task_id": task_id}
        self._started = 0

    @staticmethod
    def workflow(*, task_id: str, run_id: str, workflow_id: str, created_by: Mapping[str, Any] | None = None) -> "Wire":
        """The stream of a workflow app."""
        head = {"workflow_run_id": run_id}
        return Wire(task_id=task_id, run_id=run_id, workflow_id=workflow_id, head=head, created_by=created_by)

    @staticmethod
    def chatflow(
        *,
        task_id: str,
        run_id: str,
        workflow_id: str,
        conversation_id: str,
        message_id: str,
        created_at: int,
        created_by: Mapping[str, Any] | None = None,
    ) -> "Wire":
        """The stream of a chatflow; `created_at` is that of the message."""
        head = {"conversation_id": conversation_id, "message_id": message_id, "created_at": created_at}
        return Wire(
            task_id=task_id,
            run_id=run_id,
            workflow_id=workflow_id,
            head=head,
            message_id=message_id,
            created_by=created_by,
        )

    def payload(self, event: Event) -> Payload | None:
        """The payload of an event; None for those that clients are not told of."""
        match event:
            case TextChunk():
                return self._text(event)
            case NodeStarted():
                return None if event.node_type in _CONTAINERS else self._data("node_started", node_started(event))
            case NodeFinished():
                return None if event.node_type in _CONTAINERS else self._data("node_finished", node_finished(event))
            case NodeRetry():
                return self._data("node_retry", {**node_finished(event.failed), "retry_index": event.retry_index})
            case ContainerStarted():
                return self._data(f"{event.kind}_started", _container_started(event))
            case ContainerNext():
                return self._data(f"{event.kind}_next", _container_next(event))
            case ContainerFinished():
                return self._data(f"{event.kind}_completed", _container_finished(event))
            case ReasoningChunk():
                return self._reasoning(event)
            case AgentLog():
                return {"event": "agent_log", **self._head, "data": _agent_log(event)}
            case RunStarted():
                return self._run_started(event)
            case RunFinished():
                return self._run_finished(event)

    def message_end(self, metadata: Mapping[str, Any], files: object = ()) -> Payload:
        """The end of a chatflow's message; comes before `workflow_finished`."""
        return {"event": "message_end", **self._head, "id": self.message_id, "metadata": metadata, "files": files}

    def message_replace(self, answer: str, reason: str) -> Payload:
        """The whole answer anew."""
        return {"event": "message_replace", **self._head, "answer": answer, "reason": reason}

    def _data(self, name: str, data: Payload) -> Payload:
        return {"event": name, **self._head, "workflow_run_id": self.run_id, "data": data}

    def _text(self, event: TextChunk) -> Payload:
        source = list(event.selector) if event.selector else [event.node_id, "answer"]
        if self.message_id is not None:
            body = {"id": self.message_id, "answer": event.text, "from_variable_selector": source}
            return {"event": "message", **self._head, **body}
        return {"event": "text_chunk", **self._head, "data": {"text": event.text, "from_variable_selector": source}}

    def _reasoning(self, event: ReasoningChunk) -> Payload:
        data = {
            "message_id": self.message_id,
            "reasoning": event.text,
            "node_id": event.node_id,
            "is_final": event.final,
        }
        return {"event": "reasoning_chunk", **self._head, "data": data}

    def _run_started(self, event: RunStarted) -> Payload:
        self._started = int(event.at)
        data = {
            "id": self.run_id,
            "workflow_id": self.workflow_id,
            "inputs": event.inputs,
            "created_at": self._started,
            "reason": event.reason,
        }
        return self._data("workflow_started", data)

    def _run_finished(self, event: RunFinished) -> Payload:
        data = {
            "id": self.run_id,
            "workflow_id": self.workflow_id,
            "status": event.status,
            "outputs": event.outputs,
            "error": event.error,
            "elapsed_time": event.elapsed,
            "total_tokens": event.total_tokens,
            "total_steps": event.total_steps,
            "created_by": self.created_by,
            "created_at": self._started or int(event.at - event.elapsed),
            "finished_at": int(event.at),
            "exceptions_count": event.exceptions_count,
            "files": event.files,
        }
        return self._data("workflow_finished", data)


def node_started(event: NodeStarted) -> Payload:
    """The data of a `node_started` event."""
    return {
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
        "iteration_id": event.iteration_id,
        "loop_id": event.loop_id,
        "agent_strategy": event.extras.get("agent_strategy"),
    }


def node_finished(event: NodeFinished) -> Payload:
    """The data of a `node_finished` event."""
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
        "elapsed_time": event.elapsed,
        "execution_metadata": execution_metadata(event),
        "created_at": int(event.started_at),
        "finished_at": int(event.at),
        "files": event.files,
        "iteration_id": event.iteration_id,
        "loop_id": event.loop_id,
    }


def execution_metadata(event: NodeFinished) -> Payload:
    """The node's metadata with the place it ran in."""
    metadata = dict(event.metadata)
    if event.iteration_id is not None:
        metadata.update(iteration_id=event.iteration_id, iteration_index=event.iteration_index)
    if event.loop_id is not None:
        metadata.update(loop_id=event.loop_id, loop_index=event.loop_index)
    return metadata


def _container_started(event: ContainerStarted) -> Payload:
    return {
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


def _container_next(event: ContainerNext) -> Payload:
    data: Payload = {
        "id": event.node_id,
        "node_id": event.node_id,
        "node_type": event.node_type,
        "title": event.title,
        "index": event.index,
        "created_at": int(event.at),
    }
    if event.kind == "loop":
        data["pre_loop_output"] = event.pre_output
    data["extras"] = {}
    return data


def _container_finished(event: ContainerFinished) -> Payload:
    return {
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
        "elapsed_time": event.elapsed,
        "total_tokens": event.total_tokens,
        "execution_metadata": event.metadata,
        "finished_at": int(event.at),
        "steps": event.steps,
    }


def _agent_log(event: AgentLog) -> Payload:
    return {
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
