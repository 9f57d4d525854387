"""Bodies of app routes. Times are Unix seconds."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from tenon.domain.site.schemas import Site
from tenon.kit.shapes import Shape

Mode = Literal["workflow", "advanced-chat", "chat", "agent-chat", "completion"]
IconType = Literal["emoji", "image", "link"]
Sort = Literal["-updated_at", "-created_at", "updated_at", "created_at", "name", "-name"]
AppName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=255)]
Description = Annotated[str, StringConstraints(max_length=10_000)]


class TagRef(Shape):
    """A tag on an app."""

    id: UUID
    name: str


class App(Shape):
    """An app. `updated_at` also counts changes of its draft."""

    id: UUID
    name: str
    mode: str
    description: str
    icon_type: str | None
    icon: str | None
    icon_background: str | None
    icon_url: str | None
    use_icon_as_answer_icon: bool
    tags: list[TagRef]
    created_by: UUID | None
    author_name: str
    created_at: int
    updated_at: int
    has_unpublished_changes: bool
    published: bool
    site: Site | None
    enable_site: bool
    enable_api: bool
    max_active_requests: int
    model_config_: dict[str, Any] | None = Field(default=None, serialization_alias="model_config")


@dataclass(frozen=True, slots=True)
class AppFilter:
    """What the list is narrowed to; `sort` is a member of `Sort`."""

    name: str = ""
    mode: str = ""
    tag_ids: Sequence[UUID] = ()
    created_by: UUID | None = None
    sort: str = "-updated_at"


class AppCreate(Shape):
    """A new app."""

    name: AppName
    mode: Mode
    description: Description = ""
    icon_type: IconType | None = None
    icon: str | None = Field(None, max_length=2000)
    icon_background: str | None = Field(None, max_length=32)


class AppPatch(Shape):
    """What can be changed of an app; members left out stay."""

    name: AppName | None = None
    description: Description | None = None
    icon_type: IconType | None = None
    icon: str | None = Field(None, max_length=2000)
    icon_background: str | None = Field(None, max_length=32)
    use_icon_as_answer_icon: bool | None = None
    max_active_requests: int | None = Field(None, ge=0, le=100_000)


class AppCopy(Shape):
    """How the copy differs from the original."""

    name: AppName | None = None
    description: Description | None = None
    icon_type: IconType | None = None
    icon: str | None = Field(None, max_length=2000)
    icon_background: str | None = Field(None, max_length=32)


class ConfigProblem(Shape):
    """What keeps a configuration from being published; `field` is a path (`user_input_form[0].select.options`)."""

    field: str
    message: str


AgentStrategy = Literal["function_call", "react"]


class ModelConfig(Shape):
    """The draft of a basic app's configuration and how it stands to what is served.

    `served` is the published configuration. `agent_strategy` is the one in force; null without an agent, or while its
    model is not set up.
    """

    config: dict[str, Any]
    served: dict[str, Any] | None
    hash: str
    published: bool
    has_unpublished_changes: bool
    published_at: int | None
    updated_at: int
    problems: list[ConfigProblem]
    agent_strategy: AgentStrategy | None = None


class ConfigSave(Shape):
    """A draft to save; `hash` is that of the draft it was made from."""

    config: dict[str, Any]
    hash: str | None = None


class ConfigSaved(Shape):
    """The state after saving."""

    hash: str
    updated_at: int


class ConfigPublished(Shape):
    """When the configuration was published."""

    published_at: int


class AppConvert(Shape):
    """The new app that an app is converted to; what is left out is taken from the app."""

    name: AppName | None = None
    description: Description | None = None
    icon_type: IconType | None = None
    icon: str | None = Field(None, max_length=2000)
    icon_background: str | None = Field(None, max_length=32)


class DeleteEffects(Shape):
    """How much would be deleted with an app, by kind (`versions`, `api_keys`, `runs`, ...)."""

    counts: dict[str, int]


class Exported(Shape):
    """A DSL file."""

    data: str


class ImportRequest(Shape):
    """A file to import; members given here override the file. `app_id`: overwrite this app's draft."""

    mode: Literal["yaml-content", "yaml-url"] = "yaml-content"
    yaml_content: str | None = None
    yaml_url: str | None = Field(None, max_length=4000)
    name: AppName | None = None
    description: Description | None = None
    icon_type: IconType | None = None
    icon: str | None = Field(None, max_length=2000)
    icon_background: str | None = Field(None, max_length=32)
    app_id: UUID | None = None


ImportStatus = Literal["completed", "completed-with-warnings", "pending", "failed"]


class ImportResult(Shape):
    """What became of an import (contract: dsl.md 3)."""

    id: UUID
    status: ImportStatus
    app_id: UUID | None = None
    app_mode: str | None = None
    current_dsl_version: str
    imported_dsl_version: str = ""
    error: str = ""
    warnings: list[str] = Field(default_factory=list[str])
    leaked_dependencies: list[dict[str, Any]] = Field(default_factory=list[dict[str, Any]])


class Leaked(Shape):
    """Plugins that an app needs and that are not here."""

    leaked_dependencies: list[dict[str, Any]]


class ApiKey(Shape):
    """A key; `token` is masked but in the answer to its creation."""

    id: UUID
    type: str
    token: str
    last_used_at: int | None
    created_at: int


class ApiKeyList(Shape):
    """The keys of an app, oldest first."""

    data: list[ApiKey]


class Done(Shape):
    """It is done."""

    result: Literal["success"] = "success"


class ServerIndex(Shape):
    """Answers without a key: clients use it to check the connection."""

    welcome: str = "Dify OpenAPI"
    api_version: str = "v1"
    server_version: str


class AppInfo(Shape):
    """An app for the service API."""

    name: str
    description: str
    tags: list[str]
    mode: str
    author_name: str


class Parameters(Shape):
    """What a client must know to build the form and the controls of an app."""

    opening_statement: str
    suggested_questions: list[str]
    suggested_questions_after_answer: dict[str, Any]
    speech_to_text: dict[str, Any]
    text_to_speech: dict[str, Any]
    retriever_resource: dict[str, Any]
    annotation_reply: dict[str, Any]
    more_like_this: dict[str, Any]
    user_input_form: list[dict[str, Any]]
    sensitive_word_avoidance: dict[str, Any]
    file_upload: dict[str, Any]
    system_parameters: dict[str, Any]


class Meta(Shape):
    """Icons of the tools of an app."""

    tool_icons: dict[str, Any]


class Transcript(Shape):
    """What a recording says."""

    text: str


class Spoken(Shape):
    """What to speak: an answer by its message's id, else a text."""

    message_id: str | None = None
    text: str | None = None
    voice: str | None = None
    language: str | None = None
    user: str | None = None


class VoiceItem(Shape):
    """A voice to choose; `value` is what is stored."""

    name: str
    value: str
    languages: list[str]


class VoiceList(Shape):
    """Voices of a model, the default one first."""

    data: list[VoiceItem]


class PageSettings(Shape):
    """The looks of a published page."""

    title: str
    chat_color_theme: str
    chat_color_theme_inverted: bool
    icon_type: str
    icon: str
    icon_background: str
    icon_url: str | None
    description: str
    copyright: str
    privacy_policy: str
    input_placeholder: str | None
    custom_disclaimer: str
    default_language: str
    show_workflow_steps: bool
    use_icon_as_answer_icon: bool


class WebSite(Shape):
    """A published page with the visitor's id."""

    app_id: UUID
    mode: str
    end_user_id: UUID
    enable_site: bool
    site: PageSettings
    model_config_: dict[str, Any] | None = Field(default=None, serialization_alias="model_config")
    plan: str = "basic"
    can_replace_logo: bool = True
    custom_config: dict[str, Any] | None = None


class WebFeatures(Shape):
    """What visitors' pages must know of the server."""

    sso_enforced_for_web: bool = False
    branding: dict[str, Any] = Field(default_factory=lambda: {"enabled": False})
    webapp_auth: dict[str, Any] = Field(default_factory=lambda: {"enabled": False})
    version: str


class AccessMode(Shape):
    """Who may open a page."""

    accessMode: str = "public"


class WebPermission(Shape):
    """Whether this visitor may."""

    result: bool = True
