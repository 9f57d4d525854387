"""Credentials, custom models, switches and defaults."""

import uuid
from typing import Any

from sqlalchemy import Boolean, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tenon.kit.db import IdMixin, Row, TimeMixin


class ProviderCredentialRow(IdMixin, TimeMixin, Row):
    """A credential of a provider, or of one custom model when `model` is set.

    `shown` are the plain values and the masked secrets, `secrets` the secret values as encrypted JSON. `current` marks
    the one in use among those of the same provider or model.
    """

    __tablename__ = "provider_credential"
    __table_args__ = (
        UniqueConstraint("workspace_id", "provider", "model", "model_type", "name", name="uq_provider_credential_name"),
    )

    workspace_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    provider: Mapped[str] = mapped_column(String(64))
    model: Mapped[str] = mapped_column(String(255), default="")
    model_type: Mapped[str] = mapped_column(String(32), default="")
    name: Mapped[str] = mapped_column(String(255))
    shown: Mapped[dict[str, Any]]
    secrets: Mapped[str] = mapped_column(Text)
    current: Mapped[bool] = mapped_column(Boolean, default=False)


class CustomModelRow(IdMixin, TimeMixin, Row):
    """A model that was added by hand. Its credentials stay when it is removed."""

    __tablename__ = "provider_custom_model"
    __table_args__ = (
        UniqueConstraint("workspace_id", "provider", "model", "model_type", name="uq_provider_custom_model_name"),
    )

    workspace_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    provider: Mapped[str] = mapped_column(String(64))
    model: Mapped[str] = mapped_column(String(255))
    model_type: Mapped[str] = mapped_column(String(32))


class ModelSwitchRow(IdMixin, TimeMixin, Row):
    """A model that was switched off."""

    __tablename__ = "provider_model_switch"
    __table_args__ = (
        UniqueConstraint("workspace_id", "provider", "model", "model_type", name="uq_provider_model_switch_name"),
    )

    workspace_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    provider: Mapped[str] = mapped_column(String(64))
    model: Mapped[str] = mapped_column(String(255))
    model_type: Mapped[str] = mapped_column(String(32))
    enabled: Mapped[bool] = mapped_column(Boolean, default=True)


class DefaultModelRow(IdMixin, TimeMixin, Row):
    """The workspace's model of a kind where none is chosen."""

    __tablename__ = "workspace_default_model"
    __table_args__ = (UniqueConstraint("workspace_id", "model_type"),)

    workspace_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    model_type: Mapped[str] = mapped_column(String(32))
    provider: Mapped[str] = mapped_column(String(64))
    model: Mapped[str] = mapped_column(String(255))
