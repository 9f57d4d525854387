"""A batch of rows, and the two databases that take it."""

import asyncio
import queue
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, cast

import asyncpg

from tenon.errors import TenonError
from tenon.kit.db import Row
from tenon.kit.group_commit.columns import TableShape, place, shape


class WriteFailed(TenonError):
    """The database did not take the rows; nothing of them is stored."""

    code, status = "storage_unavailable", 503
    message = "The database did not take the data. Look at the server's log, the free disk space and the database."


class Lost(Exception):
    """The connection is gone; the same batch may be tried again."""


Rows = dict[Any, dict[str, Any]]
"""Values by key."""


@dataclass(slots=True)
class Batch:
    """Rows to be committed together: `(key) -> values` per table, new rows and changes of stored ones."""

    inserts: dict[type[Row], dict[Any, dict[str, Any]]] = field(
        default_factory=dict[type[Row], dict[Any, dict[str, Any]]]
    )
    updates: dict[type[Row], dict[Any, dict[str, Any]]] = field(
        default_factory=dict[type[Row], dict[Any, dict[str, Any]]]
    )
    notices: list[str] = field(default_factory=list[str])


type Statement = tuple[str, list[list[Any]], Sequence[str]]
"""SQL head, rows of parameters, column names."""


class Target(Protocol):
    """A database that commits batches, one at a time."""

    async def commit(self, batch: Batch) -> None:
        """Make the batch durable, all or nothing. Raises `Lost` or the driver's error."""
        ...

    async def close(self) -> None:
        """Give the connection back."""
        ...


def _parts(key: Any) -> tuple[Any, ...]:
    return cast("tuple[Any, ...]", key) if isinstance(key, tuple) else (key,)


_CHUNKS = (64, 32, 16, 8, 4, 2, 1)


def _sqlite_statements(batch: Batch) -> list[tuple[str, list[Any]]]:
    out: list[tuple[str, list[Any]]] = []
    for table in sorted(batch.inserts, key=place):
        info = shape(table, "sqlite")
        rows = [info.row(values) for values in batch.inserts[table].values()]
        one = f"({','.join('?' * len(info.columns))})"
        head = f"INSERT INTO {info.name} ({','.join(info.columns)}) VALUES "
        out += [(f"{head}{','.join([one] * size)} ON CONFLICT DO NOTHING", values) for size, values in _chunked(rows)]
    for table, changes in batch.updates.items():
        out += _sqlite_updates(shape(table, "sqlite"), changes)
    return out


def _sqlite_updates(info: TableShape, changes: Rows) -> Iterator[tuple[str, list[Any]]]:
    """Changes of the same columns together."""
    alike: dict[tuple[str, ...], list[list[Any]]] = {}
    for key, values in changes.items():
        row = [info.value(name, part) for name, part in zip(info.key, _parts(key), strict=True)]
        row += [info.value(name, value) for name, value in values.items()]
        alike.setdefault(tuple(values), []).append(row)
    for names, rows in alike.items():
        one = f"({','.join('?' * (len(info.key) + len(names)))})"
        where = " AND ".join(f"{info.name}.{name}=v.column{i}" for i, name in enumerate(info.key, 1))
        sets = ",".join(f"{name}=v.column{i}" for i, name in enumerate(names, len(info.key) + 1))
        for size, values in _chunked(rows):
            yield f"UPDATE {info.name} SET {sets} FROM (VALUES {','.join([one] * size)}) v WHERE {where}", values


def _chunked(rows: Sequence[Sequence[Any]]) -> Iterator[tuple[int, list[Any]]]:
    """The values of rows, many rows at a time; few sizes keep the statements in the driver's cache."""
    start = 0
    for size in _CHUNKS:
        while len(rows) - start >= size:
            chunk = rows[start : start + size]
            start += size
            yield size, [value for row in chunk for value in row]


class SqliteTarget:
    """SQLite on a thread of its own: one connection, one transaction a batch, few calls into the driver.

    Every call into the driver gives the interpreter lock away and has to win it back, so rows travel many to a
    statement.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self._inbox: queue.SimpleQueue[tuple[Batch, asyncio.Future[None]] | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    async def commit(self, batch: Batch) -> None:
        """Make the batch durable, all or nothing."""
        self._loop = asyncio.get_running_loop()
        if self._thread is None:
            self._thread = threading.Thread(target=self._serve, name="group-commit", daemon=True)
            self._thread.start()
        future: asyncio.Future[None] = self._loop.create_future()
        self._inbox.put((batch, future))
        await future

    async def close(self) -> None:
        """End the thread after what it has."""
        if self._thread is not None:
            self._inbox.put(None)
            await asyncio.to_thread(self._thread.join)
            self._thread = None

    def _serve(self) -> None:
        connection: sqlite3.Connection | None = None
        while (item := self._inbox.get()) is not None:
            batch, future = item
            error: BaseException | None = None
            try:
                if connection is None:
                    connection = self._connect()
                self._commit(connection, batch)
            except BaseException as caught:
                error = caught
            assert self._loop is not None
            try:
                self._loop.call_soon_threadsafe(_resolve, future, error)
            except RuntimeError:  # the loop is closed: nobody waits any more
                break
        if connection is not None:
            connection.close()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, isolation_level=None, cached_statements=512)
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "busy_timeout=10000"):
            connection.execute(f"PRAGMA {pragma}")
        return connection

    def _commit(self, connection: sqlite3.Connection, batch: Batch) -> None:
        statements = _sqlite_statements(batch)
        connection.execute("BEGIN IMMEDIATE")
        try:
            for sql, parameters in statements:
                connection.execute(sql, parameters)
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise


def _resolve(future: asyncio.Future[None], error: BaseException | None) -> None:
    if future.done():
        return
    if error is None:
        future.set_result(None)
    else:
        future.set_exception(error)


class PostgresTarget:
    """PostgreSQL over one connection: arrays of columns, one statement a table, and the notices of the batch."""

    def __init__(self, dsn: str, channel: str = "tenon_run") -> None:
        self._dsn, self._channel = dsn, channel
        self._connection: Any = None  # untyped driver

    async def commit(self, batch: Batch) -> None:
        """Make the batch durable, all or nothing. Raises `Lost` when the connection broke."""
        try:
            connection: Any = self._connection
            if connection is None or connection.is_closed():
                connection = self._connection = cast("Any", await asyncpg.connect(self._dsn, timeout=10))
            async with connection.transaction():
                await self._write(connection, batch)
        except (OSError, asyncpg.InterfaceError, asyncpg.PostgresConnectionError, asyncpg.CannotConnectNowError) as e:
            broken, self._connection = self._connection, None
            if broken is not None:
                broken.terminate()
            raise Lost(str(e)) from e

    async def _write(self, connection: Any, batch: Batch) -> None:
        for table in sorted(batch.inserts, key=place):
            info = shape(table, "postgresql")
            rows = [info.row(values) for values in batch.inserts[table].values()]
            arrays = ",".join(f"${i}::{info.postgres_types[n]}[]" for i, n in enumerate(info.columns, 1))
            names = ",".join(f'"{name}"' for name in info.columns)
            await connection.execute(
                f"INSERT INTO {info.name} ({names}) SELECT * FROM unnest({arrays}) ON CONFLICT DO NOTHING",
                *(list(column) for column in zip(*rows, strict=True)),
            )
        for table, changes in batch.updates.items():
            info = shape(table, "postgresql")
            groups: dict[tuple[str, ...], list[list[Any]]] = {}
            for key, values in changes.items():
                keys = _parts(key)
                parameters = [info.value(name, value) for name, value in values.items()]
                groups.setdefault(tuple(values), []).append([*parameters, *keys])
            for names, rows in groups.items():
                sets = ",".join(f'"{name}"=${i}' for i, name in enumerate(names, 1))
                where = " AND ".join(f'"{name}"=${i}' for i, name in enumerate(info.key, len(names) + 1))
                await connection.executemany(f"UPDATE {info.name} SET {sets} WHERE {where}", rows)
        for notice in batch.notices:
            await connection.execute("SELECT pg_notify($1, $2)", self._channel, notice)

    async def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            await self._connection.close()
            self._connection = None
