"""Reads an API document: JSON or YAML, which kind it is, and what its references lead to."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Literal, cast

import yaml

from tenon.tools.api.errors import BadApiDocument
from tenon.tools.read import parse_yaml

MAX_CHARACTERS = 5_000_000
MAX_DEPTH = 12
MAX_PARTS, MAX_ALL_PARTS = 2_000, 300_000
"""So many members are copied for one schema and for all of a document: what references blow up is cut short."""
type Kind = Literal["openapi", "swagger", "plugin"]
type Json = dict[str, Any]


def load(text: str) -> Json:
    """The document as an object. Raises `BadApiDocument` with line and column of the first mistake."""
    if not text.strip():
        raise BadApiDocument("The document is empty. Paste an OpenAPI or Swagger document, or give its URL.")
    if len(text) > MAX_CHARACTERS:
        raise BadApiDocument(
            f"The document has {len(text)} characters; at most {MAX_CHARACTERS} are read. "
            "Keep only the operations you need."
        )
    found: Any
    try:
        found = json.loads(text) if text.lstrip()[:1] in "{[" else parse_yaml(text)
    except json.JSONDecodeError as error:
        found = _lenient(text, error)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = f" in line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        raise BadApiDocument(f"The document is no valid YAML{place}: {error.problem}.") from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise BadApiDocument(f"The document cannot be read: {str(error)[:200]}.") from None
    if not isinstance(found, dict):
        raise BadApiDocument("The document is no object. Paste an OpenAPI or Swagger document in JSON or YAML.")
    return cast(Json, found)


def _lenient(text: str, error: json.JSONDecodeError) -> Any:
    """YAML in braces reads like JSON at first sight."""
    try:
        return parse_yaml(text)
    except (yaml.YAMLError, ValueError, RecursionError):
        raise BadApiDocument(
            f"The document is no valid JSON in line {error.lineno}, column {error.colno}: {error.msg}."
        ) from None


def kind_of(document: Json) -> Kind:
    """What the document is. Raises `BadApiDocument` for what cannot be used."""
    version = str(document.get("openapi") or "")
    if version.startswith("3."):
        return "openapi"
    if str(document.get("swagger") or "").startswith("2"):
        return "swagger"
    if isinstance(document.get("api"), dict) and (document.get("name_for_model") or document.get("schema_version")):
        return "plugin"
    if version or document.get("swagger"):
        raise BadApiDocument(f"Version {version or document['swagger']} is not supported. Use OpenAPI 3 or Swagger 2.")
    raise BadApiDocument(
        "This is no OpenAPI 3, Swagger 2 or ChatGPT plugin document: the member `openapi` or `swagger` is missing."
    )


def plugin_api(document: Json) -> str:
    """Where a ChatGPT plugin manifest says its API document is. Raises `BadApiDocument`."""
    api = cast(Json, document["api"])
    if str(api.get("type") or "openapi") != "openapi" or not isinstance(api.get("url"), str) or not api["url"]:
        raise BadApiDocument("api: the plugin manifest names no OpenAPI document (api.type, api.url).")
    return str(api["url"])


class Resolver:
    """Follows references inside a document; cycles and depth are cut short."""

    def __init__(self, document: Json) -> None:
        self._document = document
        self._parts = self._all_parts = 0

    def one(self, value: Any, place: str) -> Json:
        """An object, or what its reference leads to, one level deep. Raises `BadApiDocument`."""
        seen: set[str] = set()
        while isinstance(value, dict) and isinstance(cast(Json, value).get("$ref"), str):
            reference = str(cast(Json, value)["$ref"])
            if reference in seen:
                raise BadApiDocument(f"{place}: the reference {reference} leads back to itself.")
            seen.add(reference)
            value = self._target(reference, place)
        if not isinstance(value, dict):
            raise BadApiDocument(f"{place}: an object is expected here.")
        return cast(Json, value)

    def schema(self, value: Any, place: str) -> Json:
        """A schema without references. A part that contains itself becomes an open object."""
        self._parts = 0
        found = self._schema(value, place, ())
        self._all_parts += self._parts
        return cast(Json, found) if isinstance(found, dict) else {}

    def _schema(self, value: Any, place: str, above: tuple[str, ...]) -> Any:
        self._parts += 1
        if len(above) > MAX_DEPTH * 4 or self._parts > MAX_PARTS or self._all_parts > MAX_ALL_PARTS:
            return {}
        if isinstance(value, list):
            return [self._schema(item, place, (*above, "")) for item in cast(list[Any], value)]
        if not isinstance(value, dict):
            return value
        members = cast(Json, value)
        reference = members.get("$ref")
        if isinstance(reference, str):
            if reference in above or sum(1 for name in above if name) >= MAX_DEPTH:
                return {"type": "object"}
            found = self._schema(self._target(reference, place), place, (*above, reference))
            beside = {key: item for key, item in members.items() if key in ("description", "default")}
            return {**cast(Json, found), **beside} if isinstance(found, dict) else found
        return {str(key): self._schema(item, place, (*above, "")) for key, item in members.items()}

    def _target(self, reference: str, place: str) -> Any:
        if not reference.startswith("#/"):
            raise BadApiDocument(
                f"{place}: the reference {reference[:100]} leads out of the document. "
                "Bundle everything into one document."
            )
        found: Any = self._document
        for part in reference[2:].split("/"):
            name = part.replace("~1", "/").replace("~0", "~").replace("%7B", "{").replace("%7D", "}")
            if isinstance(found, Mapping) and name in found:
                found = cast(Json, found)[name]
            elif isinstance(found, Sequence) and not isinstance(found, str) and name.isdigit():
                items = cast(Sequence[Any], found)
                found = items[int(name)] if int(name) < len(items) else None
            else:
                raise BadApiDocument(f"{place}: the reference {reference[:100]} leads nowhere.")
        return found
