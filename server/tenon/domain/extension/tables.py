"""API extensions of workspaces."""

import uuid

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tenon.kit.db import IdMixin, Row, TimeMixin


class ApiExtensionRow(IdMixin, TimeMixin, Row):
    """A service of the workspace's own that apps call. `shown_key` is masked, `api_key` encrypted."""

    __tablename__ = "api_extension"
    __table_args__ = (UniqueConstraint("workspace_id", "name"),)

    workspace_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(255))
    api_endpoint: Mapped[str] = mapped_column(Text)
    api_key: Mapped[str] = mapped_column(Text)
    shown_key: Mapped[str] = mapped_column(String(64))
