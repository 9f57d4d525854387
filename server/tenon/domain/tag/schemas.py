"""Bodies of tag routes."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from tenon.kit.shapes import Shape

TagType = Literal["app", "knowledge"]
TagName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=50)]


class Tag(Shape):
    """A tag and how many things carry it."""

    id: UUID
    name: str
    type: str
    binding_count: int


class TagList(Shape):
    """The tags of a workspace."""

    data: list[Tag]


class TagCreate(Shape):
    """A new tag."""

    name: TagName
    type: TagType = "app"


class TagPatch(Shape):
    """A new name."""

    name: TagName


class TagBinding(Shape):
    """Tags to put on a thing, or to take off it."""

    tag_ids: list[UUID] = Field(min_length=1, max_length=100)
    target_id: UUID
    type: TagType = "app"
