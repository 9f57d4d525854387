"""Chat, conversations and messages over the service API (contract: service-api.md 2)."""

from enum import Enum
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query, Request, Response

from tenon.domain.auth.dependencies import AppKey, app_key
from tenon.domain.auth.principal import AppGate, ServicePrincipal
from tenon.domain.conversation import messages
from tenon.domain.conversation import service as conversations
from tenon.domain.conversation.chat import (
    Chats,
    blocking_answer,
    check_chat_app,
    check_completion_app,
    check_message_app,
)
from tenon.domain.conversation.recall import Suggestions
from tenon.domain.conversation.schemas import (
    ConversationItem,
    ConversationSlice,
    EndUserDetail,
    FeedbackList,
    MessageSlice,
    Owner,
    Result,
    VariableItem,
    VariableSlice,
)
from tenon.domain.conversation.schemas import Suggestions as SuggestionList
from tenon.domain.end_user import service as end_users
from tenon.domain.end_user.service import ANONYMOUS
from tenon.domain.file.console import answer, one_file, pieces
from tenon.domain.file.kinds import FileTooLarge
from tenon.domain.file.schemas import Upload
from tenon.domain.file.service import ExtensionBlocked, Uploads, documented, shown
from tenon.domain.file.service import Owner as FileOwner
from tenon.domain.run.body import read_generation, user_of
from tenon.domain.run.service import STOPPED_BY_USER, stream_of
from tenon.errors import InvalidParam
from tenon.kit.http import Uow, base_url, provided, services_of
from tenon.kit.json_body import json_answer, json_object, optional_object, trace_id
from tenon.kit.raw_route import RawRoute
from tenon.kit.routes import Router
from tenon.kit.sse import EventStream

TAGS: list[str | Enum] = ["service API: conversations"]
router = Router(prefix="/v1", tags=TAGS)
hot = Router(prefix="/v1", tags=TAGS, route_class=RawRoute)
"""The route that sends messages: it looks the key up itself."""
ChatsDep = Annotated[Chats, Depends(provided(Chats))]
Files = Annotated[Uploads, Depends(provided(Uploads))]
Limit = Annotated[int, Query(ge=1, le=100)]
STREAM: dict[int | str, dict[str, Any]] = {200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}}


def owner_of(key: ServicePrincipal, chats: Chats, user: object) -> Owner:
    """The caller's user as the owner of conversations; the anonymous one when none is given."""
    check_chat_app(key.app)
    return user_as_owner(key, chats, user)


def user_as_owner(key: ServicePrincipal, chats: Chats, user: object) -> Owner:
    """The caller's user as the owner of messages, of text generators too. Raises `NotChatApp`."""
    check_message_app(key.app)
    actor, _ = chats.runs.actor(key.app, "service-api", str(user) if user not in (None, "") else ANONYMOUS)
    return Owner(key.workspace_id, key.app.id, "service-api", actor.id)


@hot.post("/chat-messages", responses=STREAM, response_class=Response)
async def send_message(request: Request) -> Response:
    """Send a message; answers at once as a stream, or at the end."""
    services = services_of(request)
    key = await app_key(request, services.get(AppGate))
    check_chat_app(key.app)
    chats = services.get(Chats)
    raw = await json_object(request)
    body = read_generation(raw, user=user_of(raw), chat=True)
    body.trace_id, body.base = trace_id(request, raw), base_url(request)
    actor, write = chats.runs.actor(key.app, "service-api", body.user)
    run = await chats.start(key.app, actor, write, body)
    if body.streaming:
        return EventStream(await stream_of(run, "full"))
    return json_answer(await blocking_answer(run))


@router.post("/chat-messages/{task_id}/stop")
async def stop_message(task_id: str, key: AppKey, chats: ChatsDep, request: Request) -> Result:
    """Stop an answer of the same user; anything else changes nothing."""
    check_chat_app(key.app)
    actor, _ = chats.runs.actor(key.app, "service-api", user_of(await json_object(request)))
    await chats.stop(key.app, actor, task_id, STOPPED_BY_USER)
    return Result()


@hot.post("/completion-messages", responses=STREAM, response_class=Response)
async def complete(request: Request) -> Response:
    """Have a text made; answers at once as a stream, or at the end."""
    services = services_of(request)
    key = await app_key(request, services.get(AppGate))
    check_completion_app(key.app)
    chats = services.get(Chats)
    raw = await json_object(request)
    body = read_generation(raw, user=user_of(raw), chat=False)
    body.trace_id, body.base = trace_id(request, raw), base_url(request)
    actor, write = chats.runs.actor(key.app, "service-api", body.user)
    run = await chats.complete(key.app, actor, write, body)
    if body.streaming:
        return EventStream(await stream_of(run, "full"))
    return json_answer(await blocking_answer(run))


@router.post("/completion-messages/{task_id}/stop")
async def stop_completion(task_id: str, key: AppKey, chats: ChatsDep, request: Request) -> Result:
    """Stop a text of the same user; anything else changes nothing."""
    check_completion_app(key.app)
    actor, _ = chats.runs.actor(key.app, "service-api", user_of(await json_object(request)))
    await chats.stop(key.app, actor, task_id, STOPPED_BY_USER)
    return Result()


@router.get("/conversations")
async def list_conversations(
    key: AppKey,
    chats: ChatsDep,
    uow: Uow,
    user: str | None = None,
    last_id: str | None = None,
    limit: Limit = 20,
    sort_by: str = "-updated_at",
) -> ConversationSlice:
    """The user's conversations."""
    owner = owner_of(key, chats, user)
    return await conversations.page(uow, owner, last_id=last_id, limit=limit, sort=sort_by)


@router.delete("/conversations/{conversation_id}", status_code=204)
async def delete_conversation(conversation_id: str, key: AppKey, chats: ChatsDep, uow: Uow, request: Request) -> None:
    """Delete a conversation of the user."""
    user = (await optional_object(request)).get("user") or request.query_params.get("user")
    await conversations.delete(uow, owner_of(key, chats, user), conversation_id)


@router.post("/conversations/{conversation_id}/name")
async def rename_conversation(
    conversation_id: str, key: AppKey, chats: ChatsDep, uow: Uow, request: Request
) -> ConversationItem:
    """Rename a conversation, by a name or by a model."""
    body = await json_object(request)
    owner = owner_of(key, chats, body.get("user"))
    return await chats.rename(uow, owner, conversation_id, body.get("name"), auto=bool(body.get("auto_generate")))


@router.get("/conversations/{conversation_id}/variables")
async def list_variables(
    conversation_id: str,
    key: AppKey,
    chats: ChatsDep,
    uow: Uow,
    user: str | None = None,
    last_id: str | None = None,
    limit: Limit = 20,
    variable_name: Annotated[str | None, Query(min_length=1, max_length=255)] = None,
) -> VariableSlice:
    """The conversation's variables."""
    owner = owner_of(key, chats, user)
    return await conversations.variables(uow, owner, conversation_id, last_id=last_id, limit=limit, name=variable_name)


@router.put("/conversations/{conversation_id}/variables/{variable_id}")
async def set_variable(
    conversation_id: str, variable_id: UUID, key: AppKey, chats: ChatsDep, uow: Uow, request: Request
) -> VariableItem:
    """Change a variable of the conversation."""
    body = await json_object(request)
    if "value" not in body:
        raise InvalidParam("value is required", params="value")
    owner = owner_of(key, chats, body.get("user"))
    return await conversations.set_variable(uow, owner, conversation_id, variable_id, body["value"])


@router.get("/messages")
async def list_messages(
    key: AppKey,
    chats: ChatsDep,
    uow: Uow,
    request: Request,
    conversation_id: str,
    user: str | None = None,
    first_id: str | None = None,
    limit: Limit = 20,
) -> MessageSlice:
    """Messages of a conversation: pages go back in time, each page is oldest first."""
    owner = owner_of(key, chats, user)
    return await messages.page(
        uow, owner, conversation_id, first_id=first_id, limit=limit, links=chats.links(base_url(request))
    )


@router.post("/messages/{message_id}/feedbacks")
async def rate(message_id: UUID, key: AppKey, chats: ChatsDep, uow: Uow, request: Request) -> Result:
    """Like or dislike a message; null withdraws."""
    body = await json_object(request)
    owner = user_as_owner(key, chats, user_of(body))
    await messages.rate(uow, owner, message_id, body.get("rating"), body.get("content"))
    return Result()


@router.get("/app/feedbacks")
async def list_feedbacks(
    key: AppKey,
    uow: Uow,
    page: Annotated[int, Query(ge=1, le=99_999)] = 1,
    limit: Annotated[int, Query(ge=1, le=101)] = 20,
) -> FeedbackList:
    """Feedback of users and team."""
    return await messages.feedbacks(uow, key.workspace_id, key.app.id, page, limit)


@router.get("/messages/{message_id}/suggested")
async def suggested(
    message_id: UUID,
    key: AppKey,
    chats: ChatsDep,
    suggestions: Annotated[Suggestions, Depends(provided(Suggestions))],
    user: str | None = None,
) -> SuggestionList:
    """Questions that may follow a message."""
    owner = owner_of(key, chats, user_of({"user": user}))
    return SuggestionList(data=await suggestions.after(owner, message_id))


@router.post("/files/upload", status_code=201)
async def upload(key: AppKey, chats: ChatsDep, uploads: Files, request: Request) -> Upload:
    """Upload a file (form field `file`) for a user."""
    file = await one_file(request)
    user = (await request.form()).get("user")
    actor, write = chats.runs.actor(key.app, "service-api", user if isinstance(user, str) and user else ANONYMOUS)
    await chats.ensure(write)
    owner = FileOwner(key.workspace_id, "end_user", actor.id)
    try:
        row = await uploads.add(owner, file.filename, file.content_type, pieces(file), file.size or 0)
    except (ExtensionBlocked, FileTooLarge) as error:
        raise documented(error) from error
    return shown(row, uploads.addresses, user=str(actor.id), base=base_url(request))


@router.get("/files/{file_id}/preview", response_class=Response)
async def preview(
    file_id: UUID, key: AppKey, uow: Uow, uploads: Files, request: Request, as_attachment: bool = False
) -> Response:
    """A file that a message of this app refers to."""
    row = await messages.referenced(uow, uploads, key.app, file_id)
    response = answer(uploads, row, request.headers.get("range"), as_attachment=as_attachment)
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


@router.get("/end-users/{end_user_id}")
async def end_user(end_user_id: UUID, key: AppKey, uow: Uow) -> EndUserDetail:
    """A user of the app."""
    row = await end_users.get(uow, key.workspace_id, key.app.id, end_user_id)
    return EndUserDetail(
        id=row.id,
        tenant_id=row.workspace_id,
        app_id=row.app_id,
        type=row.type,
        external_user_id=row.external_user_id,
        name=row.name,
        is_anonymous=row.is_anonymous,
        session_id=row.session_id,
        created_at=row.created_at.isoformat(),
        updated_at=row.updated_at.isoformat(),
    )
