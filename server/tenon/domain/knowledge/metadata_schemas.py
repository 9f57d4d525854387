"""Bodies of the routes of metadata."""

from typing import Any
from uuid import UUID

from pydantic import Field

from tenon.domain.knowledge.shapes import (
    FieldType,
)
from tenon.kit.shapes import Shape


class FieldRef(Shape):
    """A field of metadata."""

    id: str
    name: str
    type: FieldType


class FieldValue(FieldRef):
    """A field with a document's value; times are unix seconds."""

    value: str | float | int | None = None


class FieldCount(FieldRef):
    """A field and how many documents have a value."""

    count: int


class BuiltInField(Shape):
    """A field that is filled by the system."""

    name: str
    type: FieldType


class MetadataList(Shape):
    """The fields of a knowledge base."""

    doc_metadata: list[FieldCount]
    built_in_field_enabled: bool
    built_in: list[BuiltInField]


class FieldCreate(Shape):
    """A new field."""

    name: str = Field(min_length=1, max_length=255)
    type: FieldType


class FieldRename(Shape):
    """A new name."""

    name: str = Field(min_length=1, max_length=255)


class ValueGiven(Shape):
    """A value for a field of a document."""

    id: str
    name: str = ""
    value: Any = None


class DocumentValues(Shape):
    """The values of a document: all of them, or with `partial_update` only those that change."""

    document_id: UUID
    metadata_list: list[ValueGiven]
    partial_update: bool = False


class ValuesGiven(Shape):
    """Values of several documents."""

    operation_data: list[DocumentValues] = Field(max_length=1000)
