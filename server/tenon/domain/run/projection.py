"""From the engine's events to the events of the wire (contract: service-api.md 2.5, 2.6)."""

from collections.abc import Iterable, Iterator
from typing import Any, Protocol

from tenon.domain.run.spec import RunRequest
from tenon.domain.run.wire import finished_data, project
from tenon.engine.errors import NodeError
from tenon.engine.events import Event, RunFinished
from tenon.errors import TenonError
from tenon.kit.group_commit import Lane

UNEXPECTED = "Internal Server Error, please contact support."


class Projection(Protocol):
    """Turns events of one run into wire events; the last step may add rows to the final commit."""

    def events(self, event: Event) -> Iterable[dict[str, Any]]:
        """Wire events for one engine event, in order; `RunFinished` does not come here."""
        ...

    def finish(self, lane: Lane, finished: RunFinished) -> Iterable[dict[str, Any]]:
        """Wire events at the end, and rows that become durable with the run's end."""
        ...

    def failed(self, error: TenonError) -> Iterable[dict[str, Any]]:
        """Wire events when the run could not be finished in good order (the database is gone)."""
        ...


def error_event(head: dict[str, Any], error: BaseException) -> dict[str, Any]:
    """The `error` event; it has no task id. Errors we do not know are answered with one fixed text."""
    if isinstance(error, TenonError) and (error.code != "internal_server_error" or isinstance(error, NodeError)):
        return {"event": "error", **head, "code": error.code, "status": error.status, "message": error.message}
    return {"event": "error", **head, "code": "internal_server_error", "status": 500, "message": UNEXPECTED}


class WorkflowProjection:
    """Wire events of a workflow app: every chunk begins with event, run and task id."""

    def __init__(self, request: RunRequest) -> None:
        self._request = request
        self._id = str(request.id)

    def events(self, event: Event) -> Iterator[dict[str, Any]]:
        """Wire events for one engine event, in order."""
        for name, fields in project(event, self._request):
            yield {"event": name, "workflow_run_id": self._id, "task_id": self._id, **fields}

    def finish(self, lane: Lane, finished: RunFinished) -> Iterator[dict[str, Any]]:
        """`workflow_finished`."""
        yield from self.events(finished)

    def failed(self, error: TenonError) -> Iterator[dict[str, Any]]:
        """The one event when the end could not be stored."""
        yield error_event({"workflow_run_id": self._id}, error)


def blocking_body(request: RunRequest, finished: RunFinished) -> dict[str, Any]:
    """The answer of a blocking workflow run (contract: service-api.md 2.4)."""
    data = finished_data(finished, request)
    for name in ("created_by", "files", "exceptions_count"):
        del data[name]
    return {"task_id": str(request.id), "workflow_run_id": str(request.id), "data": data}
