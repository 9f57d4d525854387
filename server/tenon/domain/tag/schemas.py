"""Bodies of tag routes."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

TagType = Literal["app", "knowledge"]
TagName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=50)]


class Tag(BaseModel):
    """A tag and how many things carry it."""

    id: UUID
    name: str
    type: str
    binding_count: int


class TagList(BaseModel):
    """The tags of a workspace."""

    data: list[Tag]


class TagCreate(BaseModel):
    """A new tag."""

    name: TagName
    type: TagType = "app"


class TagPatch(BaseModel):
    """A new name."""

    name: TagName


class TagBinding(BaseModel):
    """Tags to put on a thing, or to take off it."""

    tag_ids: list[UUID] = Field(min_length=1, max_length=100)
    target_id: UUID
    type: TagType = "app"
