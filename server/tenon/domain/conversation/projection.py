"""Wire events of a turn, and the message as it is kept."""

from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, cast

from tenon.domain.conversation.guard import ANNOTATION_REPLY
from tenon.domain.conversation.tables import ConversationRow, ConversationVariableRow, MessageRow
from tenon.domain.conversation.turn import Turn, file_rows
from tenon.domain.run.canned import CANNED
from tenon.domain.run.projection import TextForms, error_event
from tenon.domain.run.stretches import TextForm
from tenon.engine.errors import NodeError
from tenon.engine.events import Event, NodeFinished, RunFinished, TextChunk
from tenon.engine.variables import to_plain
from tenon.engine.wire import Wire
from tenon.errors import TenonError
from tenon.kit.db import utc_now
from tenon.kit.group_commit import Lane

NO_USAGE: dict[str, Any] = {
    "prompt_tokens": 0,
    "prompt_unit_price": "0",
    "prompt_price_unit": "0",
    "prompt_price": "0",
    "completion_tokens": 0,
    "completion_unit_price": "0",
    "completion_price_unit": "0",
    "completion_price": "0",
    "total_tokens": 0,
    "total_price": "0",
    "currency": "USD",
    "latency": 0.0,
    "time_to_first_token": None,
    "time_to_generate": None,
}


def failure(finished: RunFinished) -> str:
    """What clients are told of a chatflow whose run failed."""
    return f"Run failed: {finished.error or 'unknown error'}"


class RunFailed(NodeError):
    """A turn whose run failed; the text names the node's error."""


class TurnProjection:
    """What every kind of turn does: collect answer and sources, keep the message. Subclasses speak on the wire."""

    def __init__(self, turn: Turn) -> None:
        self.turn = turn
        self.answer: list[str] = []
        self.resources: list[dict[str, Any]] = []
        self.metadata: dict[str, Any] = {}
        self.head: dict[str, Any] = {"message_id": str(turn.message_id), "created_at": turn.created_at}
        if turn.request.version.mode != "completion":
            self.head = {"conversation_id": str(turn.conversation_id), **self.head}

    def events(self, event: Event) -> Iterator[dict[str, Any]]:
        """Wire events for one engine event, in order."""
        raise NotImplementedError

    def text(self, event: TextChunk) -> TextForm | None:
        """Take note of a piece of the answer and give its event without the text."""
        raise NotImplementedError

    def finish(self, lane: Lane, finished: RunFinished) -> Iterator[dict[str, Any]]:
        """The end events in their order, and the message as it is kept."""
        raise NotImplementedError

    def take_over(self, done: Sequence[NodeFinished]) -> None:
        """Take note of what was finished before the run was taken up; it is not told again."""
        for event in done:
            self.cite(event)

    def failure(self, finished: RunFinished) -> TenonError:
        """The error of a turn whose run failed."""
        raise NotImplementedError

    def failed(self, error: TenonError) -> Iterator[dict[str, Any]]:
        """The one event when the end could not be stored."""
        yield error_event(self.head, error)

    def abandon(self, lane: Lane, text: str) -> None:
        """Keep the message as failed."""
        values = {"answer": "".join(self.answer), "status": "error", "error": text, "updated_at": utc_now()}
        lane.update(MessageRow, self.turn.message_id, values)

    def full_answer(self, finished: RunFinished) -> str:
        """The whole answer, also of a run that was stopped."""
        for name in ("answer", "text"):
            answer = finished.outputs.get(name)
            if isinstance(answer, str):
                return answer
        return "".join(self.answer)

    def body(self, finished: RunFinished) -> dict[str, Any]:
        """The answer of a blocking call (contract: service-api.md 2.4)."""
        turn = self.turn
        found: dict[str, Any] = {
            "event": "message",
            "task_id": str(turn.request.id),
            "id": str(turn.message_id),
            "message_id": str(turn.message_id),
            "conversation_id": str(turn.conversation_id),
            "mode": turn.request.version.mode,
            "answer": self.full_answer(finished),
            "metadata": self.metadata,
            "created_at": turn.created_at,
        }
        if turn.request.version.mode == "completion":
            del found["conversation_id"]
        return found

    def cite(self, event: NodeFinished) -> None:
        """Take note of what a knowledge retrieval found, or an agent that asked knowledge bases."""
        if event.node_type == "knowledge-retrieval":
            found = event.outputs.get("result")
        elif event.node_type == "agent":
            found = event.process_data.get("retriever_resources")
        else:
            return
        for entry in cast("list[dict[str, Any]]", found) if isinstance(found, list) else []:
            metadata: dict[str, Any] = entry.get("metadata") or {}
            known: dict[str, Any] = {key: metadata.get(key, metadata.get(f"segment_{key}")) for key in _RESOURCE}
            known["position"] = len(self.resources) + 1
            known["content"], known["title"] = entry.get("content"), entry.get("title")
            self.resources.append(known)

    def settle(self, lane: Lane, finished: RunFinished) -> None:
        """Make the metadata and keep the message with the run's end."""
        usage = {**NO_USAGE, **finished.usage}
        resources = self.resources if self.turn.citations else []
        self.metadata = {"retriever_resources": resources, "usage": usage}
        annotation = self.turn.request.extra.get(ANNOTATION_REPLY)
        if annotation is not None:
            self.metadata = {"annotation_reply": annotation, **self.metadata}
        self._store(lane, finished, usage, resources)

    def _store(self, lane: Lane, finished: RunFinished, usage: dict[str, Any], resources: list[dict[str, Any]]) -> None:
        now = utc_now()
        failed = finished.status == "failed"
        values = {
            "answer": self.full_answer(finished),
            "status": "error" if failed else "stopped" if finished.status == "stopped" else "normal",
            "error": finished.error if failed else None,
            "usage": usage,
            "resources": resources or None,
            "message_tokens": int(usage["prompt_tokens"]),
            "answer_tokens": int(usage["completion_tokens"]),
            "total_price": _decimal(usage["total_price"]),
            "currency": str(usage["currency"])[:8],
            "latency": finished.elapsed,
            "updated_at": now,
        }
        lane.update(MessageRow, self.turn.message_id, values)
        lane.update(ConversationRow, self.turn.conversation_id, {"updated_at": now})
        for name, value in finished.conversation.items():
            if name in self.turn.variables:
                lane.update(
                    ConversationVariableRow,
                    self.turn.variables[name],
                    {"value": {"value": to_plain(value)}, "updated_at": now},
                )
        file_rows(lane, self.turn, finished.files, "assistant", now)


class ChatProjection(TurnProjection):
    """Wire events of a chatflow (contract: service-api.md 2.6 and the order of its end)."""

    def __init__(self, turn: Turn) -> None:
        super().__init__(turn)
        request = turn.request
        self._wire = Wire.chatflow(
            task_id=str(request.id),
            run_id=str(request.id),
            workflow_id=str(request.version.id),
            conversation_id=str(turn.conversation_id),
            message_id=str(turn.message_id),
            created_at=turn.created_at,
            created_by=request.actor.wire(),
        )
        self._forms = TextForms(self._wire)

    def events(self, event: Event) -> Iterator[dict[str, Any]]:
        """Wire events for one engine event, in order."""
        if isinstance(event, TextChunk):
            self.answer.append(event.text)
        elif isinstance(event, NodeFinished):
            self.cite(event)
        payload = self._wire.payload(event)
        if payload is not None:
            yield payload

    def text(self, event: TextChunk) -> TextForm | None:
        """Take note of a piece of the answer and give its event without the text."""
        form = self._forms.of(event)
        if form is not None:
            self.answer.append(event.text)
        return form

    def finish(self, lane: Lane, finished: RunFinished) -> Iterator[dict[str, Any]]:
        """The end events in their order, and the message as it is kept."""
        self.settle(lane, finished)
        self.metadata = {"annotation_reply": None, **self.metadata}
        end = self._wire.message_end(self.metadata, list(finished.files))
        closing = [] if CANNED in self.turn.request.extra else list(self.events(finished))
        if finished.status == "failed":
            yield from closing
            yield error_event(self.head, self.failure(finished))
        elif finished.status == "stopped":
            yield from closing
            yield end
        else:
            yield end
            yield from closing

    def failure(self, finished: RunFinished) -> TenonError:
        """The error of a turn whose run failed."""
        return RunFailed(failure(finished))

    def full_answer(self, finished: RunFinished) -> str:
        """The whole answer, also of a run that was stopped."""
        answer = finished.outputs.get("answer")
        return answer if isinstance(answer, str) else "".join(self.answer)


_RESOURCE = (
    "position", "dataset_id", "dataset_name", "document_id", "document_name", "data_source_type", "segment_id",
    "retriever_from", "score", "hit_count", "word_count", "segment_position", "index_node_hash", "content", "page",
    "doc_metadata", "title", "files", "summary",
)  # fmt: skip


def _decimal(value: object) -> Decimal:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return Decimal(0)
