"""Runs migrations on the connection that `tenon.kit.schema` hands over; SQLite changes tables by copying them."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection

from tenon.kit.db import JsonB


def _render(kind: str, item: object, autogen: Any) -> str | Literal[False]:
    """Write our own column types as the plain ones they stand for."""
    if kind == "type" and type(item).__name__ == "UtcDateTime":
        return "sa.DateTime(timezone=True)"
    if kind == "type" and item is JsonB:
        autogen.imports.add("from sqlalchemy.dialects import postgresql")
        plain, binary = "sa.JSON(none_as_null=True)", "postgresql.JSONB(none_as_null=True)"
        return f'{plain}.with_variant({binary}, "postgresql")'
    return False


def run(connection: Connection) -> None:
    """Run the revisions."""
    context.configure(
        connection=connection,
        target_metadata=context.config.attributes.get("metadata"),
        render_as_batch=connection.dialect.name == "sqlite",
        render_item=_render,
        compare_type=connection.dialect.name != "sqlite",
    )
    with context.begin_transaction():
        context.run_migrations()


run(context.config.attributes["connection"])
