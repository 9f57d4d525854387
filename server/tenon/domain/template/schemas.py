"""Templates on the wire of the console."""

from typing import Any, Literal

from pydantic import Field

from tenon.domain.app.schemas import Mode
from tenon.kit.shapes import Shape

Language = Literal["en", "zh"]


class TemplateCategory(Shape):
    """A shelf of the gallery."""

    id: str
    label: str


class TemplateItem(Shape):
    """A template in the gallery, in the language asked for."""

    id: str
    name: str
    description: str
    mode: Mode
    icon: str
    icon_background: str
    categories: list[str]
    node_types: list[str] = Field(description="Types of the nodes in their order; empty for basic apps")


class TemplateList(Shape):
    """The gallery. Categories without a template of the chosen mode are left out."""

    categories: list[TemplateCategory]
    data: list[TemplateItem]


class TemplateDetail(TemplateItem):
    """A template with what its preview shows."""

    graph: dict[str, Any] | None = Field(description="Nodes and edges of a chatflow or workflow")
    model_config_: dict[str, Any] | None = Field(alias="model_config", description="Configuration of a basic app")
    sample: dict[str, Any] = Field(description="`inputs` and, for apps that chat, `query` to try it with")


class TemplateUse(Shape):
    """Looks of the new app; what is left out comes from the template."""

    name: str | None = Field(default=None, max_length=255)
    description: str | None = Field(default=None, max_length=4000)
    icon_type: Literal["emoji", "image", "link"] | None = None
    icon: str | None = Field(default=None, max_length=1000)
    icon_background: str | None = Field(default=None, max_length=32)
    language: str | None = Field(default=None, description="Language of texts and prompts; else the account's")
