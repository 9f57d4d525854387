"""The rounds of an agent as clients see them and as they are kept (contract: service-api.md 2.6, `agent_thought`)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

import orjson

from tenon.domain.conversation.tables import AgentThoughtRow, MessageFileRow
from tenon.domain.conversation.turn import Turn
from tenon.engine.events import AgentLog
from tenon.engine.files import File
from tenon.kit.db import utc_now
from tenon.kit.group_commit import Lane
from tenon.kit.ids import uuid7


@dataclass(slots=True)
class MadeFile:
    """A file a tool made, with the id of its row."""

    id: UUID
    file: File


@dataclass(slots=True)
class Thought:
    """One round."""

    position: int
    created_at: datetime
    id: UUID = field(default_factory=uuid7)
    thought: str = ""
    names: list[str] = field(default_factory=list[str])
    labels: dict[str, Any] = field(default_factory=dict[str, Any])
    inputs: dict[str, Any] = field(default_factory=dict[str, Any])
    observations: dict[str, str] = field(default_factory=dict[str, str])
    order: list[str] = field(default_factory=list[str])
    files: list[MadeFile] = field(default_factory=list[MadeFile])
    tokens: int = 0
    latency: float = 0.0

    def wire(self) -> dict[str, Any]:
        """The members of an `agent_thought` event."""
        return {
            "id": str(self.id),
            "position": self.position,
            "thought": self.thought,
            "observation": self._observation(),
            "tool": ";".join(self.names),
            "tool_labels": self.labels,
            "tool_input": by_name(self.inputs.values()),
            "message_files": [str(made.id) for made in self.files],
        }

    def _observation(self) -> str:
        given = [(self.inputs[id][0], self.observations[id]) for id in self.order if id in self.observations]
        return by_name(given)


def by_name(pairs: Any) -> str:
    """JSON text keyed by tool name; a tool that was called several times has a list. Empty for no pairs."""
    found: dict[str, list[Any]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    if not found:
        return ""
    return orjson.dumps({k: v[0] if len(v) == 1 else v for k, v in found.items()}, default=str).decode()


class AgentSteps:
    """Collects the steps of one turn from the `AgentLog` events of its agent."""

    def __init__(self, turn: Turn) -> None:
        self._turn = turn
        self._rounds: dict[int, Thought] = {}

    @property
    def files(self) -> list[MadeFile]:
        """Files of all rounds, in order."""
        return [made for thought in self._rounds.values() for made in thought.files]

    def take(self, event: AgentLog) -> Iterator[Thought | MadeFile]:
        """What a step brings that clients are to be told: the round as it is now, or a file."""
        kind = event.metadata.get("kind")
        number = int(event.metadata.get("round") or 0)
        if kind == "round" and event.status == "start":
            thought = self._rounds[number] = Thought(number, utc_now())
            yield thought
            return
        thought = self._rounds.get(number)
        if thought is None or event.status == "start":
            return
        if kind == "thought":
            self._thought(thought, event)
            if thought.names:
                yield thought
        elif kind == "call":
            yield from self._call(thought, event)
        elif kind == "round" and event.status == "success":
            thought.latency = float(event.metadata.get("elapsed_time") or 0)
            yield thought

    def rows(self, lane: Lane) -> None:
        """Keep the rounds and their files."""
        version, message_id = self._turn.request.version, self._turn.message_id
        for thought in self._rounds.values():
            shown = thought.wire()
            values: dict[str, Any] = {name: shown[name] for name in _KEPT}
            values |= {
                "id": thought.id,
                "app_id": version.app_id,
                "message_id": message_id,
                "files": shown["message_files"],
                "tokens": thought.tokens,
                "latency": thought.latency,
                "created_at": thought.created_at,
            }
            lane.insert(AgentThoughtRow, thought.id, values)
        now = utc_now()
        for place, made in enumerate(self.files):
            _file_row(lane, self._turn, made, now + timedelta(microseconds=place))

    def _thought(self, thought: Thought, event: AgentLog) -> None:
        data = event.data
        thought.tokens = int(event.metadata.get("total_tokens") or 0)
        output: Mapping[str, Any] = data.get("output") or {}
        thought.thought = str(output.get("llm_response") or data.get("thought") or "")
        thought.labels = dict(data.get("tool_labels") or {})
        for call in cast(list[dict[str, Any]], output.get("tool_calls") or []):
            name = str(call.get("name") or "")
            thought.names.append(name)
            thought.inputs[str(call.get("id"))] = (name, call.get("args"))
            thought.order.append(str(call.get("id")))

    def _call(self, thought: Thought, event: AgentLog) -> Iterator[MadeFile]:
        output: Mapping[str, Any] = event.data.get("output") or {}
        id = str(output.get("tool_call_id") or "")
        if id in thought.inputs:
            thought.observations[id] = str(output.get("tool_response") or event.error or "")
        for file in cast(list[Any], output.get("files") or []):
            if isinstance(file, File):
                made = MadeFile(uuid7(), file)
                thought.files.append(made)
                yield made


_KEPT = ("position", "thought", "tool", "tool_labels", "tool_input", "observation")


def _file_row(lane: Lane, turn: Turn, made: MadeFile, at: datetime) -> None:
    file = made.file
    upload = UUID(file.related_id) if file.related_id and file.transfer_method != "remote_url" else None
    values = {
        "id": made.id,
        "message_id": turn.message_id,
        "app_id": turn.request.version.app_id,
        "upload_id": upload,
        "belongs_to": "assistant",
        "file": replace(file, url=None).to_dict(),
        "created_at": at,
    }
    lane.insert(MessageFileRow, made.id, values)
