"""Generators of the console."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Response

from tenon.domain.auth.dependencies import Who
from tenon.domain.generator.schemas import Generate, Kind
from tenon.domain.generator.service import Generator
from tenon.kit.http import provided
from tenon.kit.routes import Router
from tenon.kit.sse import EventStream

router = Router(prefix="/console/api/apps/{app_id}", tags=["generator"])


@router.post("/generate/{kind}", response_class=Response)
async def generate(
    app_id: UUID, kind: Kind, who: Who, generator: Annotated[Generator, Depends(provided(Generator))], body: Generate
) -> Any:
    """Have a prompt, code or a JSON schema written: a stream of `text` events, then `end` or `error`.

    Closing the connection stops the model.
    """
    writing = await generator.start(who, app_id, kind, body)
    return EventStream(writing.frames, writing.stop)
