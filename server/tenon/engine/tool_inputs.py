"""Stored inputs of tools, agents and data sources, filled (contract: dsl.md 7, tool)."""

import json
from collections.abc import Mapping
from typing import Any, cast

from tenon.engine.errors import ToolFailed
from tenon.engine.node import Context

_KINDS = ("mixed", "variable", "constant")


def resolve(
    stored: Mapping[str, Any], ctx: Context, *, bare: str = "mixed", fill_constants: bool = False
) -> dict[str, Any]:
    """The values of stored inputs; those stored as null are left out.

    An input is `{type, value}` with a template (`mixed`), a selector (`variable`) or a literal (`constant`). A bare
    value is of the kind `bare`. With `fill_constants` literal texts are templates too, as agents store them.
    """
    values: dict[str, Any] = {}
    for name, entry in stored.items():
        value = _value(name, entry, ctx, bare, fill_constants)
        if value is not None:
            values[name] = value
    return values


def _value(name: str, entry: Any, ctx: Context, bare: str, fill_constants: bool) -> Any:
    kind, value = bare, entry
    if isinstance(entry, dict) and cast(dict[str, Any], entry).get("type") in _KINDS:
        tagged = cast(dict[str, Any], entry)
        kind, value = tagged["type"], tagged.get("value")
    if value is None:
        return None
    if kind == "variable":
        if not isinstance(value, list) or not value:
            raise ToolFailed(f"Input {name} names no variable. Choose one.", error_type="ToolParameterError")
        return ctx.get([str(part) for part in cast(list[Any], value)])
    template = kind == "mixed" or fill_constants
    return ctx.text(value) if template and isinstance(value, str) else value


def cast_declared(values: dict[str, Any], schemas: Any) -> dict[str, Any]:
    """Texts read by the type the tool declares for them; what does not read raises `ToolFailed`."""
    if not isinstance(schemas, list):
        return values
    declared = {
        str(entry["name"]): str(entry.get("type") or "string")
        for entry in cast(list[dict[str, Any]], schemas)
        if entry.get("name")
    }
    return {
        name: _typed(name, value, declared.get(name, "string")) if isinstance(value, str) else value
        for name, value in values.items()
    }


def _typed(name: str, text: str, kind: str) -> Any:
    try:
        match kind:
            case "number":
                if not text.strip():
                    return None
                number = float(text)
                return int(number) if number.is_integer() and "." not in text and "e" not in text.lower() else number
            case "boolean":
                return text.strip().lower() in ("true", "1", "yes", "on")
            case "object" | "array":
                return json.loads(text) if text.strip() else None
            case _:
                return text
    except ValueError as error:
        raise ToolFailed(
            f"Input {name} must be a {kind}, got {text[:100]!r}.", error_type="ToolParameterError"
        ) from error
