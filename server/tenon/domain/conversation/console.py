"""Trying drafts in the console: chatflows, and basic apps with a configuration that may not be saved yet."""

from typing import Annotated, Any, cast
from uuid import UUID

from fastapi import Depends, Query, Request, Response

from tenon.domain.auth.dependencies import Who
from tenon.domain.conversation import messages
from tenon.domain.conversation.chat import Chats, blocking_answer
from tenon.domain.conversation.recall import Suggestions
from tenon.domain.conversation.schemas import MessageSlice, Owner, PromptLog, Result
from tenon.domain.conversation.schemas import Suggestions as SuggestionList
from tenon.domain.run.body import GenerationBody, read_generation, read_parent
from tenon.domain.run.service import STOPPED_BY_USER, stream_of
from tenon.errors import InvalidParam
from tenon.kit.http import Uow, base_url, provided
from tenon.kit.json_body import json_answer, json_object
from tenon.kit.routes import Router
from tenon.kit.sse import EventStream

router = Router(prefix="/console/api/apps/{app_id}", tags=["runs"])
ChatsDep = Annotated[Chats, Depends(provided(Chats))]


@router.post("/advanced-chat/draft/run", response_class=Response)
async def run_draft(app_id: UUID, who: Who, chats: ChatsDep, request: Request) -> Any:
    """Send a message to the draft, or to the version `workflow_id`; a stream of events with their numbers `seq`."""
    raw = await json_object(request)
    body = read_generation(raw, user=str(who.account_id), chat=True)
    body.base, body.parent_message_id = base_url(request), read_parent(raw)
    return EventStream(await stream_of(await chats.start_draft(who, app_id, body), "console"))


@router.post("/chat-messages", response_class=Response)
async def debug_chat(app_id: UUID, who: Who, chats: ChatsDep, request: Request) -> Any:
    """Send a message to the draft of a chat assistant or agent; `model_config` takes the draft's place.

    A stream of events, each with its number `seq`, unless `response_mode` is `blocking`.
    """
    raw = await json_object(request)
    body = _body(raw, who.account_id, request, chat=True)
    return await _answer(chats, who, app_id, body, raw, chat=True)


@router.post("/completion-messages", response_class=Response)
async def debug_completion(app_id: UUID, who: Who, chats: ChatsDep, request: Request) -> Any:
    """Have a text made by the draft of a text generator; `model_config` takes the draft's place."""
    raw = await json_object(request)
    body = _body(raw, who.account_id, request, chat=False)
    return await _answer(chats, who, app_id, body, raw, chat=False)


@router.post("/chat-messages/{task_id}/stop")
@router.post("/completion-messages/{task_id}/stop")
async def stop_debug(app_id: UUID, task_id: str, who: Who, chats: ChatsDep) -> Result:
    """Stop one's own answer; anything else changes nothing."""
    await chats.stop_debug(who, app_id, task_id, STOPPED_BY_USER)
    return Result()


@router.get("/messages/{message_id}/prompt")
async def prompt_log(app_id: UUID, message_id: UUID, who: Who, uow: Uow) -> PromptLog:
    """What was sent to the model for a message."""
    return await messages.prompt_log(uow, who, app_id, message_id)


@router.get("/messages")
async def list_messages(
    app_id: UUID,
    who: Who,
    chats: ChatsDep,
    uow: Uow,
    request: Request,
    conversation_id: str,
    first_id: str | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> MessageSlice:
    """Messages of one's own debug chat."""
    who.require("app.edit")
    links = chats.links(base_url(request))
    owner = _owner(who, app_id)
    return await messages.page(uow, owner, conversation_id, first_id=first_id, limit=limit, links=links)


@router.get("/chat-messages/{message_id}/suggested-questions")
async def suggested(
    app_id: UUID,
    message_id: UUID,
    who: Who,
    suggestions: Annotated[Suggestions, Depends(provided(Suggestions))],
) -> SuggestionList:
    """Questions that may follow a message of one's own debug chat."""
    who.require("app.edit")
    return SuggestionList(data=await suggestions.after(_owner(who, app_id), message_id))


def _owner(who: Who, app_id: UUID) -> Owner:
    return Owner(who.workspace_id, app_id, "debugging", who.account_id)


def _body(raw: dict[str, Any], account_id: UUID, request: Request, *, chat: bool) -> GenerationBody:
    body = read_generation({"response_mode": "streaming", **raw}, user=str(account_id), chat=chat)
    body.base = base_url(request)
    if chat:
        body.parent_message_id = read_parent(raw)
    return body


async def _answer(
    chats: Chats, who: Who, app_id: UUID, body: GenerationBody, raw: dict[str, Any], *, chat: bool
) -> Response:
    config = raw.get("model_config")
    if config is not None and not isinstance(config, dict):
        raise InvalidParam("model_config must be an object", params="model_config")
    run = await chats.start_debug(who, app_id, body, cast("dict[str, Any] | None", config), chat=chat)
    if body.streaming:
        return EventStream(await stream_of(run, "console"))
    return json_answer(await blocking_answer(run))
