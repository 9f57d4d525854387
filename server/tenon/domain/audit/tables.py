"""Rows of the audit log: written once, never changed, dropped when they are too old."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from tenon.kit.db import IdMixin, Row, utc_now


class AuditRow(IdMixin, Row):
    """One change. Names are copied, so that they stay when the person or the thing is gone."""

    __tablename__ = "audit_record"
    __table_args__ = (
        Index("ix_audit_record_workspace_id_created_at", "workspace_id", "created_at"),
        Index("ix_audit_record_created_at", "created_at"),
    )

    workspace_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    action: Mapped[str] = mapped_column(String(64))
    actor_id: Mapped[uuid.UUID | None]
    actor_name: Mapped[str] = mapped_column(String(255), default="")
    actor_email: Mapped[str] = mapped_column(String(255), default="")
    address: Mapped[str] = mapped_column(String(64), default="")
    target_type: Mapped[str] = mapped_column(String(32))
    target_id: Mapped[str] = mapped_column(String(255), default="")
    target_name: Mapped[str] = mapped_column(String(255), default="")
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]
