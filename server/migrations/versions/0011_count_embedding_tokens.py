"""Count the tokens of embeddings, note when documents were found and which were switched off as idle"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("document") as table:
        table.add_column(sa.Column("embedding_tokens", sa.BigInteger(), server_default="0", nullable=False))
        table.add_column(sa.Column("recalled_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("idle_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("document") as table:
        for name in ("idle_at", "recalled_at", "embedding_tokens"):
            table.drop_column(name)
