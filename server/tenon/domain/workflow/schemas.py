"""Bodies of draft and version routes. Graphs and features travel as they are stored."""

from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from tenon.kit.shapes import Shape


class Editor(Shape):
    """Who changed something."""

    id: UUID
    name: str


class Draft(Shape):
    """The draft of an app, or one of its versions; secrets are masked, times are Unix seconds."""

    id: UUID
    graph: dict[str, Any]
    features: dict[str, Any]
    environment_variables: list[dict[str, Any]]
    conversation_variables: list[dict[str, Any]]
    hash: str
    version: str
    marked_name: str
    marked_comment: str
    created_at: int
    updated_at: int
    created_by: Editor | None
    updated_by: Editor | None


class DraftSave(Shape):
    """A draft to save; `hash` is that of the draft it was made from."""

    graph: dict[str, Any]
    features: dict[str, Any] = Field(default_factory=dict[str, Any])
    environment_variables: list[dict[str, Any]] = Field(default_factory=list[dict[str, Any]])
    conversation_variables: list[dict[str, Any]] = Field(default_factory=list[dict[str, Any]])
    hash: str | None = None


class Saved(Shape):
    """The state after saving."""

    hash: str
    updated_at: int


class Publish(Shape):
    """Title and notes of a new version."""

    marked_name: str = Field("", max_length=100)
    marked_comment: str = Field("", max_length=1000)


class Published(Shape):
    """The new version."""

    id: UUID
    created_at: int


class VersionPatch(Shape):
    """New title and notes."""

    marked_name: str | None = Field(None, max_length=100)
    marked_comment: str | None = Field(None, max_length=1000)


class Version(Shape):
    """An entry of the version list; `latest` marks the one that is served."""

    id: UUID
    version: str
    marked_name: str
    marked_comment: str
    created_at: int
    created_by: Editor | None
    latest: bool


class NodeType(Shape):
    """A node type: its place in the palette, its declared outputs and the JSON Schema of its data."""

    type: str
    version: str
    group: str
    outputs: dict[str, str]
    schema_: dict[str, Any] = Field(serialization_alias="schema")


class NodeTypes(Shape):
    """Every node type."""

    data: list[NodeType]


class Problem(Shape):
    """Something that is wrong with a graph; `error` keeps it from being published and run."""

    node_id: str | None
    severity: Literal["error", "warning"]
    code: str
    message: str


class Problems(Shape):
    """What is wrong with a graph; empty when nothing is."""

    problems: list[Problem]
