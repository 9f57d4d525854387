"""Tags: made, renamed, deleted, put on things."""

from collections.abc import Sequence
from uuid import UUID

from tenon.domain.auth.principal import Principal
from tenon.domain.tag.repository import TagRepository
from tenon.domain.tag.schemas import Tag, TagCreate
from tenon.domain.tag.tables import TagRow
from tenon.errors import Conflict, NotFound
from tenon.kit.db import UnitOfWork
from tenon.kit.ids import uuid7


class TagExists(Conflict):
    """Another tag has this name."""

    code, message = "tag_name_duplicate", "There is a tag with this name already."


class TagNotFound(NotFound):
    """No such tag in this workspace."""

    message = "There is no such tag."


async def all_tags(uow: UnitOfWork, who: Principal, kind: str) -> list[Tag]:
    """The tags of a type by name."""
    who.require("tag.view")
    found = await TagRepository(uow, who.workspace_id).all(kind)
    return [Tag(id=row.id, name=row.name, type=row.type, binding_count=count) for row, count in found]


async def create(uow: UnitOfWork, who: Principal, body: TagCreate) -> Tag:
    """A new tag. Raises `TagExists`."""
    who.require("tag.edit")
    repository = TagRepository(uow, who.workspace_id)
    if await repository.named(body.type, body.name) is not None:
        raise TagExists()
    row = TagRow(id=uuid7(), workspace_id=who.workspace_id, type=body.type, name=body.name, created_by=who.account_id)
    await repository.add(row)
    return Tag(id=row.id, name=row.name, type=row.type, binding_count=0)


async def _get(repository: TagRepository, tag_id: UUID) -> TagRow:
    row = await repository.get(tag_id)
    if row is None:
        raise TagNotFound()
    return row


async def rename(uow: UnitOfWork, who: Principal, tag_id: UUID, name: str) -> Tag:
    """Give a tag another name. Raises `TagNotFound`, `TagExists`."""
    who.require("tag.edit")
    repository = TagRepository(uow, who.workspace_id)
    row = await _get(repository, tag_id)
    other = await repository.named(row.type, name)
    if other is not None and other.id != row.id:
        raise TagExists()
    row.name = name
    return Tag(id=row.id, name=row.name, type=row.type, binding_count=await repository.count(tag_id))


async def delete(uow: UnitOfWork, who: Principal, tag_id: UUID) -> None:
    """Remove a tag from everything. Raises `TagNotFound`."""
    who.require("tag.edit")
    repository = TagRepository(uow, who.workspace_id)
    await repository.delete(await _get(repository, tag_id))


async def bind(uow: UnitOfWork, workspace_id: UUID, kind: str, tag_ids: Sequence[UUID], target_id: UUID) -> None:
    """Put tags on a thing that the caller has checked. Raises `TagNotFound` for a tag of another type or workspace."""
    repository = TagRepository(uow, workspace_id)
    bound = await repository.bound(target_id)
    for tag_id in dict.fromkeys(tag_ids):
        row = await _get(repository, tag_id)
        if row.type != kind:
            raise TagNotFound()
        if tag_id not in bound:
            repository.bind(tag_id, target_id)


async def unbind(uow: UnitOfWork, workspace_id: UUID, target_id: UUID, tag_ids: Sequence[UUID] | None = None) -> None:
    """Take tags off a thing; None: all."""
    await TagRepository(uow, workspace_id).unbind(target_id, tag_ids)
