"""Uploaded files."""

import uuid
from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from tenon.kit.db import IdMixin, Row


class UploadRow(IdMixin, Row):
    """A stored file. `created_by_role` is `account` or `end_user`; `extension` has no dot."""

    __tablename__ = "upload_file"

    workspace_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"), index=True)
    created_by_role: Mapped[str] = mapped_column(String(16))
    created_by: Mapped[uuid.UUID]
    storage_key: Mapped[str] = mapped_column(String(255))
    name: Mapped[str] = mapped_column(String(255))
    size: Mapped[int] = mapped_column(BigInteger)
    extension: Mapped[str] = mapped_column(String(32))
    mime_type: Mapped[str] = mapped_column(String(255))
    kind: Mapped[str] = mapped_column(String(16))
    hash: Mapped[str] = mapped_column(String(64))
    source_url: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime]
