"""Trying a chatflow's draft in the console."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from tenon.domain.auth.dependencies import Who
from tenon.domain.conversation.chat import Chats
from tenon.domain.run.body import read_generation
from tenon.domain.run.service import stream_of
from tenon.kit.http import base_url, provided
from tenon.kit.json_body import json_object
from tenon.kit.sse import EventStream

router = APIRouter(prefix="/console/api/apps/{app_id}", tags=["runs"])


@router.post("/advanced-chat/draft/run", response_class=Response)
async def run_draft(app_id: UUID, who: Who, chats: Annotated[Chats, Depends(provided(Chats))], request: Request) -> Any:
    """Send a message to the draft; a stream of events, each with its number `seq`."""
    body = read_generation(await json_object(request), user=str(who.account_id), chat=True)
    body.base = base_url(request)
    return EventStream(await stream_of(await chats.start_draft(who, app_id, body), "console"))
