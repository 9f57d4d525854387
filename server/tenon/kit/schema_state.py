"""Which schema a database has and which is the newest, known without loading the migration library."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from tenon.errors import TenonError
from tenon.kit.db import Database


class SchemaUnknown(TenonError):
    """The database is at a revision that this version of the product does not have."""

    code, status = "schema_unknown", 500
    message = "The database was made by another version of Tenon. Install that version or a newer one."


def known(revision: str | None) -> bool:
    """Whether this version has the revision; an empty database counts as known."""
    return revision is None or any((scripts_dir() / "versions").glob(f"{revision}_*.py"))


def scripts_dir() -> Path:
    """The migrations: inside an installed package, or beside it in the repository."""
    package = Path(__file__).resolve().parents[1]
    shipped = package / "_migrations"
    return shipped if shipped.is_dir() else package.parent / "migrations"


def head() -> str | None:
    """The newest revision: migrations are numbered in one line."""
    names = sorted(path.name for path in (scripts_dir() / "versions").glob("[0-9][0-9][0-9][0-9]_*.py"))
    return names[-1].partition("_")[0] if names else None


async def current(db: Database) -> str | None:
    """The revision a database is at; None when it is empty."""

    def read(connection: Connection) -> str | None:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()

    async with db.engine.connect() as connection:
        return await connection.run_sync(read)
