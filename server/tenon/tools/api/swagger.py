"""What Swagger 2 says in other words than OpenAPI 3."""

from collections.abc import Sequence
from typing import Any, cast
from urllib.parse import urlsplit

from tenon.tools.api.body import FORM, JSON, MULTIPART, Body, members_of
from tenon.tools.api.document import Json, Resolver
from tenon.tools.api.operation import ApiParameter
from tenon.tools.api.schemas import plain_schema

_SCHEMA = ("type", "format", "items", "enum", "default", "minimum", "maximum", "pattern", "minLength", "maxLength")
_STYLES = {"ssv": "spaceDelimited", "pipes": "pipeDelimited", "tsv": "tabDelimited"}


def schema_from_swagger(parameter: Json) -> tuple[Json, str, bool | None]:
    """Schema, style and explode of a parameter that is not in the body."""
    schema = {name: parameter[name] for name in _SCHEMA if name in parameter}
    if schema.get("type") == "file":
        schema = {"type": "string", "format": "binary"}
    collection = str(parameter.get("collectionFormat") or "csv")
    return schema or {"type": "string"}, _STYLES.get(collection, ""), collection == "multi"


def server_of_swagger(document: Json, source_url: str) -> str:
    """Scheme, host and base path as a URL."""
    raw: Any = document.get("schemes")
    schemes = [str(scheme) for scheme in cast(list[Any], raw)] if isinstance(raw, list) else []
    source = urlsplit(source_url)
    scheme = "https" if "https" in schemes else (schemes[0] if schemes else source.scheme or "https")
    host = str(document.get("host") or source.netloc)
    return f"{scheme}://{host}{document.get('basePath') or ''}" if host else ""


def body_from_swagger(
    parameters: Sequence[Json], operation: Json, document: Json, resolver: Resolver, place: str
) -> Body | None:
    """The body: a parameter `in: body`, or the form fields."""
    for parameter in parameters:
        if parameter.get("in") == "body":
            schema = plain_schema(resolver.schema(parameter.get("schema") or {}, f"{place}.parameters"))
            members = members_of(schema, JSON, required=bool(parameter.get("required")), about=parameter)
            return Body(JSON, members)
    fields = [parameter for parameter in parameters if parameter.get("in") == "formData"]
    if not fields:
        return None
    consumes = cast(list[Any], operation.get("consumes") or document.get("consumes") or [])
    has_file = any(field.get("type") == "file" for field in fields)
    found = [
        ApiParameter(
            name=str(field.get("name")),
            wire=str(field.get("name")),
            place="body",
            required=bool(field.get("required")),
            schema=plain_schema(schema_from_swagger(field)[0]),
            description=str(field.get("description") or "")[:1000],
        )
        for field in fields
    ]
    return Body(MULTIPART if has_file or MULTIPART in consumes else FORM, found)
