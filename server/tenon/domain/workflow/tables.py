"""Drafts and published versions."""

import uuid
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tenon.kit.db import IdMixin, Row, TimeMixin

DRAFT = "draft"
"""`version` of the one draft of an app."""


class WorkflowRow(IdMixin, TimeMixin, Row):
    """A draft or a published version. `type` is `workflow` or `advanced-chat`.

    The document's members are kept as they came (plain JSON, member order included); `extra` holds members of
    `workflow` that are not known here. Secret environment variables are encrypted.
    """

    __tablename__ = "workflow"
    __table_args__ = (
        UniqueConstraint("app_id", "version"),
        Index("ix_workflow_versions", "workspace_id", "app_id", "created_at"),
    )

    workspace_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    app_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("app.id", ondelete="CASCADE"))
    type: Mapped[str] = mapped_column(String(32))
    version: Mapped[str] = mapped_column(String(64))
    graph: Mapped[dict[str, Any]] = mapped_column(JSON)
    features: Mapped[dict[str, Any]] = mapped_column(JSON)
    environment_variables: Mapped[list[Any]] = mapped_column(JSON)
    conversation_variables: Mapped[list[Any]] = mapped_column(JSON)
    extra: Mapped[dict[str, Any]] = mapped_column(JSON)
    hash: Mapped[str] = mapped_column(String(64))
    marked_name: Mapped[str] = mapped_column(String(255), default="")
    marked_comment: Mapped[str] = mapped_column(Text, default="")
    created_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    updated_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
