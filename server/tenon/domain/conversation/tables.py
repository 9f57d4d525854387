"""Conversations and what belongs to them."""

import uuid
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, Float, ForeignKey, Index, Integer, Numeric, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tenon.kit.db import IdMixin, Row, TimeMixin


class ConversationRow(IdMixin, TimeMixin, Row):
    """A conversation of one user with one app.

    `origin` is `service-api`, `web-app` or `debugging`; each side lists only its own. `created_by` is the end user's
    or the account's id; `dialogue_count` counts turns; `config_id` is the published configuration that a conversation
    with a basic app began with.
    """

    __tablename__ = "conversation"
    __table_args__ = (
        Index("ix_conversation_list", "app_id", "created_by", "updated_at"),
        Index("ix_conversation_workspace", "workspace_id", "app_id", "created_at"),
    )

    workspace_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    app_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("app.id", ondelete="CASCADE"))
    mode: Mapped[str] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(Text)
    inputs: Mapped[dict[str, Any]] = mapped_column(JSON)
    introduction: Mapped[str] = mapped_column(Text, default="")
    status: Mapped[str] = mapped_column(String(16), default="normal")
    origin: Mapped[str] = mapped_column(String(16))
    created_by_role: Mapped[str] = mapped_column(String(16))
    created_by: Mapped[uuid.UUID]
    dialogue_count: Mapped[int] = mapped_column(Integer, default=0)
    pinned_at: Mapped[datetime | None]
    config_id: Mapped[uuid.UUID | None]


class ConversationVariableRow(IdMixin, TimeMixin, Row):
    """The value of a conversation variable in one conversation; `value` is wrapped as `{"value": ...}`."""

    __tablename__ = "conversation_variable"
    __table_args__ = (UniqueConstraint("conversation_id", "name"),)

    conversation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(255))
    value_type: Mapped[str] = mapped_column(String(32))
    value: Mapped[dict[str, Any]] = mapped_column(JSON)
    description: Mapped[str] = mapped_column(Text, default="")
    position: Mapped[int] = mapped_column(Integer, default=0)


class MessageRow(IdMixin, TimeMixin, Row):
    """One turn: what the user asked and what the app answered. `status` is `running`, `normal`, `error`, `stopped`.

    `metadata` of the wire is `usage` and `resources`.
    """

    __tablename__ = "message"
    __table_args__ = (
        Index("ix_message_conversation", "conversation_id", "created_at"),
        Index("ix_message_workspace", "workspace_id", "app_id", "created_at"),
    )

    workspace_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    app_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("app.id", ondelete="CASCADE"))
    conversation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"))
    parent_message_id: Mapped[uuid.UUID | None]
    run_id: Mapped[uuid.UUID | None] = mapped_column(index=True)
    inputs: Mapped[dict[str, Any]] = mapped_column(JSON)
    query: Mapped[str] = mapped_column(Text)
    answer: Mapped[str] = mapped_column(Text, default="")
    status: Mapped[str] = mapped_column(String(16))
    error: Mapped[str | None] = mapped_column(Text)
    usage: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    resources: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))
    message_tokens: Mapped[int] = mapped_column(Integer, default=0)
    answer_tokens: Mapped[int] = mapped_column(Integer, default=0)
    total_price: Mapped[Decimal] = mapped_column(Numeric(20, 9), default=Decimal(0))
    currency: Mapped[str] = mapped_column(String(8), default="USD")
    latency: Mapped[float] = mapped_column(Float, default=0)
    created_by_role: Mapped[str] = mapped_column(String(16))
    created_by: Mapped[uuid.UUID]


class MessageFileRow(IdMixin, Row):
    """A file of a message; `belongs_to` is `user` or `assistant`, `file` the file variable."""

    __tablename__ = "message_file"

    message_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("message.id", ondelete="CASCADE"), index=True)
    app_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("app.id", ondelete="CASCADE"))
    upload_id: Mapped[uuid.UUID | None] = mapped_column(index=True)
    belongs_to: Mapped[str] = mapped_column(String(16))
    file: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime]


class MessageFeedbackRow(IdMixin, TimeMixin, Row):
    """A like or dislike. `source` is `user` or `admin`: each side has one per message and person."""

    __tablename__ = "message_feedback"
    __table_args__ = (
        UniqueConstraint("message_id", "source", "created_by"),
        Index("ix_message_feedback_app", "workspace_id", "app_id", "created_at"),
    )

    workspace_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    app_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("app.id", ondelete="CASCADE"))
    conversation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"))
    message_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("message.id", ondelete="CASCADE"))
    rating: Mapped[str] = mapped_column(String(16))
    content: Mapped[str | None] = mapped_column(Text)
    source: Mapped[str] = mapped_column(String(16))
    created_by: Mapped[uuid.UUID]


class SavedMessageRow(IdMixin, Row):
    """A result that its user has kept."""

    __tablename__ = "saved_message"
    __table_args__ = (
        UniqueConstraint("message_id", "created_by"),
        Index("ix_saved_message_list", "app_id", "created_by"),
    )

    app_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("app.id", ondelete="CASCADE"))
    message_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("message.id", ondelete="CASCADE"))
    created_by: Mapped[uuid.UUID]
    created_at: Mapped[datetime]


class AgentThoughtRow(IdMixin, Row):
    """A round of an agent: what it thought, which tools it called with what, and what they gave.

    `tool` joins names with `;`; `tool_input` and `observation` are JSON texts by tool name; `files` are ids of message
    files.
    """

    __tablename__ = "agent_thought"
    __table_args__ = (Index("ix_agent_thought_message", "message_id", "position"),)

    app_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("app.id", ondelete="CASCADE"))
    message_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("message.id", ondelete="CASCADE"))
    position: Mapped[int] = mapped_column(Integer)
    thought: Mapped[str] = mapped_column(Text)
    tool: Mapped[str] = mapped_column(Text)
    tool_labels: Mapped[dict[str, Any]] = mapped_column(JSON)
    tool_input: Mapped[str] = mapped_column(Text)
    observation: Mapped[str] = mapped_column(Text)
    files: Mapped[list[str]] = mapped_column(JSON)
    tokens: Mapped[int] = mapped_column(Integer, default=0)
    latency: Mapped[float] = mapped_column(Float, default=0)
    created_at: Mapped[datetime]
