"""Answer from annotations"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def _of_an_app(table: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("app_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["app_id"], ["app.id"], name=op.f(f"fk_{table}_app_id_app"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f(f"fk_{table}_workspace_id_workspace"), ondelete="CASCADE"
        ),
    ]


def _by_an_account(table: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by"], ["account.id"], name=op.f(f"fk_{table}_created_by_account"), ondelete="SET NULL"
        ),
    ]


def _times() -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
    ]


def upgrade() -> None:
    op.create_table(
        "annotation",
        sa.Column("id", sa.Uuid(), nullable=False),
        *_of_an_app("annotation"),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=True),
        *_by_an_account("annotation"),
        sa.Column("vector", sa.LargeBinary(), nullable=True),
        sa.Column("vector_model", sa.String(length=320), nullable=True),
        *_times(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_annotation")),
    )
    op.create_index("ix_annotation_list", "annotation", ["workspace_id", "app_id", "created_at"])
    op.create_index(op.f("ix_annotation_message_id"), "annotation", ["message_id"])
    op.create_table(
        "annotation_hit",
        sa.Column("id", sa.Uuid(), nullable=False),
        *_of_an_app("annotation_hit"),
        sa.Column("annotation_id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=True),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_annotation_hit")),
    )
    op.create_index("ix_annotation_hit_list", "annotation_hit", ["annotation_id", "created_at"])
    op.create_index(op.f("ix_annotation_hit_message_id"), "annotation_hit", ["message_id"])
    op.create_table(
        "annotation_reply",
        *_of_an_app("annotation_reply"),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("score_threshold", sa.Float(), nullable=False),
        sa.Column("provider", sa.String(length=64), nullable=False),
        sa.Column("model", sa.String(length=255), nullable=False),
        *_times(),
        sa.PrimaryKeyConstraint("app_id", name=op.f("pk_annotation_reply")),
    )
    op.create_table(
        "annotation_job",
        sa.Column("id", sa.Uuid(), nullable=False),
        *_of_an_app("annotation_job"),
        *_by_an_account("annotation_job"),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=True),
        *_times(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_annotation_job")),
    )
    op.create_index("ix_annotation_job_open", "annotation_job", ["status", "updated_at"])


def downgrade() -> None:
    for table in ("annotation_job", "annotation_reply", "annotation_hit", "annotation"):
        op.drop_table(table)
