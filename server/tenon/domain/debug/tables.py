"""What tries of a draft left behind."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from tenon.kit.db import Row


class DraftNodeRow(Row):
    """What one member's tries left of one node of a draft; `node_id` may be `sys` or `conversation` as well.

    `outputs` are the values the node gave last, until they are forgotten; `edits` stand in their place, by name.
    `shown` has a short form of every value, so that a list need not read the values. `fingerprint` tells the state of
    the node that gave them. `run_id` and `execution_id` name the last run, whose state `run_fingerprint` tells.
    """

    __tablename__ = "draft_node"

    app_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("app.id", ondelete="CASCADE"), primary_key=True)
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    node_id: Mapped[str] = mapped_column(String(255), primary_key=True)
    outputs: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), deferred=True)
    edits: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), deferred=True)
    shown: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    fingerprint: Mapped[str | None] = mapped_column(String(64))
    updated_at: Mapped[datetime | None]
    run_id: Mapped[uuid.UUID | None]
    execution_id: Mapped[uuid.UUID | None]
    run_fingerprint: Mapped[str | None] = mapped_column(String(64))
