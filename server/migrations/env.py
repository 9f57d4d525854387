"""Runs migrations on the connection that `tenon.kit.schema` hands over; SQLite changes tables by copying them."""

from typing import Literal

from alembic import context
from sqlalchemy import Connection


def _render(kind: str, item: object, _autogen: object) -> str | Literal[False]:
    """Write our own column type as the plain one it stands for."""
    if kind == "type" and type(item).__name__ == "UtcDateTime":
        return "sa.DateTime(timezone=True)"
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
