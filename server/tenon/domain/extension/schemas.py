"""What the console sends and gets of extensions."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import StringConstraints

from tenon.kit.shapes import Shape

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=255)]
Address = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
Key = Annotated[str, StringConstraints(strip_whitespace=True, min_length=5, max_length=2000)]
Kind = Literal["moderation", "external_data_tool"]


class ApiExtension(Shape):
    """An API extension; the key is masked."""

    id: UUID
    name: str
    api_endpoint: str
    api_key: str
    created_at: int


class ApiExtensionList(Shape):
    """All of a workspace, newest first."""

    data: Sequence[ApiExtension]


class ApiExtensionIn(Shape):
    """A new API extension."""

    name: Name
    api_endpoint: Address
    api_key: Key


class ApiExtensionPatch(Shape):
    """What changes; a masked key is the one that is stored."""

    name: Name | None = None
    api_endpoint: Address | None = None
    api_key: Key | None = None


class NewKey(Shape):
    """A key nobody knows yet."""

    api_key: str


class CodeExtension(Shape):
    """An extension kind: built in, or installed by the operator, with the form of its settings."""

    name: str
    label: dict[str, str]
    form_schema: Sequence[dict[str, Any]]
    builtin: bool
    error: str | None = None


class CodeExtensionList(Shape):
    """The kinds that an app can choose."""

    module: Kind
    data: Sequence[CodeExtension]
