"""People."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from tenon.kit.db import IdMixin, Row, TimeMixin


class AccountRow(IdMixin, TimeMixin, Row):
    """A person who can sign in. `email` is lower case; `status` is `pending`, `active` or `banned`."""

    __tablename__ = "account"

    email: Mapped[str] = mapped_column(String(255), unique=True)
    name: Mapped[str] = mapped_column(String(255))
    password_hash: Mapped[str | None] = mapped_column(String(255))
    language: Mapped[str] = mapped_column(String(16), default="en_US")
    timezone: Mapped[str] = mapped_column(String(64), default="UTC")
    theme: Mapped[str] = mapped_column(String(16), default="system")
    status: Mapped[str] = mapped_column(String(16), default="active")
    last_login_at: Mapped[datetime | None]
    last_active_at: Mapped[datetime | None]
