"""Chat and files of published pages (contract: web-and-embed.md 2)."""

from typing import Annotated, Any, Literal
from urllib.parse import unquote
from uuid import UUID

from fastapi import Depends, Query, Request, Response

from tenon.domain.auth.dependencies import PageVisitor
from tenon.domain.auth.principal import Visitor
from tenon.domain.conversation import messages, saved
from tenon.domain.conversation import service as conversations
from tenon.domain.conversation.chat import (
    Chats,
    blocking_answer,
    check_chat_app,
    check_completion_app,
    check_message_app,
)
from tenon.domain.conversation.errors import NotCompletionApp
from tenon.domain.conversation.recall import Suggestions
from tenon.domain.conversation.schemas import (
    ConversationItem,
    ConversationSlice,
    MessageSlice,
    Owner,
    RemoteFacts,
    Result,
    SavedSlice,
    SaveMessage,
)
from tenon.domain.conversation.schemas import Suggestions as SuggestionList
from tenon.domain.file.console import one_file, pieces
from tenon.domain.file.schemas import RemoteFile, RemoteUpload, Upload
from tenon.domain.file.service import Owner as FileOwner
from tenon.domain.file.service import Uploads, shown, shown_remote
from tenon.domain.run.body import GenerationBody, read_generation, read_parent
from tenon.domain.run.service import STOPPED_BY_USER, stream_of
from tenon.kit.http import Uow, base_url, provided
from tenon.kit.json_body import json_answer, json_object, trace_id
from tenon.kit.outbound import OutboundClient
from tenon.kit.routes import Router
from tenon.kit.sse import EventStream

router = Router(prefix="/api", tags=["web API"])
ChatsDep = Annotated[Chats, Depends(provided(Chats))]
Files = Annotated[Uploads, Depends(provided(Uploads))]
Limit = Annotated[int, Query(ge=1, le=100)]


def owner_of(visitor: Visitor) -> Owner:
    """The visitor as the owner of conversations. Raises `NotChatApp`."""
    check_chat_app(visitor.app)
    return visitor_as_owner(visitor)


def visitor_as_owner(visitor: Visitor) -> Owner:
    """The visitor as the owner of messages, of text generators too. Raises `NotChatApp`."""
    check_message_app(visitor.app)
    return Owner(visitor.app.workspace_id, visitor.app.id, "web-app", visitor.end_user_id)


def author(visitor: Visitor) -> Owner:
    """The visitor as the owner of texts. Raises `NotCompletionApp`."""
    if visitor.app.mode != "completion":
        raise NotCompletionApp()
    return visitor_as_owner(visitor)


@router.post("/chat-messages", response_class=Response)
async def send_message(visitor: PageVisitor, chats: ChatsDep, request: Request) -> Any:
    """Send a message; a stream unless `response_mode` is `blocking`."""
    check_chat_app(visitor.app)
    raw = await json_object(request)
    body = read_generation({"response_mode": "streaming", **raw}, user=visitor.session_id, chat=True)
    body.workflow_id, body.trace_id, body.base = None, trace_id(request, raw), base_url(request)
    body.parent_message_id = read_parent(raw)
    actor, write = chats.runs.actor(visitor.app, "browser", visitor.session_id)
    run = await chats.start(visitor.app, actor, write, body)
    if body.streaming:
        return EventStream(await stream_of(run, "web"))
    return json_answer(await blocking_answer(run, page=True))


@router.post("/chat-messages/{task_id}/stop")
async def stop_message(task_id: str, visitor: PageVisitor, chats: ChatsDep) -> Result:
    """Stop an answer of this visitor; anything else changes nothing."""
    check_chat_app(visitor.app)
    actor, _ = chats.runs.actor(visitor.app, "browser", visitor.session_id)
    await chats.stop(visitor.app, actor, task_id, STOPPED_BY_USER)
    return Result()


@router.post("/completion-messages", response_class=Response)
async def complete(visitor: PageVisitor, chats: ChatsDep, request: Request) -> Any:
    """Have a text made; a stream unless `response_mode` is `blocking`."""
    check_completion_app(visitor.app)
    raw = await json_object(request)
    body = read_generation({"response_mode": "streaming", **raw}, user=visitor.session_id, chat=False)
    body.trace_id, body.base = trace_id(request, raw), base_url(request)
    actor, write = chats.runs.actor(visitor.app, "browser", visitor.session_id)
    run = await chats.complete(visitor.app, actor, write, body)
    if body.streaming:
        return EventStream(await stream_of(run, "web"))
    return json_answer(await blocking_answer(run, page=True))


@router.post("/completion-messages/{task_id}/stop")
async def stop_completion(task_id: str, visitor: PageVisitor, chats: ChatsDep) -> Result:
    """Stop a text of this visitor; anything else changes nothing."""
    check_completion_app(visitor.app)
    actor, _ = chats.runs.actor(visitor.app, "browser", visitor.session_id)
    await chats.stop(visitor.app, actor, task_id, STOPPED_BY_USER)
    return Result()


@router.get("/conversations")
async def list_conversations(
    visitor: PageVisitor,
    uow: Uow,
    last_id: str | None = None,
    limit: Limit = 20,
    pinned: bool | None = None,
    sort_by: str = "-updated_at",
) -> ConversationSlice:
    """The visitor's conversations."""
    owner = owner_of(visitor)
    return await conversations.page(uow, owner, last_id=last_id, limit=limit, sort=sort_by, pinned=pinned)


@router.delete("/conversations/{conversation_id}", status_code=204)
async def delete_conversation(conversation_id: str, visitor: PageVisitor, uow: Uow) -> None:
    """Delete a conversation."""
    await conversations.delete(uow, owner_of(visitor), conversation_id)


@router.post("/conversations/{conversation_id}/name")
async def rename_conversation(
    conversation_id: str, visitor: PageVisitor, chats: ChatsDep, uow: Uow, request: Request
) -> ConversationItem:
    """Rename a conversation, by a name or by a model."""
    body, owner = await json_object(request), owner_of(visitor)
    return await chats.rename(uow, owner, conversation_id, body.get("name"), auto=bool(body.get("auto_generate")))


@router.patch("/conversations/{conversation_id}/pin")
async def pin(conversation_id: str, visitor: PageVisitor, uow: Uow) -> Result:
    """Put a conversation on top."""
    await conversations.pin(uow, owner_of(visitor), conversation_id, pinned=True)
    return Result()


@router.patch("/conversations/{conversation_id}/unpin")
async def unpin(conversation_id: str, visitor: PageVisitor, uow: Uow) -> Result:
    """Put a conversation back into the list."""
    await conversations.pin(uow, owner_of(visitor), conversation_id, pinned=False)
    return Result()


@router.get("/messages")
async def list_messages(
    visitor: PageVisitor,
    chats: ChatsDep,
    uow: Uow,
    request: Request,
    conversation_id: str,
    first_id: str | None = None,
    limit: Limit = 20,
) -> MessageSlice:
    """Messages of a conversation: pages go back in time, each page is oldest first."""
    owner = owner_of(visitor)
    return await messages.page(
        uow, owner, conversation_id, first_id=first_id, limit=limit, links=chats.links(base_url(request))
    )


@router.post("/messages/{message_id}/feedbacks")
async def rate(message_id: UUID, visitor: PageVisitor, uow: Uow, request: Request) -> Result:
    """Like or dislike a message; null withdraws."""
    body = await json_object(request)
    await messages.rate(uow, visitor_as_owner(visitor), message_id, body.get("rating"), body.get("content"))
    return Result()


@router.get("/messages/{message_id}/more-like-this", response_class=Response)
async def more_like_this(
    message_id: UUID,
    visitor: PageVisitor,
    chats: ChatsDep,
    request: Request,
    response_mode: Literal["blocking", "streaming"] = "streaming",
) -> Any:
    """Another text for the inputs of a message."""
    body = GenerationBody({}, visitor.session_id, response_mode == "streaming", base=base_url(request))
    actor, write = chats.runs.actor(visitor.app, "browser", visitor.session_id)
    run = await chats.more_like_this(visitor.app, actor, write, message_id, body)
    if body.streaming:
        return EventStream(await stream_of(run, "web"))
    return json_answer(await blocking_answer(run, page=True))


@router.get("/saved-messages")
async def list_saved(
    visitor: PageVisitor, chats: ChatsDep, uow: Uow, request: Request, last_id: str | None = None, limit: Limit = 20
) -> SavedSlice:
    """Results that the visitor keeps, the newest first."""
    owner = author(visitor)
    return await saved.page(uow, owner, last_id=last_id, limit=limit, links=chats.links(base_url(request)))


@router.post("/saved-messages")
async def save_message(visitor: PageVisitor, uow: Uow, body: SaveMessage) -> Result:
    """Keep a result."""
    await saved.save(uow, author(visitor), body.message_id)
    return Result()


@router.delete("/saved-messages/{message_id}", status_code=204)
async def drop_saved(message_id: UUID, visitor: PageVisitor, uow: Uow) -> None:
    """Keep a result no longer."""
    await saved.drop(uow, author(visitor), message_id)


@router.get("/messages/{message_id}/suggested-questions")
async def suggested(
    message_id: UUID, visitor: PageVisitor, suggestions: Annotated[Suggestions, Depends(provided(Suggestions))]
) -> SuggestionList:
    """Questions that may follow a message."""
    return SuggestionList(data=await suggestions.after(owner_of(visitor), message_id))


@router.post("/files/upload", status_code=201)
async def upload(visitor: PageVisitor, uploads: Files, request: Request) -> Upload:
    """Upload a file (form field `file`)."""
    file = await one_file(request)
    owner = FileOwner(visitor.app.workspace_id, "end_user", visitor.end_user_id)
    row = await uploads.add(owner, file.filename, file.content_type, pieces(file), file.size or 0)
    return shown(row, uploads.addresses, user=str(visitor.end_user_id), base=base_url(request))


@router.post("/remote-files/upload", status_code=201)
async def upload_remote(visitor: PageVisitor, uploads: Files, request: Request, body: RemoteUpload) -> RemoteFile:
    """Fetch a file from an address and keep it."""
    owner = FileOwner(visitor.app.workspace_id, "end_user", visitor.end_user_id)
    return shown_remote(await uploads.add_remote(owner, body.url), uploads.addresses, base=base_url(request))


@router.get("/remote-files/{url:path}")
async def remote_file(
    url: str, visitor: PageVisitor, outbound: Annotated[OutboundClient, Depends(provided(OutboundClient))]
) -> RemoteFacts:
    """Type and size of a file at an address (URL-encoded in the path)."""
    answer = await outbound.head(unquote(url))
    length = answer.lower.get("content-length", "")
    kind = answer.lower.get("content-type", "application/octet-stream")
    return RemoteFacts(file_type=kind, file_length=int(length) if length.isdigit() else 0)
