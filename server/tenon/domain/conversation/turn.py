"""One turn of a chatflow: the rows it leaves and the events its client gets."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, cast
from uuid import UUID

from tenon.domain.conversation.tables import (
    ConversationRow,
    ConversationVariableRow,
    MessageFileRow,
    MessageRow,
)
from tenon.domain.run.projection import TextForms, error_event
from tenon.domain.run.spec import RunRequest
from tenon.domain.run.stretches import TextForm
from tenon.engine.errors import NodeError
from tenon.engine.events import Event, NodeFinished, RunFinished, TextChunk
from tenon.engine.files import File
from tenon.engine.variables import to_plain
from tenon.engine.wire import Wire
from tenon.errors import TenonError
from tenon.kit.db import utc_now
from tenon.kit.group_commit import Lane
from tenon.kit.ids import uuid7

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


@dataclass(slots=True)
class Turn:
    """What is known of a turn before it runs. `variables` maps names to the ids of their rows; `new` makes rows."""

    request: RunRequest
    query: str
    files: list[File]
    new: bool
    created_at: int
    parent_id: UUID | None = None
    dialogue_count: int = 1
    name: str = ""
    introduction: str = ""
    variables: dict[str, UUID] = field(default_factory=dict[str, UUID])
    citations: bool = False

    @property
    def conversation_id(self) -> UUID:
        """The conversation."""
        assert self.request.conversation_id is not None
        return self.request.conversation_id

    @property
    def message_id(self) -> UUID:
        """The message."""
        assert self.request.message_id is not None
        return self.request.message_id

    def rows(self, lane: Lane) -> None:
        """Rows at the start: the conversation when it is new, its variables, the message, its files."""
        version, actor = self.request.version, self.request.actor
        now = utc_now()
        common = {"workspace_id": version.workspace_id, "app_id": version.app_id, "created_at": now, "updated_at": now}
        who = {"created_by_role": actor.role, "created_by": actor.id}
        if self.new:
            conversation = {
                "id": self.conversation_id,
                "mode": version.mode,
                "name": self.name,
                "inputs": to_plain(self.request.inputs),
                "introduction": self.introduction,
                "status": "normal",
                "origin": actor.origin,
                "dialogue_count": self.dialogue_count,
            }
            lane.insert(ConversationRow, self.conversation_id, {**conversation, **common, **who})
        else:
            lane.update(
                ConversationRow, self.conversation_id, {"dialogue_count": self.dialogue_count, "updated_at": now}
            )
        self._variable_rows(lane, now)
        message = {
            "id": self.message_id,
            "conversation_id": self.conversation_id,
            "parent_message_id": self.parent_id,
            "run_id": self.request.id,
            "inputs": to_plain(self.request.inputs),
            "query": self.query,
            "answer": "",
            "status": "running",
            "message_tokens": 0,
            "answer_tokens": 0,
            "total_price": Decimal(0),
            "currency": "USD",
            "latency": 0.0,
        }
        lane.insert(MessageRow, self.message_id, {**message, **common, **who})
        _file_rows(lane, self, self.files, "user", now)

    def _variable_rows(self, lane: Lane, now: datetime) -> None:
        for position, declared in enumerate(self.request.version.conversation_variables):
            name = declared.get("name")
            if not name or name in self.variables:
                continue
            id = self.variables[name] = uuid7()
            values = {
                "id": id,
                "conversation_id": self.conversation_id,
                "name": name,
                "value_type": declared.get("value_type") or "string",
                "value": {"value": to_plain(self.request.conversation.get(name))},
                "description": declared.get("description") or "",
                "position": position,
                "created_at": now,
                "updated_at": now,
            }
            lane.insert(ConversationVariableRow, id, values)
        self.request.extra["variables"] = {name: str(id) for name, id in self.variables.items()}


def _file_rows(lane: Lane, turn: Turn, files: Sequence[File], belongs_to: str, now: datetime) -> None:
    for place, file in enumerate(files):  # their times keep them in order
        _file_row(lane, turn, file, belongs_to, now + timedelta(microseconds=place))


def _file_row(lane: Lane, turn: Turn, file: File, belongs_to: str, now: datetime) -> None:
    id = uuid7()
    upload = UUID(file.related_id) if file.related_id and file.transfer_method != "remote_url" else None
    values = {
        "id": id,
        "message_id": turn.message_id,
        "app_id": turn.request.version.app_id,
        "upload_id": upload,
        "belongs_to": belongs_to,
        "file": file.to_dict(),
        "created_at": now,
    }
    lane.insert(MessageFileRow, id, values)


def failure(finished: RunFinished) -> str:
    """What clients are told of a chat whose run failed."""
    return f"Run failed: {finished.error or 'unknown error'}"


class RunFailed(NodeError):
    """A chatflow whose run failed; the text names the node's error."""


class ChatProjection:
    """Wire events of a chatflow (contract: service-api.md 2.6 and the order of its end)."""

    def __init__(self, turn: Turn) -> None:
        self.turn = turn
        self.answer: list[str] = []
        self.resources: list[dict[str, Any]] = []
        self.metadata: dict[str, Any] = {}
        request = turn.request
        self._head: dict[str, Any] = {
            "conversation_id": str(turn.conversation_id),
            "message_id": str(turn.message_id),
            "created_at": turn.created_at,
        }
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
        elif isinstance(event, NodeFinished) and event.node_type == "knowledge-retrieval":
            self._cite(event)
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
        answer = finished.outputs.get("answer")
        if not isinstance(answer, str):
            answer = "".join(self.answer)
        usage = {**NO_USAGE, **finished.usage}
        resources = self.resources if self.turn.citations else []
        self.metadata = {"annotation_reply": None, "retriever_resources": resources, "usage": usage}
        self._store(lane, finished, answer, usage, resources)
        end = self._wire.message_end(self.metadata, list(finished.files))
        closing = list(self.events(finished))
        if finished.status == "failed":
            yield from closing
            yield error_event(self._head, RunFailed(failure(finished)))
        elif finished.status == "stopped":
            yield from closing
            yield end
        else:
            yield end
            yield from closing

    def failed(self, error: TenonError) -> Iterator[dict[str, Any]]:
        """The one event when the end could not be stored."""
        yield error_event(self._head, error)

    def _cite(self, event: NodeFinished) -> None:
        found = event.outputs.get("result")
        for entry in cast("list[dict[str, Any]]", found) if isinstance(found, list) else []:
            metadata: dict[str, Any] = entry.get("metadata") or {}
            known: dict[str, Any] = {key: metadata.get(key) for key in _RESOURCE}
            known["position"] = len(self.resources) + 1
            known["content"], known["title"] = entry.get("content"), entry.get("title")
            self.resources.append(known)

    def _store(
        self, lane: Lane, finished: RunFinished, answer: str, usage: dict[str, Any], resources: list[dict[str, Any]]
    ) -> None:
        now = utc_now()
        failed = finished.status == "failed"
        values = {
            "answer": answer,
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
        _file_rows(lane, self.turn, finished.files, "assistant", now)


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


def blocking_body(projection: ChatProjection, finished: RunFinished) -> dict[str, Any]:
    """The answer of a blocking chat (contract: service-api.md 2.4)."""
    turn = projection.turn
    answer = finished.outputs.get("answer")
    return {
        "event": "message",
        "task_id": str(turn.request.id),
        "id": str(turn.message_id),
        "message_id": str(turn.message_id),
        "conversation_id": str(turn.conversation_id),
        "mode": "advanced-chat",
        "answer": answer if isinstance(answer, str) else "".join(projection.answer),
        "metadata": projection.metadata,
        "created_at": turn.created_at,
    }


def now_seconds() -> int:
    """Unix seconds."""
    return int(time.time())
