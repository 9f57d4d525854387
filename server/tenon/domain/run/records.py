"""Rows of runs and node runs from events, and events back from rows for a resume."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, cast
from uuid import UUID

from tenon.domain.run.spec import Actor, RunRequest
from tenon.domain.run.tables import NodeRunRow, RunRow
from tenon.engine.events import NodeFinished, RunFinished
from tenon.engine.files import IDENTITY, File
from tenon.engine.variables import to_plain
from tenon.engine.wire import encode, plain


def json_bytes(value: object) -> bytes:
    """A value as JSON, file variables in their wire form."""
    try:
        return encode(value)
    except TypeError:  # integers beyond 64 bits
        return json.dumps(value, default=plain, ensure_ascii=False).encode()


def run_values(request: RunRequest, owner: str, now: datetime) -> dict[str, Any]:
    """The new row of a run."""
    version, actor = request.version, request.actor
    return {
        "id": request.id,
        "workspace_id": version.workspace_id,
        "app_id": version.app_id,
        "workflow_id": version.id,
        "version": version.version,
        "mode": version.mode,
        "triggered_from": request.triggered_from,
        "status": "running",
        "inputs": json_bytes(request.inputs),
        "elapsed_time": 0.0,
        "total_tokens": 0,
        "total_steps": 0,
        "exceptions_count": 0,
        "created_by_role": actor.role,
        "created_by": actor.id,
        "created_from": actor.origin,
        "conversation_id": request.conversation_id,
        "message_id": request.message_id,
        "graph_id": version.graph_id,
        "spec": {
            "actor": actor.stored(),
            "system": to_plain(request.system),
            "conversation": to_plain(request.conversation),
            "extra": request.extra,
        },
        "owner": owner,
        "attempt": 1,
        "created_at": now,
    }


def request_from(row: RunRow, version: Any) -> RunRequest:
    """The request of a stored run, for its resume."""
    spec = row.spec
    return RunRequest(
        id=row.id,
        version=version,
        actor=Actor.from_stored(spec["actor"]),
        triggered_from="debugging" if row.triggered_from == "debugging" else "app-run",
        inputs=revive(row.inputs),
        system=revive(spec["system"]),
        conversation=revive(spec["conversation"]),
        conversation_id=row.conversation_id,
        message_id=row.message_id,
        extra=spec["extra"],
    )


def finished_values(finished: RunFinished) -> dict[str, Any]:
    """What changes in the run's row at its end."""
    return {
        "status": finished.status,
        "outputs": json_bytes(finished.outputs),
        "error": finished.error,
        "elapsed_time": finished.elapsed,
        "total_tokens": finished.total_tokens,
        "total_steps": finished.total_steps,
        "exceptions_count": finished.exceptions_count,
        "finished_at": datetime.fromtimestamp(finished.at, UTC),
    }


_RECORD = (
    "error_type",
    "handle",
    "predecessor_node_id",
    "iteration_id",
    "iteration_index",
    "loop_id",
    "loop_index",
)


def node_values(run_id: UUID, event: NodeFinished, position: int) -> dict[str, Any]:
    """The row of a finished node."""
    record: dict[str, Any] = {name: value for name in _RECORD if (value := getattr(event, name)) is not None}
    if event.files:
        record["files"] = [file.to_dict() for file in event.files]
    if event.writes:
        record["writes"] = [[list(selector), to_plain(value)] for selector, value in event.writes]
    if event.path:
        record["path"] = event.path
    return {
        "id": UUID(event.id),
        "run_id": run_id,
        "position": position,
        "node_id": event.node_id,
        "node_type": event.node_type,
        "title": event.title,
        "status": event.status,
        "error": event.error,
        "inputs": json_bytes(event.inputs),
        "process_data": json_bytes(event.process_data),
        "outputs": json_bytes(event.outputs),
        "execution_metadata": json_bytes(event.metadata),
        "elapsed_time": event.elapsed,
        "started_at": event.started_at,
        "finished_at": event.at,
        "record": record,
    }


def node_finished(row: NodeRunRow) -> NodeFinished:
    """The event of a stored node run."""
    record = row.record
    return NodeFinished(
        id=str(row.id),
        node_id=row.node_id,
        node_type=row.node_type,
        title=row.title,
        index=row.position,
        at=row.finished_at,
        started_at=row.started_at,
        status=cast("Any", row.status),  # a column has no literal type
        inputs=revive(row.inputs or {}),
        process_data=revive(row.process_data or {}),
        outputs=revive(row.outputs or {}),
        elapsed=row.elapsed_time,
        error=row.error,
        metadata=row.execution_metadata or {},
        files=tuple(File.from_dict(file) for file in record.get("files", ())),
        writes=tuple((tuple(selector), revive(value)) for selector, value in record.get("writes", ())),
        **{name: record.get(name) for name in _RECORD},
        path=_path(record.get("path", ())),
    )


def _path(value: Any) -> Any:
    return tuple(_path(part) for part in cast("list[Any]", value)) if isinstance(value, list | tuple) else value


def revive(value: Any) -> Any:
    """Turn stored file objects back into file variables, at any depth."""
    if isinstance(value, Mapping):
        members = cast("Mapping[str, Any]", value)
        if members.get("dify_model_identity") == IDENTITY:
            return File.from_dict(dict(members))
        return {key: revive(member) for key, member in members.items()}
    if isinstance(value, list):
        return [revive(item) for item in cast("list[Any]", value)]
    return value
