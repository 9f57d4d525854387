"""How a tool is declared (TOOL-DEC; contract: plugin-protocol.md), and what a model is told of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from tenon.models.messages import Tool

I18n = Mapping[str, str]
"""A text by language (`en_US`, `zh_Hans`); `en_US` is always there."""

ParameterType = Literal[
    "string", "number", "boolean", "select", "secret-input", "file", "files", "system-files", "model-selector",
    "app-selector", "array[tools]", "any", "object", "array", "dynamic-select", "checkbox",
]  # fmt: skip
_SCHEMA_TYPES: Mapping[str, str] = {
    "number": "number", "boolean": "boolean", "checkbox": "boolean", "object": "object", "array": "array",
}  # fmt: skip
_NOT_FOR_MODELS = ("file", "files", "system-files", "secret-input", "model-selector", "app-selector", "array[tools]")


@dataclass(frozen=True, slots=True)
class ParameterOption:
    """A choice of a `select` parameter."""

    value: str
    label: I18n


@dataclass(frozen=True, slots=True)
class ToolParameter:
    """One parameter. `form` says who fills it: `llm` the model, `form` the builder beforehand.

    `schema` is a JSON Schema of its own for tools made from an API document; it goes before what `type` says.
    """

    name: str
    type: ParameterType
    label: I18n
    form: Literal["llm", "form", "schema"] = "llm"
    required: bool = False
    default: Any = None
    options: Sequence[ParameterOption] = ()
    minimum: float | None = None
    maximum: float | None = None
    human_description: I18n = field(default_factory=dict[str, str])
    llm_description: str = ""
    placeholder: I18n = field(default_factory=dict[str, str])
    schema: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class ToolDeclaration:
    """A tool as the console shows it and as models are told of it."""

    provider: str
    name: str
    label: I18n
    human_description: I18n
    llm_description: str
    parameters: Sequence[ToolParameter] = ()
    output_schema: Mapping[str, Any] | None = None

    def for_model(self, *, description: str = "", fixed: Sequence[str] = ()) -> Tool:
        """The function a model may call: the `llm` parameters only, files and those with a fixed value left out.

        `description` replaces the tool's own (TOOL-DEC-11, TOOL-USE-07).
        """
        properties: dict[str, Any] = {}
        required: list[str] = []
        for parameter in self.parameters:
            if parameter.form != "llm" or parameter.type in _NOT_FOR_MODELS or parameter.name in fixed:
                continue
            properties[parameter.name] = _schema(parameter)
            if parameter.required:
                required.append(parameter.name)
        schema = {"type": "object", "properties": properties, "required": required}
        return Tool(self.name, description or self.llm_description, schema)


def _schema(parameter: ToolParameter) -> dict[str, Any]:
    if parameter.schema is not None:
        return {"description": parameter.llm_description, **parameter.schema}
    found: dict[str, Any] = {
        "type": _SCHEMA_TYPES.get(parameter.type, "string"),
        "description": parameter.llm_description,
    }
    if parameter.type == "any":
        del found["type"]
    if parameter.type == "select":
        found["enum"] = [option.value for option in parameter.options]
    return found
