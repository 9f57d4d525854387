"""Parameters a model is to find in a text: their schema for the model, and the check of what it found."""

import math
from collections.abc import Sequence
from typing import Any, cast

from pydantic import Field, field_validator

from tenon.engine.model_config import Stored

RESERVED = frozenset({"__reason", "__is_success", "__usage"})
_ITEMS = {"array[string]": "string", "array[number]": "number", "array[object]": "object", "array[boolean]": "boolean"}
_EMPTY: dict[str, Any] = {"string": "", "select": "", "number": 0, "boolean": False, "object": {}}


class Parameter(Stored):
    """One parameter to find."""

    name: str
    type: str = "string"
    options: list[str] = Field(default_factory=list[str])
    description: str = ""
    required: bool = False

    @field_validator("type")
    @classmethod
    def _known(cls, value: str) -> str:
        value = {"bool": "boolean"}.get(value.lower(), value.lower())
        return value if value in _ITEMS or value in _EMPTY else "string"

    @field_validator("required", mode="before")
    @classmethod
    def _required(cls, value: Any) -> Any:
        return bool(value)

    @field_validator("options", mode="before")
    @classmethod
    def _options(cls, value: Any) -> Any:
        return [str(item) for item in cast(list[Any], value)] if isinstance(value, list) else []

    @field_validator("description", mode="before")
    @classmethod
    def _described(cls, value: Any) -> Any:
        return value or ""

    @property
    def empty(self) -> Any:
        """The value that stands for nothing found."""
        return [] if self.type in _ITEMS else _EMPTY[self.type]

    def json_schema(self) -> dict[str, Any]:
        """The parameter as JSON Schema."""
        schema: dict[str, Any] = {"description": self.description} if self.description else {}
        if self.type in _ITEMS:
            return {"type": "array", "items": {"type": _ITEMS[self.type]}, **schema}
        if self.type == "select":
            return {"type": "string", "enum": self.options, **schema}
        return {"type": self.type, **schema}


def parameters_schema(parameters: Sequence[Parameter]) -> dict[str, Any]:
    """The JSON Schema of all parameters."""
    return {
        "type": "object",
        "properties": {p.name: p.json_schema() for p in parameters},
        "required": [p.name for p in parameters if p.required],
    }


def checked(parameters: Sequence[Parameter], found: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """Values of all parameters, wrong ones replaced by their empty value; and what was wrong, or nothing."""
    values: dict[str, Any] = {}
    trouble: list[str] = []
    for parameter in parameters:
        raw: Any = found.get(parameter.name)
        if raw is None:
            values[parameter.name] = parameter.empty
            if parameter.required:
                trouble.append(f"Parameter {parameter.name} is required but was not found.")
            continue
        value, fits = _read(parameter, raw)
        values[parameter.name] = value
        if not fits:
            trouble.append(f"Parameter {parameter.name} is not a valid {parameter.type} value.")
    return values, " ".join(trouble)


def _read(parameter: Parameter, raw: Any) -> tuple[Any, bool]:
    inner = _ITEMS.get(parameter.type)
    if inner is None:
        value = _one(parameter.type, raw)
        if parameter.type == "select" and value not in parameter.options:
            value = None
        return (parameter.empty, False) if value is None else (value, True)
    if not isinstance(raw, list):
        return [], False
    items = [_one(inner, item) for item in cast(list[Any], raw)]
    return [item for item in items if item is not None], None not in items


def _one(kind: str, raw: Any) -> Any:
    """The value as the kind, None when it is of another."""
    match kind:
        case "number":
            return _number(raw)
        case "boolean":
            if isinstance(raw, str):
                return {"true": True, "false": False, "yes": True, "no": False}.get(raw.strip().lower())
            return bool(raw) if isinstance(raw, bool) or raw in (0, 1) else None
        case "object":
            return cast(Any, raw) if isinstance(raw, dict) else None
        case _:
            return raw if isinstance(raw, str) else None


def _number(raw: Any) -> int | float | None:
    if isinstance(raw, bool):
        return None
    if isinstance(raw, str):
        text = raw.strip().replace(",", "")
        try:
            raw = int(text)
        except ValueError:
            try:
                raw = float(text)
            except ValueError:
                return None
    if isinstance(raw, float) and not math.isfinite(raw):
        return None
    return raw if isinstance(raw, (int, float)) else None
