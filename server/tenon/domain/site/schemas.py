"""Bodies of site routes."""

from uuid import UUID

from pydantic import Field

from tenon.kit.shapes import Shape


class Site(Shape):
    """The published page of an app. `path` is where it is reached."""

    app_id: UUID
    code: str
    enabled: bool
    title: str
    description: str
    icon_type: str | None
    icon: str | None
    icon_background: str | None
    default_language: str
    chat_color_theme: str | None
    chat_color_theme_inverted: bool
    copyright: str | None
    privacy_policy: str | None
    custom_disclaimer: str
    input_placeholder: str | None
    show_workflow_steps: bool
    use_icon_as_answer_icon: bool


class SitePatch(Shape):
    """What can be changed of a page; it shows at once."""

    title: str | None = Field(None, min_length=1, max_length=255)
    description: str | None = Field(None, max_length=2000)
    icon_type: str | None = Field(None, max_length=16)
    icon: str | None = Field(None, max_length=2000)
    icon_background: str | None = Field(None, max_length=16)
    default_language: str | None = Field(None, max_length=16)
    chat_color_theme: str | None = Field(None, max_length=16)
    chat_color_theme_inverted: bool | None = None
    copyright: str | None = Field(None, max_length=255)
    privacy_policy: str | None = Field(None, max_length=255)
    custom_disclaimer: str | None = Field(None, max_length=512)
    input_placeholder: str | None = Field(None, max_length=64)
    show_workflow_steps: bool | None = None
    use_icon_as_answer_icon: bool | None = None


class Switch(Shape):
    """On or off."""

    enabled: bool
