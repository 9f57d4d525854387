"""Conversations as their users see them: list, rename, delete, pin, variables."""

import re
from datetime import datetime
from typing import Any, cast
from uuid import UUID

import orjson

from tenon.domain.conversation.errors import (
    ConversationNotFound,
    LastConversationNotFound,
    VariableNotFound,
    VariableTypeMismatch,
)
from tenon.domain.conversation.repository import ConversationRepository
from tenon.domain.conversation.schemas import ConversationItem, ConversationSlice, Owner, VariableItem, VariableSlice
from tenon.domain.conversation.tables import (
    ConversationRow,
    ConversationVariableRow,
    MessageFeedbackRow,
    MessageRow,
    SavedMessageRow,
)
from tenon.engine.variables import value_type
from tenon.errors import InvalidParam
from tenon.kit.db import UnitOfWork, utc_now

SORTS = ("created_at", "-created_at", "updated_at", "-updated_at")
_NAME = re.compile(r"[A-Za-z0-9_.-]{1,255}")


def stamp(at: datetime) -> int:
    """Unix seconds."""
    return int(at.timestamp())


def item(row: ConversationRow) -> ConversationItem:
    """The wire form."""
    return ConversationItem(
        id=row.id,
        name=row.name,
        inputs=row.inputs,
        status=row.status,
        introduction=row.introduction,
        created_at=stamp(row.created_at),
        updated_at=stamp(row.updated_at),
    )


async def get(uow: UnitOfWork, owner: Owner, id: UUID | str) -> ConversationRow:
    """A conversation of the owner. Raises `ConversationNotFound`."""
    try:
        row = await ConversationRepository(uow).get(owner, UUID(str(id)))
    except ValueError:
        row = None
    if row is None:
        raise ConversationNotFound()
    return row


async def page(
    uow: UnitOfWork, owner: Owner, *, last_id: str | None, limit: int, sort: str, pinned: bool | None = None
) -> ConversationSlice:
    """Conversations after `last_id`. Raises `LastConversationNotFound`, `InvalidParam`."""
    if sort not in SORTS:
        raise InvalidParam(f"sort_by must be one of {', '.join(SORTS)}", params="sort_by")
    after = None
    if last_id:
        try:
            after = await ConversationRepository(uow).get(owner, UUID(last_id))
        except ValueError:
            after = None
        if after is None:
            raise LastConversationNotFound()
    rows, rest = await ConversationRepository(uow).page(owner, after=after, limit=limit, sort=sort, pinned=pinned)
    return ConversationSlice(data=[item(row) for row in rows], limit=limit, has_more=rest > 0)


async def rename(uow: UnitOfWork, owner: Owner, id: UUID | str, name: str) -> ConversationItem:
    """Give it a name. Raises `ConversationNotFound`."""
    row = await get(uow, owner, id)
    row.name = name
    row.updated_at = utc_now()
    return item(row)


async def delete(uow: UnitOfWork, owner: Owner, id: UUID | str) -> None:
    """Remove it with its messages. Raises `ConversationNotFound`."""
    await ConversationRepository(uow).delete(await get(uow, owner, id))


async def pin(uow: UnitOfWork, owner: Owner, id: UUID | str, *, pinned: bool) -> None:
    """Put it on top of the list, or back. Raises `ConversationNotFound`."""
    row = await get(uow, owner, id)
    updated = row.updated_at
    row.pinned_at = utc_now() if pinned else None
    row.updated_at = updated


def variable_item(row: ConversationVariableRow) -> VariableItem:
    """The wire form."""
    value = row.value.get("value")
    kind = "number" if row.value_type in ("integer", "float") else row.value_type
    text = value if isinstance(value, str) else orjson.dumps(value).decode() if value is not None else ""
    return VariableItem(
        id=row.id,
        name=row.name,
        value_type=kind,
        value=text,
        description=row.description,
        created_at=stamp(row.created_at),
        updated_at=stamp(row.updated_at),
    )


async def variables(
    uow: UnitOfWork, owner: Owner, id: str, *, last_id: str | None, limit: int, name: str | None
) -> VariableSlice:
    """Variables after `last_id`, by part of the name. Raises `ConversationNotFound`, `InvalidParam`."""
    if name is not None and not _NAME.fullmatch(name):
        raise InvalidParam("variable_name has letters, digits, `-`, `_` and `.` only", params="variable_name")
    row = await get(uow, owner, id)
    found = await ConversationRepository(uow).variables(row.id)
    if name is not None:
        found = [v for v in found if name.lower() in v.name.lower()]
    if last_id:
        places = [n for n, v in enumerate(found) if str(v.id) == last_id.lower()]
        if not places:
            raise InvalidParam("")
        found = found[places[0] + 1 :]
    data = [variable_item(v) for v in found[:limit]]
    return VariableSlice(data=data, limit=limit, has_more=len(found) > limit)


_ACCEPTED = {
    "string": ("string",),
    "secret": ("string",),
    "number": ("number", "integer", "float"),
    "integer": ("number", "integer"),
    "float": ("number", "integer", "float"),
    "boolean": ("boolean",),
    "object": ("object",),
}


def fits(declared: str, value: Any) -> bool:
    """Whether a value may be stored in a variable of this type."""
    if declared in _ACCEPTED:
        return value_type(value) in _ACCEPTED[declared]
    if not declared.startswith("array"):
        return True
    if not isinstance(value, list):
        return False
    element = declared[6:-1] if declared.startswith("array[") else ""
    entries = cast("list[Any]", value)
    return all(fits(element, entry) for entry in entries) if element and element != "any" else True


async def set_variable(uow: UnitOfWork, owner: Owner, id: str, variable_id: UUID, value: Any) -> VariableItem:
    """Change a value. Raises `ConversationNotFound`, `VariableNotFound`, `VariableTypeMismatch`."""
    conversation = await get(uow, owner, id)
    row = await ConversationRepository(uow).variable(conversation.id, variable_id)
    if row is None:
        raise VariableNotFound()
    if not fits(row.value_type, value):
        raise VariableTypeMismatch(
            f"Type mismatch: variable '{row.name}' expects {row.value_type}, but got {value_type(value)} type"
        )
    row.value = {"value": value}
    row.updated_at = utc_now()
    await uow.session.flush()
    return variable_item(row)


async def count(uow: UnitOfWork, workspace_id: UUID, app_id: UUID) -> int:
    """How many conversations an app has."""
    return await ConversationRepository(uow).count(workspace_id, app_id)


async def purge(uow: UnitOfWork, workspace_id: UUID, app_id: UUID, most: int) -> int:
    """Remove at most so many messages of a deleted app, then its conversations; how many."""
    repository = ConversationRepository(uow)
    removed = await repository.purge_messages(workspace_id, app_id, most)
    return removed or await repository.purge(workspace_id, app_id, most)


async def count_messages(uow: UnitOfWork, workspace_id: UUID, app_id: UUID) -> int:
    """How many messages an app has."""
    return await ConversationRepository(uow).count_of(MessageRow, app_id)


async def count_saved(uow: UnitOfWork, workspace_id: UUID, app_id: UUID) -> int:
    """How many answers the users of an app's page have saved."""
    return await ConversationRepository(uow).count_of(SavedMessageRow, app_id)


async def count_feedbacks(uow: UnitOfWork, workspace_id: UUID, app_id: UUID) -> int:
    """How many answers of an app have a rating."""
    return await ConversationRepository(uow).count_of(MessageFeedbackRow, app_id)
