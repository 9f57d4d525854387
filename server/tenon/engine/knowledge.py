"""Requests to knowledge bases: templates in their metadata filters."""

from collections.abc import Mapping
from typing import Any, cast

from tenon.engine.node import Context


def filled(request: Mapping[str, Any], ctx: Context) -> dict[str, Any]:
    """The request with the values of its `metadata_filtering_conditions` filled."""
    conditions: Any = request.get("metadata_filtering_conditions")
    if not isinstance(conditions, dict):
        return dict(request)
    given = cast(dict[str, Any], conditions)
    entries = [{**entry, "value": _value(entry.get("value"), ctx)} for entry in _entries(given.get("conditions"))]
    return {**request, "metadata_filtering_conditions": {**given, "conditions": entries}}


def _entries(value: Any) -> list[dict[str, Any]]:
    items = cast(list[Any], value) if isinstance(value, list) else []
    return [cast(dict[str, Any], item) for item in items if isinstance(item, dict)]


def _value(value: Any, ctx: Context) -> Any:
    if isinstance(value, str):
        return ctx.text(value)
    if isinstance(value, list):
        return [_value(item, ctx) for item in cast(list[Any], value)]
    return value
