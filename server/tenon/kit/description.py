"""Completes the API description: what routes that read their own bodies cannot tell, groups, and ways to sign in."""

from collections.abc import Mapping
from typing import Any, cast

ERROR: dict[str, Any] = {
    "type": "object",
    "description": "What went wrong and what to do; `status` is the HTTP status.",
    "required": ["code", "message", "status"],
    "properties": {"code": {"type": "string"}, "message": {"type": "string"}, "status": {"type": "integer"}},
}


def complete(document: dict[str, Any], extra: Mapping[str, Any]) -> dict[str, Any]:
    """The document with the members of `extra` put in, in place.

    `extra` has `description`, `tags` (list of name and description), `security` (scheme by path prefix; the last that
    fits counts), `schemas` and `operations`: by `METHOD path` any of summary, description, `body` (a schema, with
    `example`), `form` (a schema of a multipart form), `query` (schemas by name) and `errors` (descriptions by status).
    Raises `KeyError` for an operation that is not there.
    """
    document["info"]["description"] = extra["description"]
    document["tags"] = extra["tags"]
    components = document.setdefault("components", {})
    components.setdefault("schemas", {}).update({"Error": ERROR, **extra["schemas"]})
    components["securitySchemes"] = {name: scheme["scheme"] for name, scheme in extra["security"].items()}
    for path, operations in document["paths"].items():
        names = [name for name, scheme in extra["security"].items() if path.startswith(scheme["prefix"])]
        for operation in operations.values() if names else ():
            operation["security"] = [{names[-1]: []}]
    for name, told in extra["operations"].items():
        method, path = name.split(" ")
        _tell(document["paths"][path][method.lower()], told)
    return document


def _tell(operation: dict[str, Any], told: Mapping[str, Any]) -> None:
    operation |= {key: told[key] for key in ("summary", "description") if key in told}
    for member, media in (("body", "application/json"), ("form", "multipart/form-data")):
        if member in told:
            schema = {key: value for key, value in told[member].items() if key != "example"}
            content: dict[str, Any] = {"schema": schema}
            if "example" in told[member]:
                content["example"] = told[member]["example"]
            operation["requestBody"] = {"required": True, "content": {media: content}}
    parameters: list[Any] = operation.setdefault("parameters", [])
    known = {(row["name"], row["in"]): row for row in cast("list[dict[str, Any]]", parameters)}
    for name, schema in told.get("query", {}).items():
        row = known.get((name, "query"))
        if row is None:
            parameters.append({"name": name, "in": "query", "required": False, "schema": schema})
        else:
            row["description"] = schema.get("description", "")
    if not parameters:
        del operation["parameters"]
    answer = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    for status, text in told.get("errors", {}).items():
        operation["responses"][str(status)] = {"description": text, "content": answer}
