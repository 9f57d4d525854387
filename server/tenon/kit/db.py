"""The database: engine, column types, unit of work. SQLite and PostgreSQL behave alike for everything built on this."""

import json
import uuid
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import asyncpg
import orjson
from sqlalchemy import JSON, DateTime, MetaData, TypeDecorator, Uuid, event
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import URL, Dialect, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from tenon.errors import InvalidParam, TenonError
from tenon.kit.changes import Changes
from tenon.kit.ids import uuid7

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """A point in time, always aware and in UTC on the Python side."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive times: they would shift silently."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """SQLite gives naive times back."""
        return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


JsonB = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
"""A JSON column; None is SQL NULL."""


def utc_now() -> datetime:
    """The time now, aware."""
    return datetime.now(UTC)


class Row(DeclarativeBase):
    """Base of every table. Relationships are declared `lazy="raise"`."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it from the class
        uuid.UUID: Uuid(),
        datetime: UtcDateTime(),
        dict[str, Any]: JsonB,
        list[Any]: JsonB,
        list[str]: JsonB,
    }


class IdMixin:
    """A time-ordered UUID key."""

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid7)


class TimeMixin:
    """When a row was made and last changed."""

    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    updated_at: Mapped[datetime] = mapped_column(default=utc_now, onupdate=utc_now)


type Enqueue = Callable[[str, dict[str, Any]], Awaitable[None]]
"""Hands a job over to the queue: name and JSON arguments."""


class UnitOfWork:
    """One transaction of a request or job. Jobs asked for in it leave after the commit and are dropped on rollback."""

    def __init__(self, session: AsyncSession, enqueue: Enqueue | None = None, changes: Changes | None = None) -> None:
        self.session = session
        self._changes = changes
        self._enqueue = enqueue
        self._jobs: list[tuple[str, dict[str, Any]]] = []
        self._after: list[Callable[[], None]] = []

    def enqueue(self, job: str, **arguments: Any) -> None:
        """Ask for a background job by its stable name; arguments are JSON values (ids, not rows)."""
        self._jobs.append((job, arguments))

    def after_commit(self, call: Callable[[], None]) -> None:
        """Have something cheap done once the change is durable (drop a cache entry)."""
        self._after.append(call)

    def changed(self, topic: str, key: object) -> None:
        """Tell every cache that follows `topic` that this thing changed, once it is durable."""
        changes = self._changes
        if changes is not None:
            self._after.append(lambda: changes.tell(topic, str(key)))

    async def commit(self) -> None:
        """Make the changes durable, then let caches and jobs know."""
        await self.session.commit()
        after, self._after = self._after, []
        for call in after:
            call()
        jobs, self._jobs = self._jobs, []
        for name, arguments in jobs:
            if self._enqueue is not None:
                await self._enqueue(name, arguments)

    async def rollback(self) -> None:
        """Forget everything."""
        self._jobs.clear()
        self._after.clear()
        await self.session.rollback()


def _dumps(value: Any) -> str:
    try:
        return orjson.dumps(value, default=str).decode()
    except TypeError:  # integers beyond 64 bits
        return json.dumps(value, default=str, ensure_ascii=False)


def _loads(text: str | bytes) -> Any:
    return orjson.loads(text)


class Database:
    """The handle on one database. `dialect` is `sqlite` or `postgresql`."""

    def __init__(self, url: str, *, pool_size: int = 10, enqueue: Enqueue | None = None) -> None:
        self.url = _async_url(url)
        self.dialect = self.url.get_backend_name()
        self.enqueue = enqueue
        self.changes = Changes()
        options: dict[str, Any] = {"json_serializer": _dumps, "json_deserializer": _loads}
        if self.dialect == "postgresql":
            options |= {"pool_size": pool_size, "max_overflow": pool_size, "pool_pre_ping": True}
        self.engine: AsyncEngine = create_async_engine(self.url, **options)
        if self.dialect == "sqlite":
            event.listen(self.engine.sync_engine, "connect", _set_pragmas)
        else:
            event.listen(self.engine.sync_engine, "do_connect", _connect)
        self._sessions = async_sessionmaker(self.engine, expire_on_commit=False, autoflush=False)

    @asynccontextmanager
    async def unit_of_work(self) -> AsyncGenerator[UnitOfWork]:
        """A transaction that commits at the end of the block and rolls back on an exception."""
        async with self._sessions() as session:
            uow = UnitOfWork(session, self.enqueue, self.changes)
            try:
                yield uow
                await uow.commit()
            except BaseException as error:
                await uow.rollback()
                known = _known(error)
                if known is not None:
                    raise known from error
                raise

    async def ping(self) -> None:
        """Ask for nothing; raises what the driver raises when the database cannot be reached."""
        async with self.engine.connect() as connection:
            await connection.exec_driver_sql("SELECT 1")

    async def close(self) -> None:
        """Close all connections."""
        await self.engine.dispose()


class DatabaseFull(TenonError):
    """The disk under the database is full. Nothing was changed."""

    code, status = "database_full", 507
    message = "The server's disk is full, nothing was saved. Ask the operator to free space and try again."


class DatabaseUnavailable(TenonError):
    """The database cannot be reached."""

    code, status = "database_unavailable", 503
    message = "The database cannot be reached at the moment. Try again in a moment."


def _known(error: BaseException) -> TenonError | None:
    """The error in words a person can act on; None for one that is a bug or no error of the database."""
    if isinstance(error, PoolTimeout):
        return DatabaseUnavailable("The database is too busy at the moment. Try again in a moment.")
    if not isinstance(error, DBAPIError):
        return None
    text = str(error.orig)
    if "is full" in text or "No space left" in text:
        return DatabaseFull()
    if "invalid byte sequence" in text or "\\u0000" in text:
        return InvalidParam("The text contains a NUL character, which cannot be stored.")
    if "value too long for type" in text:
        return InvalidParam("A text is longer than what can be stored in its place.")
    return DatabaseUnavailable() if error.connection_invalidated else None


def _connect(dialect: Any, _record: Any, arguments: Any, named: Any) -> Any:
    """Open a connection; a server that cannot be reached or takes no connection has one error."""
    try:
        return dialect.connect(*arguments, **named)
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, dialect.loaded_dbapi.Error) as error:
        raise DatabaseUnavailable() from error


def _async_url(url: str) -> URL:
    parsed = make_url(url)
    driver = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg", "postgres": "postgresql+asyncpg"}
    return parsed.set(drivername=driver[parsed.get_backend_name()])


def _set_pragmas(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        "busy_timeout=10000",
        "cache_size=-8192",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
