"""The values a tool is called with, checked against its declaration."""

import json
import math
from collections.abc import Mapping
from typing import Any

from tenon.tools.declaration import ToolDeclaration, ToolParameter
from tenon.tools.errors import ToolParameterError
from tenon.tools.runtime import Arguments

_TRUE, _FALSE = ("true", "1", "yes", "on"), ("false", "0", "no", "off", "")


def check(tool: ToolDeclaration, given: Mapping[str, Any]) -> Arguments:
    """Values by name: cast to their types, defaults filled in, empty ones and those that are not declared left out.

    Raises `ToolParameterError`, which names the input.
    """
    values: dict[str, Any] = {}
    for parameter in tool.parameters:
        value = given.get(parameter.name)
        if _empty(value, parameter):
            value = parameter.default
        if _empty(value, parameter):
            if parameter.required:
                raise ToolParameterError(f"{tool.name}: the input {parameter.name} is missing.")
            continue
        values[parameter.name] = _cast(tool, parameter, value)
    return values


def _empty(value: Any, parameter: ToolParameter) -> bool:
    return value is None or (value == "" and (parameter.type != "string" or parameter.required))


def _cast(tool: ToolDeclaration, parameter: ToolParameter, value: Any) -> Any:
    match parameter.type:
        case "string" | "secret-input":
            return text_of(value)
        case "number":
            return _number(tool, parameter, value)
        case "boolean" | "checkbox":
            return _boolean(tool, parameter, value)
        case "select":
            return _choice(tool, parameter, value)
        case "object" | "array" | "array[tools]":
            return _structure(tool, parameter, value)
        case _:
            return value


def text_of(value: Any) -> str:
    """A value as text: texts as they are, everything else as JSON. Halves of surrogate pairs become marks."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text if text.isascii() else text.encode(errors="replace").decode()


def _wrong(tool: ToolDeclaration, parameter: ToolParameter, value: Any, expected: str) -> ToolParameterError:
    return ToolParameterError(
        f"{tool.name}: the input {parameter.name} must be {expected}, got {text_of(value)[:100]}."
    )


def _number(tool: ToolDeclaration, parameter: ToolParameter, value: Any) -> int | float:
    try:
        number = value if isinstance(value, int | float) and not isinstance(value, bool) else float(str(value))
    except ValueError:
        raise _wrong(tool, parameter, value, "a number") from None
    if isinstance(number, float):
        if not math.isfinite(number):
            raise _wrong(tool, parameter, value, "a number")
        number = int(number) if number.is_integer() else number
    low, high = parameter.minimum, parameter.maximum
    if (low is not None and number < low) or (high is not None and number > high):
        bounds = f"between {low:g} and {high:g}" if low is not None and high is not None else (
            f"at least {low:g}" if low is not None else f"at most {high:g}"
        )  # fmt: skip
        raise _wrong(tool, parameter, value, bounds)
    return number


def _boolean(tool: ToolDeclaration, parameter: ToolParameter, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    text = str(value).strip().lower()
    if text in _TRUE or text in _FALSE:
        return text in _TRUE
    raise _wrong(tool, parameter, value, "true or false")


def _choice(tool: ToolDeclaration, parameter: ToolParameter, value: Any) -> str:
    allowed = [option.value for option in parameter.options]
    text = text_of(value)
    if allowed and text not in allowed:
        raise _wrong(tool, parameter, value, f"one of {', '.join(allowed[:20])}")
    return text


def _structure(tool: ToolDeclaration, parameter: ToolParameter, value: Any) -> Any:
    kind: type[Any] = dict if parameter.type == "object" else list
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            raise _wrong(tool, parameter, value, f"JSON of an {parameter.type}") from None
    if not isinstance(value, kind):
        raise _wrong(tool, parameter, value, f"an {parameter.type}")
    return value
