"""One turn with an app: what is known before it runs, and the rows it leaves."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from tenon.domain.conversation.tables import (
    ConversationRow,
    ConversationVariableRow,
    MessageFileRow,
    MessageRow,
)
from tenon.domain.run.spec import RunRequest
from tenon.engine.files import File
from tenon.engine.variables import to_plain
from tenon.kit.db import utc_now
from tenon.kit.group_commit import Lane
from tenon.kit.ids import uuid7


@dataclass(slots=True)
class Turn:
    """What is known of a turn before it runs. `variables` maps names to the ids of their rows; `new` makes rows.

    `lane` is that of the run, for rows that are to be stored before its end; a run that is taken up has none.
    """

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
    lane: Lane | None = None

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
        self.lane = lane
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
                "config_id": version.id if version.config is not None and version.graph_id is None else None,
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
        file_rows(lane, self, self.files, "user", now)

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


def file_rows(lane: Lane, turn: Turn, files: Sequence[File], belongs_to: str, now: datetime) -> None:
    """Rows for files of the message, in their order."""
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


def now_seconds() -> int:
    """Unix seconds."""
    return int(time.time())
