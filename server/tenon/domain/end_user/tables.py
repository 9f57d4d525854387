"""People who use published apps."""

import uuid

from sqlalchemy import Boolean, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tenon.kit.db import IdMixin, Row, TimeMixin


class EndUserRow(IdMixin, TimeMixin, Row):
    """A user of one app. `type` is `service-api`, `browser` or `mcp`; the id follows from app, type and session id."""

    __tablename__ = "end_user"
    __table_args__ = (UniqueConstraint("app_id", "type", "session_id"),)

    workspace_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"), index=True)
    app_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("app.id", ondelete="CASCADE"))
    type: Mapped[str] = mapped_column(String(16))
    session_id: Mapped[str] = mapped_column(String(255))
    external_user_id: Mapped[str | None] = mapped_column(String(255))
    name: Mapped[str | None] = mapped_column(String(255))
    is_anonymous: Mapped[bool] = mapped_column(Boolean, default=False)
