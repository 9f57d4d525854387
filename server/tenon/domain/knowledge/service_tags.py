"""Tags of knowledge bases for programs."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from tenon.domain.auth.principal import Principal
from tenon.domain.knowledge import access
from tenon.domain.knowledge.access import Actor
from tenon.domain.tag import service as tags
from tenon.domain.tag.schemas import Tag, TagCreate
from tenon.domain.tag.service import TagExists
from tenon.errors import InvalidParam
from tenon.kit.db import UnitOfWork


def _principal(who: Actor) -> Principal:
    return Principal(who.account_id or who.workspace_id, who.workspace_id, "owner", "", "")


def _shown(tag: Tag) -> dict[str, Any]:
    return {"id": str(tag.id), "name": tag.name, "type": tag.type, "binding_count": str(tag.binding_count)}


def _name(name: str) -> str:
    name = name.strip()
    if not 1 <= len(name) <= 50:
        raise InvalidParam("name must have 1 to 50 characters.", params="name")
    return name


async def listed(uow: UnitOfWork, who: Actor) -> list[dict[str, Any]]:
    """All tags by name."""
    return [_shown(tag) for tag in await tags.all_tags(uow, _principal(who), "knowledge")]


async def create(uow: UnitOfWork, who: Actor, name: str) -> dict[str, Any]:
    """A new tag. Raises `InvalidParam`."""
    try:
        made = await tags.create(uow, _principal(who), TagCreate(name=_name(name), type="knowledge"))
    except TagExists as error:
        raise InvalidParam("Tag name already exists") from error
    return _shown(made)


async def rename(uow: UnitOfWork, who: Actor, tag_id: UUID | None, name: str) -> dict[str, Any]:
    """Another name. Raises `TagNotFound`, `InvalidParam`."""
    if tag_id is None:
        raise InvalidParam("tag_id is required.", params="tag_id")
    try:
        return _shown(await tags.rename(uow, _principal(who), tag_id, _name(name)))
    except TagExists as error:
        raise InvalidParam("Tag name already exists") from error


async def delete(uow: UnitOfWork, who: Actor, tag_id: UUID) -> None:
    """Remove a tag. Raises `TagNotFound`."""
    await tags.delete(uow, _principal(who), tag_id)


async def bind(uow: UnitOfWork, who: Actor, dataset_id: UUID, tag_ids: Sequence[UUID]) -> None:
    """Put tags on a knowledge base. Raises `DatasetNotFound`, `TagNotFound`."""
    row = await access.get(uow, who, dataset_id)
    await tags.bind(uow, who.workspace_id, "knowledge", tag_ids, row.id)


async def unbind(uow: UnitOfWork, who: Actor, dataset_id: UUID, tag_ids: Sequence[UUID]) -> None:
    """Take tags off a knowledge base. Raises `DatasetNotFound`."""
    row = await access.get(uow, who, dataset_id)
    await tags.unbind(uow, who.workspace_id, row.id, tag_ids)
