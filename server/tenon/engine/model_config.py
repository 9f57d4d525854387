"""Stored shapes that the nodes with a model share (contract: dsl.md 7, llm)."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from tenon.engine.node import Selector


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
    size: int | None = None


class Memory(Stored):
    """History of the conversation; chatflows only."""

    role_prefix: RolePrefix | None = None
    window: Window | None = None
    query_prompt_template: str | None = None
    enabled: bool | None = Field(None, description="Old files: off when false.")


class VisionConfig(Stored):
    """Which files go to the model as pictures (or sound, film, documents), and how fine."""

    detail: Literal["high", "low"] = "high"
    variable_selector: Selector = Field(default_factory=lambda: ["sys", "files"])

    @field_validator("variable_selector", mode="before")
    @classmethod
    def _default(cls, value: Any) -> Any:
        return value or ["sys", "files"]


class Vision(Stored):
    """The vision switch."""

    enabled: bool = False
    configs: VisionConfig | None = None


class ContextConfig(Stored):
    """The knowledge that `{{#context#}}` stands for."""

    enabled: bool = False
    variable_selector: Selector = Field(default_factory=list[str])

    @field_validator("variable_selector", mode="before")
    @classmethod
    def _none(cls, value: Any) -> Any:
        return value or []


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
    value_selector: Selector = Field(default_factory=list[str])


class PromptConfig(Stored):
    """Variables of Jinja2 prompts."""

    jinja2_variables: list[NamedVariable] = Field(default_factory=list[NamedVariable])

    @field_validator("jinja2_variables", mode="before")
    @classmethod
    def _none(cls, value: Any) -> Any:
        return value or []
