"""Checks answers against the OpenAPI description of the service API."""

import json
import os
from functools import cache
from pathlib import Path
from typing import Any, cast
from uuid import UUID

import pytest

SHARED = Path(os.environ.get("TENON_SHARED") or Path(__file__).resolve().parents[3] / "../shared")
DOCUMENT = SHARED / "contract" / "openapi_service.en.json"


@cache
def document() -> dict[str, Any]:
    """The description; the test is skipped when it is not there."""
    if not DOCUMENT.exists():
        pytest.skip(f"{DOCUMENT} is not there; set TENON_SHARED")
    return json.loads(DOCUMENT.read_text())


def _resolved(schema: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in schema:
        target: Any = document()
        for part in schema["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        schema = target
    return schema


_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
}


def problems(value: Any, schema: dict[str, Any], where: str = "$") -> list[str]:
    """What is wrong with a value, as `where: what`; members the description does not name are allowed."""
    schema = _resolved(schema)
    for union in ("oneOf", "anyOf"):
        if union in schema:
            tries = [problems(value, option, where) for option in schema[union]]
            return [] if any(not found for found in tries) else [f"{where}: fits none of {union}", *tries[0]]
    found = [problem for part in schema.get("allOf", ()) for problem in problems(value, part, where)]
    if value is None:
        return found if schema.get("nullable") else [f"{where}: null"]
    kind = schema.get("type")
    if kind and (not isinstance(value, _TYPES[kind]) or (isinstance(value, bool) and kind != "boolean")):
        return [*found, f"{where}: {type(value).__name__} instead of {kind}"]
    if "enum" in schema and value not in schema["enum"]:
        found.append(f"{where}: {value!r} is none of {schema['enum']}")
    if schema.get("format") == "uuid":
        try:
            UUID(str(value))
        except ValueError:
            found.append(f"{where}: {value!r} is no UUID")
    return found + _members(value, schema, where)


def _members(value: Any, schema: dict[str, Any], where: str) -> list[str]:
    found: list[str] = []
    if isinstance(value, dict):
        found += [f"{where}.{name}: missing" for name in schema.get("required", ()) if name not in value]
        for name, part in schema.get("properties", {}).items():
            if name in value:
                found += problems(value[name], part, f"{where}.{name}")
    if isinstance(value, list) and "items" in schema:
        for index, item in enumerate(cast("list[Any]", value)):
            found += problems(item, schema["items"], f"{where}[{index}]")
    return found


def check(method: str, path: str, status: int, body: Any) -> None:
    """Assert that an answer of an operation is described, and that every described member is there and right."""
    responses = document()["paths"][path][method.lower()]["responses"]
    assert str(status) in responses, f"{method} {path}: status {status} is not described: {body}"
    response = _resolved(responses[str(status)])
    if status >= 400:
        assert set(cast("dict[str, Any]", body)) >= {"code", "message", "status"}, body
        assert body["status"] == status
        return
    content = response.get("content", {}).get("application/json")
    if content is None:
        return
    schema = _resolved(content["schema"])
    found = problems(body, schema)
    found += [f"$.{name}: missing" for name in schema.get("properties", {}) if name not in body]
    assert not found, "\n".join(found)
