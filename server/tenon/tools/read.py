"""Reads a provider's declaration from YAML, in the words of plugin packages (plugin-protocol.md 3.2)."""

from collections.abc import Callable
from typing import Any, cast

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from tenon.tools.declaration import I18n, ParameterOption, ParameterType, ToolDeclaration, ToolParameter
from tenon.tools.errors import BadToolDeclaration
from tenon.tools.provider import CredentialField, ProviderDeclaration


class _Form(BaseModel):
    model_config = ConfigDict(extra="ignore")


class _Words(_Form):
    @field_validator(
        "label", "human_description", "description", "placeholder", "help", mode="before", check_fields=False
    )
    @classmethod
    def _text(cls, value: Any) -> Any:
        return words(value)


class _Option(_Words):
    value: str
    label: dict[str, str] = Field(default_factory=dict[str, str])

    @field_validator("value", mode="before")
    @classmethod
    def _plain(cls, value: Any) -> str:
        return str(value).lower() if isinstance(value, bool) else str(value)


class _Parameter(_Words):
    name: str
    type: ParameterType
    label: dict[str, str] = Field(default_factory=dict[str, str])
    form: str = "llm"
    required: bool = False
    default: Any = None
    options: list[_Option] = Field(default_factory=list[_Option])
    min: float | None = None
    max: float | None = None
    human_description: dict[str, str] = Field(default_factory=dict[str, str])
    llm_description: str = ""
    placeholder: dict[str, str] = Field(default_factory=dict[str, str])
    input_schema: dict[str, Any] | None = None

    @field_validator("options", "llm_description", "required", mode="before")
    @classmethod
    def _none(cls, value: Any, info: Any) -> Any:
        empty: dict[str, Any] = {"options": [], "llm_description": "", "required": False}
        return empty[info.field_name] if value is None else value


class _Identity(_Words):
    name: str
    author: str = ""
    label: dict[str, str] = Field(default_factory=dict[str, str])
    description: dict[str, str] = Field(default_factory=dict[str, str])
    icon: str = ""
    icon_dark: str = ""
    tags: list[str] = Field(default_factory=list[str])

    @field_validator("icon", "icon_dark", "author", mode="before")
    @classmethod
    def _none(cls, value: Any) -> Any:
        return value or ""

    @field_validator("tags", mode="before")
    @classmethod
    def _no_tags(cls, value: Any) -> Any:
        return value or []


class _Description(_Form):
    human: dict[str, str] = Field(default_factory=dict[str, str])
    llm: str = ""

    @field_validator("human", mode="before")
    @classmethod
    def _text(cls, value: Any) -> Any:
        return words(value)


class _Tool(_Form):
    identity: _Identity
    description: _Description = Field(default_factory=_Description)
    parameters: list[_Parameter] = Field(default_factory=list[_Parameter])
    output_schema: dict[str, Any] | None = None
    aliases: list[str] = Field(default_factory=list[str])

    @field_validator("parameters", mode="before")
    @classmethod
    def _none(cls, value: Any) -> Any:
        return value or []


class _Credential(_Words):
    name: str
    type: str
    required: bool = False
    label: dict[str, str] = Field(default_factory=dict[str, str])
    placeholder: dict[str, str] = Field(default_factory=dict[str, str])
    help: dict[str, str] = Field(default_factory=dict[str, str])
    url: str | None = None
    default: Any = None
    options: list[_Option] = Field(default_factory=list[_Option])


class _Provider(_Form):
    identity: _Identity
    credentials_for_provider: list[_Credential] = Field(default_factory=list[_Credential])
    tools: list[_Tool] = Field(default_factory=list[_Tool])
    aliases: list[str] = Field(default_factory=list[str])

    @field_validator("credentials_for_provider", mode="before")
    @classmethod
    def _by_name(cls, value: Any) -> Any:
        if isinstance(value, dict):
            return [{"name": name, **entry} for name, entry in cast(dict[str, dict[str, Any]], value).items()]
        return value or []


def words(value: Any) -> Any:
    """A text by language from a text or a map; `en_US` is always there, and `zh_Hans` falls back to it."""
    if isinstance(value, str):
        return {"en_US": value, "zh_Hans": value}
    if not isinstance(value, dict):
        return value or {}
    texts = {str(key): str(text) for key, text in cast(dict[Any, Any], value).items() if text is not None}
    if texts:
        texts.setdefault("en_US", next(iter(texts.values())))
        texts.setdefault("zh_Hans", texts["en_US"])
    return texts


def from_yaml(text: str, place: str, *, load_tool: Callable[[str], str] | None = None) -> ProviderDeclaration:
    """A provider from its YAML. Entries of `tools` that are paths are read by `load_tool`.

    Raises `BadToolDeclaration`, which begins with `place`.
    """
    try:
        raw = parse_yaml(text)
        if not isinstance(raw, dict):
            raise BadToolDeclaration(f"{place}: this is no provider declaration.")
        data = cast(dict[str, Any], raw)
        if data.get("credentials_for_provider") is None and data.get("credentials_schema") is not None:
            data["credentials_for_provider"] = data["credentials_schema"]
        tools = cast(list[Any], data.get("tools") or [])
        data["tools"] = [
            parse_yaml(load_tool(tool)) if isinstance(tool, str) and load_tool is not None else tool for tool in tools
        ]
        provider = _Provider.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise BadToolDeclaration(f"{place}: {where}: {first['msg']}") from error
    except (yaml.YAMLError, AttributeError, TypeError) as error:
        raise BadToolDeclaration(f"{place}: {error}") from error
    return _provider(provider)


def parse_yaml(text: str) -> Any:
    """YAML (and JSON) by the fast parser where PyYAML was built with it."""
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def _provider(form: _Provider) -> ProviderDeclaration:
    identity = form.identity
    return ProviderDeclaration(
        name=identity.name,
        label=identity.label or words(identity.name),
        description=identity.description,
        author=identity.author,
        icon=identity.icon,
        icon_dark=identity.icon_dark,
        labels=tuple(identity.tags),
        credentials=tuple(_credential(entry) for entry in form.credentials_for_provider),
        tools=tuple(_tool(identity.name, entry) for entry in form.tools),
        aliases=tuple(form.aliases),
        tool_aliases={alias: tool.identity.name for tool in form.tools for alias in tool.aliases},
    )


def _credential(form: _Credential) -> CredentialField:
    return CredentialField(
        name=form.name,
        type=form.type,
        label=form.label or words(form.name),
        required=form.required,
        default=None if form.default is None else str(form.default),
        options=_options(form.options),
        placeholder=form.placeholder,
        help=form.help,
        url=form.url or "",
    )


def _tool(provider: str, form: _Tool) -> ToolDeclaration:
    label: I18n = form.identity.label or words(form.identity.name)
    return ToolDeclaration(
        provider=provider,
        name=form.identity.name,
        label=label,
        human_description=form.description.human or label,
        llm_description=form.description.llm or form.description.human.get("en_US", ""),
        parameters=tuple(_parameter(entry) for entry in form.parameters),
        output_schema=form.output_schema,
    )


def _parameter(form: _Parameter) -> ToolParameter:
    return ToolParameter(
        name=form.name,
        type=form.type,
        label=form.label or words(form.name),
        form="form" if form.form == "form" else "schema" if form.form == "schema" else "llm",
        required=form.required,
        default=form.default,
        options=_options(form.options),
        minimum=form.min,
        maximum=form.max,
        human_description=form.human_description,
        llm_description=form.llm_description,
        placeholder=form.placeholder,
        schema=form.input_schema,
    )


def _options(forms: list[_Option]) -> tuple[ParameterOption, ...]:
    return tuple(ParameterOption(option.value, option.label or words(option.value)) for option in forms)
