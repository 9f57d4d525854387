"""JSON bodies of hot routes, and trace ids, read without a validation model."""

import re
from typing import Any, cast

import orjson
from starlette.requests import Request
from starlette.responses import Response

from tenon.errors import BadRequest

_TRACE = re.compile(r"[A-Za-z0-9_-]{1,128}")


async def json_object(request: Request) -> dict[str, Any]:
    """The body as an object. Raises `BadRequest` when it is empty or no JSON object."""
    try:
        body = orjson.loads(await request.body())
    except orjson.JSONDecodeError:
        body = None
    if not isinstance(body, dict):
        raise BadRequest("Invalid JSON payload received or JSON payload is empty.")
    return cast("dict[str, Any]", body)


async def optional_object(request: Request) -> dict[str, Any]:
    """The body as an object; an empty one is an empty object."""
    return await json_object(request) if await request.body() else {}


def trace_id(request: Request, body: dict[str, Any]) -> str | None:
    """The caller's trace id: header, query, body, `traceparent`; one that is malformed is passed over."""
    parent = request.headers.get("traceparent", "").split("-")
    given = (
        request.headers.get("X-Trace-Id"),
        request.query_params.get("trace_id"),
        body.get("trace_id"),
        parent[1] if len(parent) == 4 else None,
    )
    for value in given:
        if isinstance(value, str) and value:
            return value if _TRACE.fullmatch(value) else None
    return None


def json_answer(body: bytes, status: int = 200) -> Response:
    """A body that is JSON already."""
    return Response(body, status, media_type="application/json")
