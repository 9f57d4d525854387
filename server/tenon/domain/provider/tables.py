"""Credentials, custom models, switches, defaults, pools, usage and budgets."""

import uuid
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Float,
    ForeignKey,
    Index,
    LargeBinary,
    Numeric,
    String,
    Text,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column

from tenon.kit.db import IdMixin, Row, TimeMixin, utc_now


class ProviderCredentialRow(IdMixin, TimeMixin, Row):
    """A credential of a provider, or of one custom model when `model` is set.

    `shown` are the plain values and the masked secrets, `secrets` the secret values as encrypted JSON. `current` marks
    the one in use among those of the same provider or model; `stand_in` those that are asked when it is refused.
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
    stand_in: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())


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


class ModelPoolRow(IdMixin, TimeMixin, Row):
    """Load balancing of a model. It stays while it is switched off.

    `entries` are `{credential_id, enabled}` in order of use; without a credential the one in use is meant, and one that
    is there twice gets twice as many calls.
    """

    __tablename__ = "provider_model_pool"
    __table_args__ = (
        UniqueConstraint("workspace_id", "provider", "model", "model_type", name="uq_provider_model_pool_name"),
    )

    workspace_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    provider: Mapped[str] = mapped_column(String(64))
    model: Mapped[str] = mapped_column(String(255))
    model_type: Mapped[str] = mapped_column(String(32))
    enabled: Mapped[bool] = mapped_column(Boolean, default=True)
    entries: Mapped[list[Any]]


class ModelUsageRow(IdMixin, Row):
    """What one process used of a model on one day (UTC), for one app and key. Sums are made when they are read.

    `units` are what is no token: characters spoken, bytes listened to, documents ranked, texts judged.
    """

    __tablename__ = "model_usage"
    __table_args__ = (Index("ix_model_usage_workspace_id_day", "workspace_id", "day"),)

    process: Mapped[uuid.UUID]
    workspace_id: Mapped[uuid.UUID]
    day: Mapped[str] = mapped_column(String(10))
    app_id: Mapped[uuid.UUID | None]
    key_id: Mapped[uuid.UUID | None]
    provider: Mapped[str] = mapped_column(String(64))
    model: Mapped[str] = mapped_column(String(255))
    model_type: Mapped[str] = mapped_column(String(32))
    currency: Mapped[str] = mapped_column(String(3))
    calls: Mapped[int] = mapped_column(BigInteger)
    failures: Mapped[int] = mapped_column(BigInteger)
    prompt_tokens: Mapped[int] = mapped_column(BigInteger)
    completion_tokens: Mapped[int] = mapped_column(BigInteger)
    units: Mapped[int] = mapped_column(BigInteger)
    price: Mapped[Decimal] = mapped_column(Numeric(24, 9))
    seconds: Mapped[float] = mapped_column(Float)


class ModelBudgetRow(IdMixin, TimeMixin, Row):
    """How much may be used of models: by the workspace, an app or a key (`target`), each day, month or in all."""

    __tablename__ = "model_budget"
    __table_args__ = (Index("ix_model_budget_workspace_id", "workspace_id"),)

    workspace_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    scope: Mapped[str] = mapped_column(String(16))
    target: Mapped[uuid.UUID | None]
    metric: Mapped[str] = mapped_column(String(16))
    currency: Mapped[str] = mapped_column(String(3), default="")
    period: Mapped[str] = mapped_column(String(16))
    most: Mapped[Decimal] = mapped_column(Numeric(24, 9))
    enabled: Mapped[bool] = mapped_column(Boolean, default=True)


class EmbeddingCacheRow(Row):
    """A vector by what it was made of: 32-bit floats."""

    __tablename__ = "embedding_cache"
    __table_args__ = (Index("ix_embedding_cache_created_at", "created_at"),)

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    vector: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
