"""Stored shapes that the nodes with a model share (contract: dsl.md 7, llm)."""

from typing import Annotated, Any, Literal, cast

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator

from tenon.engine.node import Selector


def _as_list(value: Any) -> Any:
    return cast(Any, value) if isinstance(value, list) else []


def _as_number(value: Any) -> Any:
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else None


ChosenSelector = Annotated[Selector, BeforeValidator(_as_list)]
"""A selector that may not be chosen yet: null and other leftovers of the editor read as an empty list."""
Number = Annotated[float | None, BeforeValidator(_as_number)]
"""A number that may be missing, also as null or empty text."""


class Stored(BaseModel):
    """A part of a node's data. Unknown members are kept."""

    model_config = ConfigDict(extra="allow")


class ModelConfig(Stored):
    """The model of a node. `completion_params` are free; `stop` among them is a list of texts."""

    provider: str = ""
    name: str = ""
    mode: str = "chat"
    completion_params: dict[str, Any] = Field(default_factory=dict[str, Any])

    @field_validator("completion_params", mode="before")
    @classmethod
    def _no_params(cls, value: Any) -> Any:
        return value or {}


class RolePrefix(Stored):
    """Names of the speakers in the history text of completion models."""

    user: str | None = None
    assistant: str | None = None


class Window(Stored):
    """How many rounds of history are sent; without `enabled` all that fit."""

    enabled: bool = False
    size: Number = None


class Memory(Stored):
    """History of the conversation; chatflows only."""

    role_prefix: RolePrefix | None = None
    window: Window | None = None
    query_prompt_template: str | None = None
    max_tokens: Number = Field(None, description="Most tokens of earlier turns, of basic apps.")
    enabled: bool | None = Field(None, description="Old files: off when false.")


class VisionConfig(Stored):
    """Which files go to the model as pictures (or sound, film, documents), and how fine."""

    detail: Literal["high", "low"] = "high"
    variable_selector: Selector = Field(default_factory=lambda: ["sys", "files"])

    @field_validator("variable_selector", mode="before")
    @classmethod
    def _default(cls, value: Any) -> Any:
        return value or ["sys", "files"]

    @field_validator("detail", mode="before")
    @classmethod
    def _known(cls, value: Any) -> Any:
        return "low" if value == "low" else "high"


class Vision(Stored):
    """The vision switch."""

    enabled: bool = False
    configs: VisionConfig | None = None


class ContextConfig(Stored):
    """The knowledge that `{{#context#}}` stands for."""

    enabled: bool = False
    variable_selector: ChosenSelector = Field(default_factory=list[str])
    frame: str = Field("", description="Text of the prompt that goes when nothing was found (of basic apps).")


class PromptItem(Stored):
    """One prompt message, or the whole prompt of a completion model (then without a role)."""

    role: str = "user"
    text: str = ""
    edition_type: str | None = None
    jinja2_text: str | None = None

    @field_validator("text", mode="before")
    @classmethod
    def _text(cls, value: Any) -> Any:
        return "" if value is None else value


class NamedVariable(Stored):
    """A variable under the name a node's code, template or prompt knows it by."""

    variable: str
    value_selector: ChosenSelector = Field(default_factory=list[str])


class PromptConfig(Stored):
    """Variables of Jinja2 prompts."""

    jinja2_variables: list[NamedVariable] = Field(default_factory=list[NamedVariable])

    @field_validator("jinja2_variables", mode="before")
    @classmethod
    def _none(cls, value: Any) -> Any:
        return value or []
