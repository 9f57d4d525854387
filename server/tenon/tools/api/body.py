"""The body of a request: its type, and its members as parameters."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from tenon.tools.api.document import Json, Resolver
from tenon.tools.api.operation import ApiParameter
from tenon.tools.api.schemas import plain_schema

JSON, FORM, MULTIPART = "application/json", "application/x-www-form-urlencoded", "multipart/form-data"
_PREFERRED = (JSON, FORM, MULTIPART)


@dataclass(frozen=True, slots=True)
class Body:
    """A body that is sent as `mime_type`."""

    mime_type: str
    parameters: Sequence[ApiParameter]


def body_of(raw: Any, resolver: Resolver, place: str) -> Body | None:
    """The body of an OpenAPI 3 operation: JSON where it can be, else a form, else the first type there is."""
    if raw is None:
        return None
    request = resolver.one(raw, place)
    content = request.get("content")
    if not isinstance(content, dict) or not content:
        return None
    types = {str(name).partition(";")[0].strip().lower(): media for name, media in cast(Json, content).items()}
    chosen = next((name for name in _PREFERRED if name in types), None)
    chosen = chosen or next((name for name in types if name.endswith("+json")), next(iter(types)))
    media = types[chosen]
    schema = cast(Json, media).get("schema") if isinstance(media, dict) else None
    found = plain_schema(resolver.schema(schema or {}, f"{place}.content.{chosen}"))
    if chosen in ("*/*", "application/*"):
        chosen = JSON
    return Body(chosen, members_of(found, chosen, required=bool(request.get("required")), about=request))


def members_of(schema: Json, mime_type: str, *, required: bool, about: Json) -> list[ApiParameter]:
    """The members of an object as parameters; any other body is one parameter named `body`."""
    properties = schema.get("properties")
    if schema.get("type") == "object" and isinstance(properties, dict) and properties and _is_structured(mime_type):
        needed = cast(list[Any], schema.get("required") or [])
        return [
            ApiParameter(
                name=name.replace(" ", "_")[:64],
                wire=name,
                place="body",
                required=name in needed,
                schema=cast(Json, entry),
                description=str(cast(Json, entry).get("description") or "")[:1000],
            )
            for name, entry in cast(Json, properties).items()
            if not (isinstance(entry, dict) and cast(Json, entry).get("readOnly"))
        ]
    described = str(about.get("description") or schema.get("description") or "The body of the request.")
    whole = schema or ({} if mime_type == JSON else {"type": "string"})
    return [ApiParameter("body", "", "body", required, whole, described[:1000])]


def _is_structured(mime_type: str) -> bool:
    return mime_type in _PREFERRED or mime_type.endswith("+json")
