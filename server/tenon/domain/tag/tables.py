"""Tags and what they are bound to."""

import uuid

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tenon.kit.db import IdMixin, Row, TimeMixin


class TagRow(IdMixin, TimeMixin, Row):
    """A label; `type` is `app` or `knowledge`."""

    __tablename__ = "tag"
    __table_args__ = (UniqueConstraint("workspace_id", "type", "name"),)

    workspace_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    type: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(String(50))
    created_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))


class TagBindingRow(IdMixin, Row):
    """A tag on an app or a knowledge base."""

    __tablename__ = "tag_binding"
    __table_args__ = (
        UniqueConstraint("tag_id", "target_id"),
        Index("ix_tag_binding_target", "workspace_id", "target_id"),
    )

    workspace_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    tag_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("tag.id", ondelete="CASCADE"))
    target_id: Mapped[uuid.UUID]
