"""Workspaces, members, invitations."""

import uuid
from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tenon.kit.db import IdMixin, Row, TimeMixin


class WorkspaceRow(IdMixin, TimeMixin, Row):
    """The unit that owns everything. `status` is `normal` or `archived`; the key pair is that of `kit.crypto`."""

    __tablename__ = "workspace"

    name: Mapped[str] = mapped_column(String(255))
    status: Mapped[str] = mapped_column(String(16), default="normal")
    public_key: Mapped[str] = mapped_column(Text)
    private_key: Mapped[str] = mapped_column(Text)


class InstallationRow(Row):
    """One row, written by the first-run set-up: two set-ups at once cannot both succeed."""

    __tablename__ = "installation"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    finished_at: Mapped[datetime]


class MemberRow(IdMixin, TimeMixin, Row):
    """An account's place in a workspace. `current` marks the one the account works in now."""

    __tablename__ = "workspace_member"
    __table_args__ = (UniqueConstraint("workspace_id", "account_id"),)

    workspace_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    role: Mapped[str] = mapped_column(String(32))
    current: Mapped[bool] = mapped_column(Boolean, default=False)
    invited_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))


class InvitationRow(IdMixin, TimeMixin, Row):
    """An invitation of an address without an active account; only the hash of its token is kept."""

    __tablename__ = "workspace_invitation"

    workspace_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"), index=True)
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
