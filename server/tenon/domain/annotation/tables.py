"""Annotations, their use, the reply switch and its jobs."""

import uuid
from datetime import datetime

from sqlalchemy import Boolean, Float, ForeignKey, Index, Integer, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from tenon.kit.db import IdMixin, Row, TimeMixin


class AnnotationRow(IdMixin, TimeMixin, Row):
    """A question and its answer. `vector` are 32-bit floats of the question by `vector_model` (provider/model)."""

    __tablename__ = "annotation"
    __table_args__ = (Index("ix_annotation_list", "workspace_id", "app_id", "created_at"),)

    workspace_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    app_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("app.id", ondelete="CASCADE"))
    question: Mapped[str] = mapped_column(Text)
    answer: Mapped[str] = mapped_column(Text)
    message_id: Mapped[uuid.UUID | None] = mapped_column(index=True)
    created_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    vector: Mapped[bytes | None] = mapped_column(LargeBinary)
    vector_model: Mapped[str | None] = mapped_column(String(320))


class AnnotationHitRow(IdMixin, Row):
    """An answer given from an annotation: what was asked, the pair as it was then, where the question came from."""

    __tablename__ = "annotation_hit"
    __table_args__ = (Index("ix_annotation_hit_list", "annotation_id", "created_at"),)

    workspace_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    app_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("app.id", ondelete="CASCADE"))
    annotation_id: Mapped[uuid.UUID]  # no foreign key: an answer may be given while its annotation is deleted
    message_id: Mapped[uuid.UUID | None] = mapped_column(index=True)
    query: Mapped[str] = mapped_column(Text)
    question: Mapped[str] = mapped_column(Text)
    answer: Mapped[str] = mapped_column(Text)
    score: Mapped[float] = mapped_column(Float)
    source: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[datetime]


class AnnotationReplyRow(TimeMixin, Row):
    """The reply switch of an app. A question is answered when its score is at least `score_threshold`."""

    __tablename__ = "annotation_reply"

    app_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("app.id", ondelete="CASCADE"), primary_key=True)
    workspace_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    enabled: Mapped[bool] = mapped_column(Boolean)
    score_threshold: Mapped[float] = mapped_column(Float)
    provider: Mapped[str] = mapped_column(String(64))
    model: Mapped[str] = mapped_column(String(255))


class AnnotationJobRow(IdMixin, TimeMixin, Row):
    """Work in the background: `kind` is `enable`, `disable` or `import`, whose pairs are in `content` as JSON.

    `status` is `waiting`, `processing`, `completed` or `error`; `done` of `total` pairs are through.
    """

    __tablename__ = "annotation_job"
    __table_args__ = (Index("ix_annotation_job_open", "status", "updated_at"),)

    workspace_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    app_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("app.id", ondelete="CASCADE"))
    created_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    kind: Mapped[str] = mapped_column(String(16))
    status: Mapped[str] = mapped_column(String(16))
    error: Mapped[str] = mapped_column(Text, default="")
    total: Mapped[int] = mapped_column(Integer, default=0)
    done: Mapped[int] = mapped_column(Integer, default=0)
    content: Mapped[str | None] = mapped_column(Text)
