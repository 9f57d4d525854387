"""What an app did, as its team reads it."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tenon.domain.account.tables import AccountRow
from tenon.domain.app import service as apps
from tenon.domain.auth.principal import Principal
from tenon.domain.conversation import messages as conversation_messages
from tenon.domain.conversation import service as conversations
from tenon.domain.conversation import team
from tenon.domain.conversation.errors import ConversationNotFound
from tenon.domain.conversation.messages import Links
from tenon.domain.conversation.tables import ConversationRow, MessageFeedbackRow
from tenon.domain.end_user.tables import EndUserRow
from tenon.domain.log.repository import DaySums, LogRepository, Sums
from tenon.domain.log.schemas import (
    ConversationLog,
    ConversationLogPage,
    DayFigures,
    Figures,
    GivenFeedback,
    LogAnnotation,
    LogMessage,
    LogMessageSlice,
    LogQuery,
    LogUser,
    Ratings,
    RunLog,
    RunLogPage,
    RunQuery,
    TeamFeedback,
)
from tenon.domain.run import history
from tenon.domain.run.history import LogFilter
from tenon.domain.run.tables import RunRow
from tenon.errors import InvalidParam
from tenon.kit.db import UnitOfWork, utc_now
from tenon.kit.pagination import PageQuery

_NONE = Sums(0, 0, 0, Decimal(0), "USD")


async def opened(uow: UnitOfWork, who: Principal, app_id: UUID) -> LogRepository:
    """What users said is for those who build the app. Raises `Forbidden`, `AppNotFound`."""
    who.require("app.edit")
    await apps.row(uow, who.workspace_id, app_id)
    return LogRepository(uow, who.workspace_id, app_id)


async def page(
    uow: UnitOfWork, who: Principal, app_id: UUID, query: LogQuery, paging: PageQuery
) -> ConversationLogPage:
    """Conversations of an app's users. Raises `AppNotFound`."""
    log = await opened(uow, who, app_id)
    rows, total = await log.page(query, paging.offset, paging.limit)
    found = paging.page_of(await _shown(log, rows), total)
    return ConversationLogPage.model_validate(found, from_attributes=True)


async def conversation(uow: UnitOfWork, who: Principal, app_id: UUID, id: UUID) -> ConversationLog:
    """One of them. Raises `ConversationNotFound`."""
    log = await opened(uow, who, app_id)
    row = await log.get(id)
    if row is None:
        raise ConversationNotFound()
    return (await _shown(log, [row]))[0]


async def _shown(log: LogRepository, rows: Sequence[ConversationRow]) -> list[ConversationLog]:
    ids = [row.id for row in rows]
    sums, began = await log.sums(ids), await log.first_queries(ids)
    ratings, annotations = await log.ratings(ids), await log.annotations(ids)
    users, accounts = await people(log, rows)

    def rated(id: UUID, side: str) -> Ratings:
        return Ratings(like=ratings.get((id, side, "like"), 0), dislike=ratings.get((id, side, "dislike"), 0))

    shown: list[ConversationLog] = []
    for row in rows:
        sum = sums.get(row.id, _NONE)
        shown.append(
            ConversationLog(
                **conversations.item(row).model_dump(),
                summary=began.get(row.id) or row.name,
                source=row.origin,
                user=user_of(row.created_by, users, accounts),
                messages=sum.messages,
                errors=sum.errors,
                tokens=sum.tokens,
                price=price_text(sum.price),
                currency=sum.currency,
                user_ratings=rated(row.id, "user"),
                team_ratings=rated(row.id, team.TEAM),
                annotations=annotations.get(row.id, 0),
            )
        )
    return shown


async def people(
    log: LogRepository, rows: Sequence[ConversationRow] | Sequence[RunRow]
) -> tuple[dict[UUID, EndUserRow], dict[UUID, AccountRow]]:
    """Who made the rows: users of the app, and people of the team."""
    users = await log.end_users(row.created_by for row in rows if row.created_by_role == "end_user")
    return users, await log.accounts(row.created_by for row in rows if row.created_by_role == "account")


def user_of(id: UUID, users: Mapping[UUID, EndUserRow], accounts: Mapping[UUID, AccountRow]) -> LogUser | None:
    """Who made a row; None when they are gone."""
    if id in accounts:
        return LogUser(id=id, name=accounts[id].name, type="account", anonymous=False)
    if id not in users:
        return None
    user = users[id]
    return LogUser(id=id, name=user.name or user.session_id, type=user.type, anonymous=user.is_anonymous)


def price_text(amount: Decimal) -> str:
    """An amount without an exponent and without zeros at its end."""
    return format(Decimal(amount).normalize(), "f") if amount else "0"


async def messages(
    uow: UnitOfWork, who: Principal, app_id: UUID, id: UUID, *, first_id: UUID | None, limit: int, links: Links
) -> LogMessageSlice:
    """The newest turns older than `first_id`. Raises `ConversationNotFound`, `FirstMessageNotFound`."""
    log = await opened(uow, who, app_id)
    row = await log.get(id)
    if row is None:
        raise ConversationNotFound()
    rows, has_more = await team.older(uow, who.workspace_id, app_id, id, first_id, limit)
    ids = [one.id for one in rows]
    users, members = await team.feedback(uow, ids, "user"), await team.feedback(uow, ids, team.TEAM)
    names = await log.accounts(given.created_by for given in members.values())
    annotated = await log.annotated(ids)
    models = await log.models([one.run_id for one in rows if one.run_id is not None])
    data = [
        LogMessage(
            **item.model_dump(),
            run_id=one.run_id,
            models=models.get(one.run_id, []) if one.run_id is not None else [],
            user_feedback=_given(users.get(one.id), None),
            team_feedback=_given(members.get(one.id), names),
            annotation=LogAnnotation.model_validate(annotated[one.id], from_attributes=True)
            if one.id in annotated
            else None,
        )
        for one, item in zip(rows, await conversation_messages.items(uow, rows, links), strict=True)
    ]
    return LogMessageSlice(data=data, limit=limit, has_more=has_more)


def _given(row: MessageFeedbackRow | None, names: Mapping[UUID, AccountRow] | None) -> GivenFeedback | None:
    if row is None:
        return None
    by = names[row.created_by].name if names and row.created_by in names else None
    return GivenFeedback(rating=row.rating, content=row.content, by=by)


async def rate(uow: UnitOfWork, who: Principal, app_id: UUID, message_id: UUID, given: TeamFeedback) -> None:
    """Say what the team thinks of an answer; the last word counts. Raises `MessageNotFound`."""
    await opened(uow, who, app_id)
    await team.rate(uow, who.workspace_id, app_id, message_id, who.account_id, given.rating, given.content)


async def runs(uow: UnitOfWork, who: Principal, app_id: UUID, query: RunQuery, paging: PageQuery) -> RunLogPage:
    """Runs of a published workflow. Raises `AppNotFound`."""
    log = await opened(uow, who, app_id)
    wanted = LogFilter(query.keyword or None, query.status, query.until, query.since)
    rows, total = await history.log_rows(uow, who.workspace_id, app_id, wanted, paging)
    users, accounts = await people(log, rows)
    data = [
        RunLog(
            id=row.id,
            version=row.version,
            status=row.status,
            error=row.error,
            elapsed_time=row.elapsed_time,
            total_tokens=row.total_tokens,
            total_steps=row.total_steps,
            source=row.created_from,
            user=user_of(row.created_by, users, accounts),
            created_at=int(row.created_at.timestamp()),
            finished_at=int(row.finished_at.timestamp()) if row.finished_at else None,
        )
        for row in rows
    ]
    return RunLogPage.model_validate(paging.page_of(data, total), from_attributes=True)


async def figures(uow: UnitOfWork, who: Principal, app_id: UUID, days: int, zone: str) -> Figures:
    """The use of the last days, today included, by the days of a time zone. Raises `InvalidParam`."""
    who.require("app.edit")
    app = await apps.row(uow, who.workspace_id, app_id)
    log = LogRepository(uow, who.workspace_id, app_id)
    dates, bounds = _bounds(days, zone)
    found = await (log.run_days(bounds) if app.mode == "workflow" else log.message_days(bounds))
    ratings = await log.rating_days(bounds)
    by_day = {sums.day: sums for sums in found}

    def of(place: int, name: str) -> DayFigures:
        days = range(len(dates)) if place < 0 else [place]
        likes, dislikes = (sum(ratings.get((day, rating), 0) for day in days) for rating in ("like", "dislike"))
        return _figures(name, by_day.get(place), likes, dislikes)

    return Figures(
        currency=await log.currency(),
        days=[of(place, day.isoformat()) for place, day in enumerate(dates)],
        total=of(-1, ""),
        previous=await _before(log, bounds[0], days, zone, runs=app.mode == "workflow"),
    )


async def _before(log: LogRepository, until: datetime, days: int, zone: str, *, runs: bool) -> DayFigures:
    """The same number of days before, as one."""
    last = until.astimezone(ZoneInfo(zone)).date()
    since = datetime.combine(last - timedelta(days=days), time(), ZoneInfo(zone)).astimezone(UTC)
    found = await (log.run_days([since, until]) if runs else log.message_days([since, until]))
    ratings = await log.rating_days([since, until])
    whole = next((sums for sums in found if sums.day == -1), None)
    return _figures("", whole, ratings.get((0, "like"), 0), ratings.get((0, "dislike"), 0))


def _figures(name: str, sums: DaySums | None, likes: int, dislikes: int) -> DayFigures:
    if sums is None:
        return DayFigures(date=name, likes=likes, dislikes=dislikes)
    return DayFigures(
        date=name,
        messages=sums.messages,
        conversations=sums.conversations,
        users=sums.users,
        tokens=sums.tokens,
        price=price_text(sums.price),
        errors=sums.errors,
        seconds=round(sums.seconds, 3),
        speed=round(sums.speed, 2),
        likes=likes,
        dislikes=dislikes,
    )


def _bounds(days: int, zone: str) -> tuple[list[date], list[datetime]]:
    """The days, oldest first, and the midnights around them."""
    try:
        here = ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise InvalidParam("timezone must be a name like Asia/Shanghai", params="timezone") from None
    today = utc_now().astimezone(here).date()
    dates = [today - timedelta(days=back) for back in range(days - 1, -1, -1)]
    midnights = [datetime.combine(day, time(), here).astimezone(UTC) for day in [*dates, today + timedelta(days=1)]]
    return dates, midnights
