"""Logs and figures of an app in the console."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Depends, Query, Request, Response

from tenon.domain.auth.dependencies import Who
from tenon.domain.conversation.chat import Chats
from tenon.domain.log import export, service
from tenon.domain.log.schemas import (
    ConversationLog,
    ConversationLogPage,
    Figures,
    LogMessageSlice,
    LogQuery,
    Rating,
    RunLogPage,
    RunQuery,
    Sort,
    TeamFeedback,
)
from tenon.kit.http import Db, Uow, base_url, provided
from tenon.kit.media import streamed
from tenon.kit.pagination import PageQuery, page_query
from tenon.kit.routes import Router

router = Router(prefix="/console/api/apps/{app_id}", tags=["logs"])
Paging = Annotated[PageQuery, Depends(page_query)]
Keyword = Annotated[str, Query(max_length=200)]


def conversation_query(
    keyword: Keyword = "",
    sort: Sort = "-created_at",
    since: datetime | None = None,
    until: datetime | None = None,
    status: Literal["normal", "error"] | None = None,
    rating: Rating | None = None,
    annotated: bool | None = None,
    source: Literal["service-api", "web-app"] | None = None,
) -> LogQuery:
    """What a log of conversations is narrowed to."""
    words = keyword.replace("\0", "").strip()
    return LogQuery(sort, _aware(since), _aware(until), words, status, rating, annotated, source)


def run_query(
    keyword: Keyword = "",
    since: datetime | None = None,
    until: datetime | None = None,
    status: Literal["succeeded", "failed", "stopped", "partial-succeeded", "running", "paused"] | None = None,
) -> RunQuery:
    """What a log of runs is narrowed to."""
    return RunQuery(keyword.replace("\0", "").strip(), status, _aware(since), _aware(until))


Conversations = Annotated[LogQuery, Depends(conversation_query)]
PublishedRuns = Annotated[RunQuery, Depends(run_query)]


@router.get("/logs/conversations")
async def list_conversations(
    uow: Uow, who: Who, app_id: UUID, paging: Paging, query: Conversations
) -> ConversationLogPage:
    """Conversations and results of the app's users, newest first; tries in the console are not among them."""
    return await service.page(uow, who, app_id, query, paging)


@router.get("/logs/conversations/export", response_class=Response)
async def export_conversations(
    db: Db, who: Who, app_id: UUID, query: Conversations, format: export.Format = "csv"
) -> Response:
    """Every turn of the conversations that are found, as a file."""
    async with db.unit_of_work() as uow:
        await export.permit(uow, who, app_id)
    return _file(export.turns(db, who, app_id, query, format), "conversations", format)


@router.get("/logs/conversations/{conversation_id}")
async def get_conversation(uow: Uow, who: Who, app_id: UUID, conversation_id: UUID) -> ConversationLog:
    """One conversation of the log."""
    return await service.conversation(uow, who, app_id, conversation_id)


@router.get("/logs/conversations/{conversation_id}/messages")
async def list_messages(
    uow: Uow,
    who: Who,
    chats: Annotated[Chats, Depends(provided(Chats))],
    request: Request,
    app_id: UUID,
    conversation_id: UUID,
    first_id: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> LogMessageSlice:
    """The turns of a conversation with what users and team think of them."""
    links = chats.links(base_url(request))
    return await service.messages(uow, who, app_id, conversation_id, first_id=first_id, limit=limit, links=links)


@router.post("/logs/messages/{message_id}/feedback", status_code=204)
async def rate(uow: Uow, who: Who, app_id: UUID, message_id: UUID, body: TeamFeedback) -> None:
    """Say what the team thinks of an answer."""
    await service.rate(uow, who, app_id, message_id, body)


@router.get("/logs/runs")
async def list_runs(uow: Uow, who: Who, app_id: UUID, paging: Paging, query: PublishedRuns) -> RunLogPage:
    """Runs of the published workflow, newest first."""
    return await service.runs(uow, who, app_id, query, paging)


@router.get("/logs/runs/export", response_class=Response)
async def export_runs(db: Db, who: Who, app_id: UUID, query: PublishedRuns, format: export.Format = "csv") -> Response:
    """Every run that is found, as a file."""
    async with db.unit_of_work() as uow:
        await export.permit(uow, who, app_id)
    return _file(export.runs(db, who, app_id, query, format), "runs", format)


def _file(pieces: AsyncIterator[bytes], name: str, format: export.Format) -> Response:
    answer = streamed(export.TYPES[format], pieces)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{format}"'
    return answer


@router.get("/statistics")
async def statistics(
    uow: Uow, who: Who, app_id: UUID, days: Annotated[int, Query(ge=1, le=92)] = 7, timezone: str = "UTC"
) -> Figures:
    """The use of the app over the last days, today included."""
    return await service.figures(uow, who, app_id, days, timezone)


def _aware(at: datetime | None) -> datetime | None:
    return at.replace(tzinfo=UTC) if at is not None and at.tzinfo is None else at
