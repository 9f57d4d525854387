"""Logs as files: CSV for tables, JSON lines for programs. Written while they are read, page by page."""

import csv
import io
from collections.abc import AsyncGenerator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Literal
from uuid import UUID

import orjson

from tenon.domain.app import service as apps
from tenon.domain.audit import service as audit
from tenon.domain.auth.principal import Principal
from tenon.domain.conversation import team
from tenon.domain.conversation.tables import ConversationRow, MessageRow
from tenon.domain.log.repository import LogRepository
from tenon.domain.log.schemas import LogQuery, RunQuery
from tenon.domain.log.service import opened, people, price_text, user_of
from tenon.domain.run import history
from tenon.domain.run.history import LogFilter
from tenon.kit.db import Database, UnitOfWork
from tenon.kit.pagination import PageQuery

Format = Literal["csv", "jsonl"]
TYPES: dict[Format, str] = {"csv": "text/csv; charset=utf-8", "jsonl": "application/x-ndjson"}
_AT_ONCE = 100
_BOM = "\ufeff".encode()
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

type Line = dict[str, Any]

TURN = (
    "conversation_id",
    "message_id",
    "time",
    "user",
    "source",
    "inputs",
    "query",
    "answer",
    "status",
    "error",
    "seconds",
    "tokens",
    "price",
    "currency",
    "user_rating",
    "team_rating",
    "team_comment",
)
RUN = (
    "run_id",
    "time",
    "status",
    "user",
    "source",
    "version",
    "inputs",
    "outputs",
    "error",
    "seconds",
    "tokens",
    "steps",
)


async def permit(uow: UnitOfWork, who: Principal, app_id: UUID) -> None:
    """Let somebody take a log along; it is kept who did. Raises `Forbidden`, `AppNotFound`."""
    await opened(uow, who, app_id)
    row = await apps.row(uow, who.workspace_id, app_id)
    audit.record(uow, who, "app.logs_exported", apps.target_of(row))


async def turns(db: Database, who: Principal, app_id: UUID, query: LogQuery, format: Format) -> AsyncGenerator[bytes]:
    """Every turn of the conversations that are found, newest conversation first."""
    yield _head(TURN, format)
    offset = 0
    while True:
        async with db.unit_of_work() as uow:
            log = LogRepository(uow, who.workspace_id, app_id)
            rows, total = await log.page(query, offset, _AT_ONCE)
            lines = await _turns(uow, log, rows)
        yield b"".join(_line(TURN, line, format) for line in lines)
        offset += _AT_ONCE
        if offset >= total:
            return


async def _turns(uow: UnitOfWork, log: LogRepository, rows: Sequence[ConversationRow]) -> list[Line]:
    ids = [row.id for row in rows]
    found = await log.turns(ids)
    of: Mapping[UUID, list[MessageRow]] = {id: [] for id in ids}
    for message in found:
        of[message.conversation_id].append(message)
    messages = [message.id for message in found]
    users, members = await team.feedback(uow, messages, "user"), await team.feedback(uow, messages, team.TEAM)
    names = await people(log, rows)

    def line(row: ConversationRow, message: MessageRow) -> Line:
        user, given, said = user_of(row.created_by, *names), users.get(message.id), members.get(message.id)
        return {
            "conversation_id": str(row.id),
            "message_id": str(message.id),
            "time": _time(message.created_at),
            "user": user.name if user is not None else None,
            "source": row.origin,
            "inputs": message.inputs,
            "query": message.query,
            "answer": message.answer,
            "status": message.status,
            "error": message.error,
            "seconds": round(message.latency, 3),
            "tokens": message.message_tokens + message.answer_tokens,
            "price": price_text(message.total_price),
            "currency": message.currency,
            "user_rating": given.rating if given is not None else None,
            "team_rating": said.rating if said is not None else None,
            "team_comment": said.content if said is not None else None,
        }

    return [line(row, message) for row in rows for message in of[row.id]]


async def runs(db: Database, who: Principal, app_id: UUID, query: RunQuery, format: Format) -> AsyncGenerator[bytes]:
    """Every run of the published workflow that is found, newest first."""
    yield _head(RUN, format)
    wanted = LogFilter(query.keyword or None, query.status, query.until, query.since)
    page, total = 1, 1
    while (page - 1) * _AT_ONCE < total:
        async with db.unit_of_work() as uow:
            log = LogRepository(uow, who.workspace_id, app_id)
            rows, total = await history.log_rows(uow, who.workspace_id, app_id, wanted, PageQuery(page, _AT_ONCE))
            names = await people(log, rows)
            lines: list[Line] = []
            for row in rows:
                user = user_of(row.created_by, *names)
                lines.append(
                    {
                        "run_id": str(row.id),
                        "time": _time(row.created_at),
                        "status": row.status,
                        "user": user.name if user is not None else None,
                        "source": row.created_from,
                        "version": row.version,
                        "inputs": row.inputs,
                        "outputs": row.outputs,
                        "error": row.error,
                        "seconds": round(row.elapsed_time, 3),
                        "tokens": row.total_tokens,
                        "steps": row.total_steps,
                    }
                )
        yield b"".join(_line(RUN, line, format) for line in lines)
        page += 1


def _time(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds")


def _head(columns: Sequence[str], format: Format) -> bytes:
    return _BOM + _row(columns) if format == "csv" else b""


def _line(columns: Sequence[str], line: Line, format: Format) -> bytes:
    if format == "jsonl":
        return orjson.dumps(line) + b"\n"
    return _row([_cell(line[name]) for name in columns])


def _row(cells: Sequence[object]) -> bytes:
    written = io.StringIO()
    csv.writer(written).writerow(cells)
    return written.getvalue().encode()


def _cell(value: Any) -> object:
    """A value for a table: JSON for what is nested; a text that a table would take for a formula is quoted."""
    if isinstance(value, dict | list):
        return orjson.dumps(value).decode()
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return "" if value is None else value
