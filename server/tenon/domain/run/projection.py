"""From the engine's events to the events of the wire (contract: service-api.md 2.5, 2.6)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, Protocol

from tenon.domain.run.spec import RunRequest
from tenon.domain.run.stretches import TextForm
from tenon.engine.errors import NodeError
from tenon.engine.events import Event, NodeFinished, RunFinished, Selector, TextChunk
from tenon.engine.wire import Wire, encode
from tenon.errors import TenonError
from tenon.kit.group_commit import Lane

_PLACE = "the text goes here"
UNEXPECTED = "Internal Server Error, please contact support."


class Projection(Protocol):
    """Turns events of one run into wire events; the last step may add rows to the final commit."""

    def events(self, event: Event) -> Iterable[dict[str, Any]]:
        """Wire events for one engine event, in order; `RunFinished` does not come here."""
        ...

    def text(self, event: TextChunk) -> TextForm | None:
        """Take note of a piece of text and give its event without the text; None: `events` is to be asked."""
        ...

    def finish(self, lane: Lane, finished: RunFinished) -> Iterable[dict[str, Any]]:
        """Wire events at the end, and rows that become durable with the run's end."""
        ...

    def failed(self, error: TenonError) -> Iterable[dict[str, Any]]:
        """Wire events when the run could not be finished in good order."""
        ...

    def take_over(self, done: Sequence[NodeFinished]) -> None:
        """Take note of nodes that were finished before the run was taken up."""
        ...

    def abandon(self, lane: Lane, text: str) -> None:
        """Keep what is left when `finish` broke off; `text` says why."""
        ...


def error_event(head: dict[str, Any], error: BaseException) -> dict[str, Any]:
    """The `error` event; it has no task id. Errors we do not know are answered with one fixed text."""
    if isinstance(error, TenonError) and (error.code != "internal_server_error" or isinstance(error, NodeError)):
        return {"event": "error", **head, "code": error.code, "status": error.status, "message": error.message}
    return {"event": "error", **head, "code": "internal_server_error", "status": 500, "message": UNEXPECTED}


class TextForms:
    """The forms of a run's text events, made once for each source of text."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._known: dict[tuple[Selector, str], TextForm | None] = {}

    def of(self, event: TextChunk) -> TextForm | None:
        """The form of an event."""
        source = (event.selector, event.node_id)
        try:
            return self._known[source]
        except KeyError:
            form = self._known[source] = self._made(event)
            return form

    def _made(self, event: TextChunk) -> TextForm | None:
        """What is around the text; None in the odd case that its place cannot be told."""
        pieces = encode(self._wire.payload(replace(event, text=_PLACE))).split(b'"%b"' % _PLACE.encode())
        return TextForm(*pieces) if len(pieces) == 2 else None


class WorkflowProjection:
    """Wire events of a workflow app: every chunk begins with event, run and task id."""

    def __init__(self, request: RunRequest) -> None:
        id = str(request.id)
        self._id = id
        self._wire = Wire.workflow(
            task_id=id, run_id=id, workflow_id=str(request.version.id), created_by=request.actor.wire()
        )
        self.text = TextForms(self._wire).of

    def events(self, event: Event) -> Iterator[dict[str, Any]]:
        """Wire events for one engine event, in order."""
        payload = self._wire.payload(event)
        if payload is not None:
            yield payload

    def finish(self, lane: Lane, finished: RunFinished) -> Iterator[dict[str, Any]]:
        """`workflow_finished`."""
        yield from self.events(finished)

    def failed(self, error: TenonError) -> Iterator[dict[str, Any]]:
        """The one event when the end could not be stored."""
        yield error_event({"workflow_run_id": self._id}, error)

    def take_over(self, done: Sequence[NodeFinished]) -> None:
        """What is finished was told."""

    def abandon(self, lane: Lane, text: str) -> None:
        """Nothing but the run itself is kept."""


def blocking_body(request: RunRequest, finished: RunFinished) -> dict[str, Any]:
    """The answer of a blocking workflow run (contract: service-api.md 2.4)."""
    id = str(request.id)
    data = {
        "id": id,
        "workflow_id": str(request.version.id),
        "status": finished.status,
        "outputs": finished.outputs,
        "error": finished.error,
        "elapsed_time": finished.elapsed,
        "total_tokens": finished.total_tokens,
        "total_steps": finished.total_steps,
        "created_at": int(finished.at - finished.elapsed),
        "finished_at": int(finished.at),
    }
    return {"task_id": id, "workflow_run_id": id, "data": data}
