"""API tool providers, credentials of shipped tools, workflows published as tools."""

import uuid
from typing import Any

from sqlalchemy import Boolean, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tenon.kit.db import IdMixin, Row, TimeMixin


class ApiToolProviderRow(IdMixin, TimeMixin, Row):
    """An API document and the operations that were read from it. Credentials are kept as those of shipped tools."""

    __tablename__ = "api_tool_provider"
    __table_args__ = (UniqueConstraint("workspace_id", "name"),)

    workspace_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    created_by: Mapped[uuid.UUID]
    name: Mapped[str] = mapped_column(String(255))
    description: Mapped[str] = mapped_column(Text, default="")
    icon: Mapped[dict[str, Any]]
    labels: Mapped[list[str]]
    document: Mapped[str] = mapped_column(Text)
    source_url: Mapped[str] = mapped_column(Text, default="")
    operations: Mapped[list[Any]]
    shown: Mapped[dict[str, Any]]
    secrets: Mapped[str] = mapped_column(Text)
    privacy_policy: Mapped[str] = mapped_column(Text, default="")
    custom_disclaimer: Mapped[str] = mapped_column(Text, default="")


class ToolCredentialRow(IdMixin, TimeMixin, Row):
    """A credential of a shipped tool provider.

    `shown` are the plain values and the masked secrets, `secrets` the secret values as encrypted JSON. `current` marks
    the one that is used where none is chosen.
    """

    __tablename__ = "tool_credential"
    __table_args__ = (UniqueConstraint("workspace_id", "provider", "name"),)

    workspace_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    provider: Mapped[str] = mapped_column(String(255))
    name: Mapped[str] = mapped_column(String(255))
    shown: Mapped[dict[str, Any]]
    secrets: Mapped[str] = mapped_column(Text)
    current: Mapped[bool] = mapped_column(Boolean, default=False)


class WorkflowToolRow(IdMixin, TimeMixin, Row):
    """A workflow app that other apps use as a tool. `parameters` are names with description and who fills them."""

    __tablename__ = "workflow_tool"
    __table_args__ = (UniqueConstraint("workspace_id", "name"), UniqueConstraint("app_id"))

    workspace_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    app_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("app.id", ondelete="CASCADE"))
    created_by: Mapped[uuid.UUID]
    name: Mapped[str] = mapped_column(String(64))
    label: Mapped[str] = mapped_column(String(255))
    description: Mapped[str] = mapped_column(Text, default="")
    icon: Mapped[dict[str, Any]]
    labels: Mapped[list[str]]
    parameters: Mapped[list[Any]]
    privacy_policy: Mapped[str] = mapped_column(Text, default="")
