"""Bytes that are made while they are sent, and bodies that come as JSON or as a form."""

from collections.abc import AsyncIterator
from typing import Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from tenon.kit.json_body import optional_object


def streamed(mime_type: str, pieces: AsyncIterator[bytes]) -> Response:
    """An answer in chunks; the source is closed when the client leaves."""
    return StreamingResponse(_closing(pieces), media_type=mime_type, headers={"Cache-Control": "no-store"})


async def _closing(pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    try:
        async for piece in pieces:
            yield piece
    finally:
        if (close := getattr(pieces, "aclose", None)) is not None:
            await close()


async def object_or_form(request: Request) -> dict[str, Any]:
    """A JSON object, or the fields of a form. Raises `InvalidParam`."""
    kind = request.headers.get("content-type", "")
    if kind.startswith(("multipart/form-data", "application/x-www-form-urlencoded")):
        return {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
    return await optional_object(request)
