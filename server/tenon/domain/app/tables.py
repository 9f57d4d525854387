"""Apps, what basic apps have published, and imports that wait for an answer."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Boolean, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from tenon.kit.db import IdMixin, Row, TimeMixin


class AppRow(IdMixin, TimeMixin, Row):
    """An app. `settings` is the draft of a basic mode's `model_config`, `settings_hash` tells its states apart;
    `document` is what else its file held (dsl.md).
    """

    __tablename__ = "app"
    __table_args__ = (Index("ix_app_list", "workspace_id", "created_at"),)

    workspace_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(255))
    mode: Mapped[str] = mapped_column(String(32))
    description: Mapped[str] = mapped_column(Text, default="")
    icon_type: Mapped[str | None] = mapped_column(String(16))
    icon: Mapped[str | None] = mapped_column(Text)
    icon_background: Mapped[str | None] = mapped_column(String(32))
    use_icon_as_answer_icon: Mapped[bool] = mapped_column(Boolean, default=False)
    status: Mapped[str] = mapped_column(String(16), default="normal")
    enable_api: Mapped[bool] = mapped_column(Boolean, default=True)
    max_active_requests: Mapped[int] = mapped_column(Integer, default=0)
    settings: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    settings_hash: Mapped[str | None] = mapped_column(String(64))
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    updated_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))


class ConfigRow(IdMixin, Row):
    """A published `model_config` of a basic app. The newest is served; conversations keep the one they began with."""

    __tablename__ = "app_config"
    __table_args__ = (Index("ix_app_config_latest", "app_id", "created_at"),)

    workspace_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    app_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("app.id", ondelete="CASCADE"))
    config: Mapped[dict[str, Any]] = mapped_column(JSON)
    hash: Mapped[str] = mapped_column(String(64))
    created_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    created_at: Mapped[datetime]


class ImportRow(IdMixin, Row):
    """An import that waits to be confirmed. `options` are the members of the request that override the file."""

    __tablename__ = "app_import"

    workspace_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"), index=True)
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    content: Mapped[str] = mapped_column(Text)
    options: Mapped[dict[str, Any]] = mapped_column(JSON)
    expires_at: Mapped[datetime]
