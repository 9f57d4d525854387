"""Brings the database to the newest schema with Alembic. One linear history serves SQLite and PostgreSQL."""

from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData

from tenon.kit.db import Database
from tenon.kit.schema_state import SchemaUnknown, head, known, scripts_dir

_LOCK = 0x7E_40_4E  # one number that only migrations lock


def _config(connection: Connection | None = None, metadata: MetaData | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(scripts_dir()).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    config.attributes["metadata"] = metadata
    return config


async def upgrade(db: Database) -> tuple[str | None, str | None]:
    """Bring the database to the newest revision; the revisions before and after. Servers that start together wait.

    Raises `SchemaUnknown` when the database is at a revision that is not here.
    """

    def run(connection: Connection) -> tuple[str | None, str | None]:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
        context = MigrationContext.configure(connection)
        before, newest = context.get_current_revision(), head()
        if not known(before):
            raise SchemaUnknown(f"{SchemaUnknown.message} Its revision is {before}, the newest here is {newest}.")
        if before != newest:
            command.upgrade(_config(connection), "head")
        return before, newest

    async with db.engine.begin() as connection:
        return await connection.run_sync(run)


async def new_revision(db: Database, metadata: MetaData, message: str) -> list[Any]:
    """Write a revision with the difference between the database and the tables. The database must be at the head."""

    def run(connection: Connection) -> list[Any]:
        config = _config(connection, metadata)
        number = len(list(ScriptDirectory.from_config(config).walk_revisions())) + 1
        made = command.revision(config, message, autogenerate=True, rev_id=f"{number:04d}")
        return made if isinstance(made, list) else [made]

    async with db.engine.begin() as connection:
        return await connection.run_sync(run)
