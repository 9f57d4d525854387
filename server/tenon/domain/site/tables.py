"""Published pages."""

import uuid

from sqlalchemy import Boolean, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from tenon.kit.db import IdMixin, Row, TimeMixin


class SiteRow(IdMixin, TimeMixin, Row):
    """The page of one app. `code` is its public address and changes when the owner resets it."""

    __tablename__ = "site"

    workspace_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"), index=True)
    app_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("app.id", ondelete="CASCADE"), unique=True)
    code: Mapped[str] = mapped_column(String(32), unique=True)
    enabled: Mapped[bool] = mapped_column(Boolean, default=True)
    title: Mapped[str] = mapped_column(String(255))
    description: Mapped[str] = mapped_column(Text, default="")
    icon_type: Mapped[str | None] = mapped_column(String(16))
    icon: Mapped[str | None] = mapped_column(Text)
    icon_background: Mapped[str | None] = mapped_column(String(16))
    default_language: Mapped[str] = mapped_column(String(16), default="en-US")
    chat_color_theme: Mapped[str | None] = mapped_column(String(16))
    chat_color_theme_inverted: Mapped[bool] = mapped_column(Boolean, default=False)
    copyright: Mapped[str | None] = mapped_column(String(255))
    privacy_policy: Mapped[str | None] = mapped_column(String(255))
    custom_disclaimer: Mapped[str] = mapped_column(Text, default="")
    input_placeholder: Mapped[str | None] = mapped_column(String(64))
    show_workflow_steps: Mapped[bool] = mapped_column(Boolean, default=True)
    use_icon_as_answer_icon: Mapped[bool] = mapped_column(Boolean, default=False)
