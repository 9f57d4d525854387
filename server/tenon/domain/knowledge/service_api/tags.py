"""Tags of knowledge bases."""

from typing import Any
from uuid import UUID

from tenon.domain.knowledge import service_tags
from tenon.domain.knowledge.parameters import Sets
from tenon.domain.knowledge.service_api.router import By, router
from tenon.domain.knowledge.service_requests import (
    TagId,
    TagName,
    TagTarget,
)
from tenon.kit.http import Uow


@router.get("/tags")
async def list_tags(uow: Uow, by: By) -> list[dict[str, Any]]:
    """The tags of knowledge bases."""
    return await service_tags.listed(uow, by)


@router.post("/tags")
async def create_tag(uow: Uow, by: By, body: TagName) -> dict[str, Any]:
    """Make a tag."""
    return await service_tags.create(uow, by, body.name)


@router.patch("/tags")
async def rename_tag(uow: Uow, by: By, body: TagName) -> dict[str, Any]:
    """Rename a tag."""
    return await service_tags.rename(uow, by, body.tag_id, body.name)


@router.delete("/tags", status_code=204)
async def delete_tag(uow: Uow, by: By, body: TagId) -> None:
    """Delete a tag; knowledge bases stay."""
    await service_tags.delete(uow, by, body.tag_id)


@router.post("/tags/binding", status_code=204)
async def bind_tags(uow: Uow, by: By, body: TagTarget) -> None:
    """Put tags on a knowledge base."""
    await service_tags.bind(uow, by, body.target_id, body.tag_ids or [])


@router.post("/tags/unbinding", status_code=204)
async def unbind_tags(uow: Uow, by: By, body: TagTarget) -> None:
    """Take tags off a knowledge base."""
    await service_tags.unbind(uow, by, body.target_id, body.tag_ids or ([body.tag_id] if body.tag_id else []))


@router.get("/{dataset_id}/tags")
async def tags_of_dataset(uow: Uow, sets: Sets, by: By, dataset_id: UUID) -> dict[str, Any]:
    """The tags of a knowledge base."""
    found = (await sets.get(uow, by, dataset_id)).tags
    return {"data": [{"id": str(tag.id), "name": tag.name} for tag in found], "total": len(found)}
