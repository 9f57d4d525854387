"""Migrations: from an empty database to the tables of the code, on both databases."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection

from tenon import tables
from tenon.kit import schema, schema_state
from tenon.kit.db import Database
from tests.fixtures.databases import admin, named, now


@pytest.fixture
def empty_url(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without any table."""
    if database_kind == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    server: str = request.getfixturevalue("postgresql_url")
    name = f"tenon_empty_{uuid4().hex[:12]}"
    now(admin(server, f"CREATE DATABASE {name}"))
    yield named(server, name)
    now(admin(server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))


def _differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(
        connection, opts={"compare_type": connection.dialect.name != "sqlite", "target_metadata": tables.METADATA}
    )
    return list(compare_metadata(context, tables.METADATA))


async def test_migrations_make_the_tables_of_the_code(empty_url: str) -> None:
    db = Database(empty_url)
    before, after = await schema.upgrade(db)
    assert (before, after) == (None, schema_state.head())
    assert await schema_state.current(db) == after
    async with db.engine.connect() as connection:
        assert await connection.run_sync(_differences) == []
    assert await schema.upgrade(db) == (after, after)
    await db.close()


def test_migrations_have_one_line_of_history() -> None:
    names = sorted(path.name for path in (schema_state.scripts_dir() / "versions").glob("*.py"))
    assert [name[:5] for name in names] == [f"{number:04d}_" for number in range(1, len(names) + 1)]
