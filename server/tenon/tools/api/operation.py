"""An operation of an API as plain data, and as a tool."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal, cast

from tenon.tools.declaration import ParameterOption, ParameterType, ToolDeclaration, ToolParameter
from tenon.tools.read import words

type Place = Literal["path", "query", "header", "cookie", "body"]


@dataclass(frozen=True, slots=True)
class ApiParameter:
    """An input. `wire` is its name in the request, empty when it is the whole body; `schema` has no references."""

    name: str
    wire: str
    place: Place
    required: bool
    schema: dict[str, Any]
    description: str = ""
    style: str = ""
    explode: bool | None = None

    def renamed(self, name: str) -> "ApiParameter":
        """The same under another name."""
        return self if name == self.name else replace(self, name=name)

    def declaration(self) -> ToolParameter:
        """As a parameter of a tool, which a model may fill."""
        described = self.description or str(self.schema.get("description") or "")
        options = [str(value) for value in cast(list[Any], self.schema.get("enum") or []) if value is not None]
        kind = _kind(self.schema, bool(options))
        label = words(self.name)
        return ToolParameter(
            name=self.name,
            type=kind,
            label=label,
            form="llm",
            required=self.required,
            default=self.schema.get("default"),
            options=tuple(ParameterOption(option, words(option)) for option in options) if kind == "select" else (),
            human_description=words(described) if described else {},
            llm_description=described,
            schema={key: value for key, value in self.schema.items() if key not in ("description", "default")},
        )


@dataclass(frozen=True, slots=True)
class ApiOperation:
    """An operation. `url` may contain places of path parameters; `body_type` is the type the body is sent with."""

    name: str
    method: str
    url: str
    summary: str
    description: str
    parameters: Sequence[ApiParameter] = field(default_factory=tuple[ApiParameter, ...])
    body_type: str = ""
    operation_id: str = ""

    def declaration(self, provider: str) -> ToolDeclaration:
        """As a tool."""
        return ToolDeclaration(
            provider=provider,
            name=self.name,
            label=words(self.name),
            human_description=words(self.summary),
            llm_description=self.description or self.summary,
            parameters=tuple(parameter.declaration() for parameter in self.parameters),
        )

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)

    @staticmethod
    def from_dict(data: Mapping[str, Any]) -> "ApiOperation":
        """From JSON."""
        parameters = tuple(ApiParameter(**entry) for entry in data["parameters"])
        rest: dict[str, Any] = {key: value for key, value in data.items() if key != "parameters"}
        return ApiOperation(parameters=parameters, **rest)


def _kind(schema: Mapping[str, Any], has_options: bool) -> ParameterType:
    kind = schema.get("type")
    if kind == "string" or kind is None:
        if schema.get("format") in ("binary", "byte-file"):
            return "file"
        if has_options:
            return "select"
        return "string" if kind else "any"
    items = schema.get("items")
    if kind == "array" and isinstance(items, dict) and cast(dict[str, Any], items).get("format") == "binary":
        return "files"
    kinds: dict[str, ParameterType] = {
        "integer": "number",
        "number": "number",
        "boolean": "boolean",
        "array": "array",
        "object": "object",
    }
    return kinds.get(str(kind), "any")
