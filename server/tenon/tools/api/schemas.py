"""Schemas of API documents as models take them: plain JSON Schema, no examples, no vendor words."""

from collections.abc import Mapping
from typing import Any, cast

_KEPT = (
    "type", "format", "description", "enum", "default", "items", "properties", "required", "minimum", "maximum",
    "minLength", "maxLength", "minItems", "maxItems", "pattern", "anyOf", "oneOf", "additionalProperties", "const",
    "readOnly",
)  # fmt: skip
type Json = dict[str, Any]


def plain_schema(schema: Mapping[str, Any]) -> Json:
    """The schema with `allOf` merged, one type, and only the words that models understand."""
    merged = _merged(schema)
    kept: Json = {}
    for name in _KEPT:
        if name in merged:
            value = _part(name, merged[name])
            if value is not None:
                kept[name] = value
    kind = kept.get("type")
    if isinstance(kind, list):
        kept["type"] = next((one for one in cast(list[Any], kind) if one != "null"), "string")
    if "type" not in kept and "properties" in kept:
        kept["type"] = "object"
    if "type" not in kept and "items" in kept:
        kept["type"] = "array"
    if "const" in kept and "enum" not in kept:
        kept["enum"] = [kept.pop("const")]
    return kept


def _merged(schema: Mapping[str, Any]) -> Json:
    parts = schema.get("allOf")
    found: Json = {key: value for key, value in schema.items() if key != "allOf"}
    if not isinstance(parts, list):
        return found
    properties: Json = {}
    required: list[Any] = []
    for part in [*cast(list[Any], parts), dict(found)]:
        if not isinstance(part, dict):
            continue
        one = _merged(cast(Json, part))
        properties |= cast(Json, one.get("properties") or {})
        required += cast(list[Any], one.get("required") or [])
        found = {**one, **found}
    if properties:
        found |= {"properties": properties, "required": list(dict.fromkeys(map(str, required)))}
    return found


def _part(name: str, value: Any) -> Any:
    match name:
        case "items":
            return plain_schema(cast(Json, value)) if isinstance(value, dict) else None
        case "properties":
            if not isinstance(value, dict):
                return None
            members = cast(Json, value).items()
            return {key: plain_schema(cast(Json, item)) for key, item in members if isinstance(item, dict)}
        case "anyOf" | "oneOf":
            if not isinstance(value, list):
                return None
            options = [plain_schema(cast(Json, item)) for item in cast(list[Any], value) if isinstance(item, dict)]
            return [option for option in options if option.get("type") != "null"] or None
        case "required" | "enum":
            return cast(list[Any], value) if isinstance(value, list) else None
        case "additionalProperties":
            return plain_schema(cast(Json, value)) if isinstance(value, dict) else value
        case _:
            return value
