"""Tags of the console. Binding them is the business of what they are bound to."""

from uuid import UUID

from tenon.domain.auth.dependencies import Who
from tenon.domain.tag import service
from tenon.domain.tag.schemas import Tag, TagCreate, TagList, TagPatch, TagType
from tenon.kit.http import Uow
from tenon.kit.routes import Router

router = Router(prefix="/console/api", tags=["tag"])


@router.get("/tags")
async def list_tags(uow: Uow, who: Who, type: TagType = "app") -> TagList:
    """The tags of a type by name."""
    return TagList(data=await service.all_tags(uow, who, type))


@router.post("/tags", status_code=201)
async def create_tag(uow: Uow, who: Who, body: TagCreate) -> Tag:
    """Make a tag."""
    return await service.create(uow, who, body)


@router.patch("/tags/{tag_id}")
async def rename_tag(uow: Uow, who: Who, tag_id: UUID, body: TagPatch) -> Tag:
    """Rename a tag."""
    return await service.rename(uow, who, tag_id, body.name)


@router.delete("/tags/{tag_id}", status_code=204)
async def delete_tag(uow: Uow, who: Who, tag_id: UUID) -> None:
    """Delete a tag."""
    await service.delete(uow, who, tag_id)
