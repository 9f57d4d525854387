"""Publish the configuration of basic apps"""

import hashlib
from datetime import UTC, datetime

import orjson
import sqlalchemy as sa
from alembic import op

from tenon.kit.ids import uuid7

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "app_config",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("app_id", sa.Uuid(), nullable=False),
        sa.Column("config", sa.JSON(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["app_id"], ["app.id"], name=op.f("fk_app_config_app_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["created_by"], ["account.id"], name=op.f("fk_app_config_created_by"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_app_config_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_app_config")),
    )
    op.create_index("ix_app_config_latest", "app_config", ["app_id", "created_at"], unique=False)
    op.create_table(
        "saved_message",
        sa.Column("app_id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["app_id"], ["app.id"], name=op.f("fk_saved_message_app_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["message_id"], ["message.id"], name=op.f("fk_saved_message_message_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_message")),
        sa.UniqueConstraint("message_id", "created_by", name=op.f("uq_saved_message_message_id_created_by")),
    )
    op.create_index("ix_saved_message_list", "saved_message", ["app_id", "created_by"], unique=False)
    op.add_column("app", sa.Column("settings_hash", sa.String(length=64), nullable=True))
    op.add_column("conversation", sa.Column("config_id", sa.Uuid(), nullable=True))
    _publish()


def _publish() -> None:
    """What basic apps were set to is what they serve."""
    app = sa.table(
        "app",
        sa.column("id", sa.Uuid()),
        sa.column("workspace_id", sa.Uuid()),
        sa.column("settings", sa.JSON()),
        sa.column("settings_hash", sa.String()),
    )
    config = sa.table(
        "app_config",
        sa.column("id", sa.Uuid()),
        sa.column("workspace_id", sa.Uuid()),
        sa.column("app_id", sa.Uuid()),
        sa.column("config", sa.JSON()),
        sa.column("hash", sa.String()),
        sa.column("created_at", sa.DateTime(timezone=True)),
    )
    connection = op.get_bind()
    rows = connection.execute(
        sa.select(app.c.id, app.c.workspace_id, app.c.settings).where(app.c.settings.is_not(None))
    )
    for id, workspace_id, settings in rows.all():
        if not isinstance(settings, dict):
            continue
        options = orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS
        digest = hashlib.sha256(orjson.dumps(settings, default=str, option=options)).hexdigest()
        values = {"id": uuid7(), "workspace_id": workspace_id, "app_id": id, "config": settings, "hash": digest}
        connection.execute(config.insert().values(**values, created_at=datetime.now(UTC)))
        connection.execute(app.update().where(app.c.id == id).values(settings_hash=digest))


def downgrade() -> None:
    op.drop_column("conversation", "config_id")
    op.drop_column("app", "settings_hash")
    op.drop_table("saved_message")
    op.drop_table("app_config")
