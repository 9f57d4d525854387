"""What a conversation holds before a turn, and what a turn takes from it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tenon.domain.conversation.errors import ConversationNotFound, MessageNotFound
from tenon.domain.conversation.repository import ConversationRepository, MessageRepository
from tenon.domain.conversation.schemas import Owner
from tenon.domain.conversation.tables import ConversationRow, ConversationVariableRow
from tenon.domain.conversation.turn import Turn, now_seconds
from tenon.domain.run.body import ROOT, GenerationBody
from tenon.domain.run.records import revive
from tenon.domain.run.spec import RunRequest
from tenon.engine.files import File
from tenon.engine.variables import to_text
from tenon.kit.db import Database

_VARIABLE = re.compile(r"\{\{\s*([^{}#\s]{1,100})\s*\}\}")


@dataclass(frozen=True, slots=True)
class Earlier:
    """A conversation that goes on; `parent_id` is the message before the new turn."""

    row: ConversationRow
    variables: Sequence[ConversationVariableRow]
    parent_id: UUID | None


async def load(db: Database, owner: Owner, body: GenerationBody, *, variables: bool) -> Earlier | None:
    """The conversation of the owner; None for a new one. Raises `ConversationNotFound`, `MessageNotFound`."""
    if body.conversation_id is None:
        return None
    async with db.unit_of_work() as uow:
        row = await ConversationRepository(uow).get(owner, body.conversation_id)
        if row is None:
            raise ConversationNotFound()
        stored = await ConversationRepository(uow).variables(row.id) if variables else ()
        messages = MessageRepository(uow)
        if body.parent_message_id is None:
            last = await messages.older(row.id, before=None, limit=1)
            return Earlier(row, stored, last[0].id if last else None)
        if body.parent_message_id == ROOT:
            return Earlier(row, stored, None)
        parent = await messages.get(owner, body.parent_message_id)
    if parent is None or parent.conversation_id != row.id:
        raise MessageNotFound()
    return Earlier(row, stored, parent.id)


def go_on(turn: Turn, earlier: Earlier) -> None:
    """Take over what the conversation holds."""
    turn.request.conversation_id = earlier.row.id
    turn.dialogue_count = earlier.row.dialogue_count + 1
    turn.parent_id = earlier.parent_id
    turn.request.conversation |= {v.name: revive(v.value.get("value")) for v in earlier.variables if _kept(turn, v)}
    turn.variables = {v.name: v.id for v in earlier.variables}


def _kept(turn: Turn, stored: ConversationVariableRow) -> bool:
    """Whether the version still declares the variable with this type."""
    declared: list[dict[str, Any]] = turn.request.version.conversation_variables
    return any(v.get("name") == stored.name and v.get("value_type") == stored.value_type for v in declared)


_EMPTY: dict[str, Any] = {"string": "", "number": 0, "integer": 0, "float": 0, "boolean": False}


def default_of(variable: dict[str, Any]) -> Any:
    """The value a conversation starts with; empty when none is declared."""
    value = variable.get("value")
    if value is not None:
        return revive(value)
    kind = str(variable.get("value_type") or "string")
    if kind.startswith("array"):
        return []
    return {} if kind == "object" else _EMPTY.get(kind)


def opening(features: Mapping[str, Any], inputs: Mapping[str, Any]) -> str:
    """What the app says first, with the values of its form in their places; unknown names stay."""
    text = str(features.get("opening_statement") or "")

    def place(match: re.Match[str]) -> str:
        return to_text(inputs[match.group(1)]) if match.group(1) in inputs else match.group()

    return _VARIABLE.sub(place, text)


def resumed_turn(request: RunRequest) -> Turn:
    """The turn of a run that is taken up; its rows are there already."""
    extra = request.extra
    files: list[File] = request.system.get("files") or []
    turn = Turn(request, str(extra.get("query") or ""), files, False, int(extra.get("created_at") or now_seconds()))
    turn.citations = bool(extra.get("citations"))
    variables: dict[str, str] = extra.get("variables") or {}
    turn.variables = {name: UUID(id) for name, id in variables.items()}
    return turn
