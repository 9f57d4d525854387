"""How values of a row are handed to the two raw drivers."""

import json
import uuid
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any, cast

import orjson
from sqlalchemy import JSON, Boolean, Column, DateTime, LargeBinary, Numeric, String, Table, Text, Uuid
from sqlalchemy.dialects import postgresql

from tenon.kit.db import Row, UtcDateTime

type Convert = Callable[[Any], Any]
_POSTGRES = postgresql.dialect()


def _json(value: Any) -> str:
    if type(value) is bytes:  # JSON already
        return value.decode()
    try:
        return orjson.dumps(value, default=str, option=orjson.OPT_NON_STR_KEYS).decode()
    except TypeError:  # integers beyond 64 bits
        return json.dumps(value, default=str, ensure_ascii=False)


def _json_without_nul(value: Any) -> str:
    text = _json(value)
    return text.replace("\\u0000", "") if "\\u0000" in text else text


def _text_without_nul(value: str) -> str:
    return value.replace("\0", "") if "\0" in value else value


def _hex(value: uuid.UUID) -> str:
    return value.hex


def _made(value: bytes | Callable[[], bytes]) -> bytes:
    """Bytes, or what makes them: work that is left to the writer's thread where it has one."""
    return value() if callable(value) else value


def _utc_text(value: datetime) -> str:
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


def _converter(column: Column[Any], dialect: str) -> Convert | None:
    kind = column.type
    sqlite = dialect == "sqlite"
    if isinstance(kind, JSON):
        return _json if sqlite else _json_without_nul
    if isinstance(kind, Uuid):
        return _hex if sqlite else None
    if isinstance(kind, UtcDateTime | DateTime):
        return _utc_text if sqlite else None
    if isinstance(kind, Numeric):
        return float if sqlite else None
    if isinstance(kind, Boolean):
        return int if sqlite else None
    if isinstance(kind, String | Text):
        return None if sqlite else _text_without_nul
    if isinstance(kind, LargeBinary):
        return _made
    return None


def _postgres_type(column: Column[Any]) -> str:
    kind = column.type
    if isinstance(kind, LargeBinary):
        return "bytea"
    if isinstance(kind, String | Text):
        return "text"
    return str(kind.compile(dialect=_POSTGRES))


class TableShape:
    """What is needed to write rows of a table without the ORM: names, converters, types, primary key."""

    def __init__(self, table: Table, dialect: str) -> None:
        self.name = f'"{table.name}"'
        self.columns = [column.name for column in table.columns]
        self.key = [column.name for column in table.primary_key.columns]
        self.convert: dict[str, Convert | None] = {c.name: _converter(c, dialect) for c in table.columns}
        self.postgres_types = {c.name: _postgres_type(c) for c in table.columns} if dialect == "postgresql" else {}
        self._pairs = [(name, self.convert[name]) for name in self.columns]

    def row(self, values: Mapping[str, Any]) -> list[Any]:
        """The values in column order; a missing one is NULL."""
        out: list[Any] = []
        for name, convert in self._pairs:
            value = values.get(name)
            out.append(convert(value) if convert is not None and value is not None else value)
        return out

    def value(self, name: str, value: Any) -> Any:
        """One value as the driver wants it."""
        convert = self.convert[name]
        return convert(value) if convert is not None and value is not None else value


@cache
def shape(row: type[Row], dialect: str) -> TableShape:
    """The shape of a table, made once."""
    return TableShape(cast("Table", row.__table__), dialect)


@cache
def _places(tables: int) -> dict[str, int]:
    return {table.name: place for place, table in enumerate(Row.metadata.sorted_tables)}


def place(row: type[Row]) -> int:
    """Where the table stands when parents go before children."""
    return _places(len(Row.metadata.tables))[row.__tablename__]
