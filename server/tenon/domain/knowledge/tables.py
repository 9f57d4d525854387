"""Datasets, documents, segments, metadata, and the entries under which segments are found."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from tenon.kit.db import IdMixin, Row, TimeMixin

_BigKey = BigInteger().with_variant(Integer, "sqlite")


class DatasetRow(IdMixin, TimeMixin, Row):
    """A knowledge base. `rev` grows with every change of its entries; `removed_at` hides one that is being deleted."""

    __tablename__ = "dataset"
    __table_args__ = (Index("ix_dataset_list", "workspace_id", "created_at"),)

    workspace_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(255))
    description: Mapped[str] = mapped_column(Text, default="")
    permission: Mapped[str] = mapped_column(String(32), default="only_me")
    provider: Mapped[str] = mapped_column(String(32), default="vendor")
    source_type: Mapped[str | None] = mapped_column(String(32))
    indexing_technique: Mapped[str | None] = mapped_column(String(32))
    doc_form: Mapped[str | None] = mapped_column(String(32))
    embedding_provider: Mapped[str | None] = mapped_column(String(255))
    embedding_model: Mapped[str | None] = mapped_column(String(255))
    embedding_size: Mapped[int | None] = mapped_column(Integer)
    retrieval_model: Mapped[dict[str, Any]] = mapped_column(default=dict)
    process_rule: Mapped[dict[str, Any] | None]
    icon: Mapped[dict[str, Any] | None]
    built_in_fields: Mapped[bool] = mapped_column(Boolean, default=False)
    enable_api: Mapped[bool] = mapped_column(Boolean, default=True)
    created_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    updated_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    terms_version: Mapped[int] = mapped_column(Integer, default=0)
    rev: Mapped[int] = mapped_column(BigInteger, default=0)
    removed_at: Mapped[datetime | None] = mapped_column(index=True)


class DatasetMemberRow(Row):
    """An account that may use a dataset whose permission is `partial_members`."""

    __tablename__ = "dataset_member"

    dataset_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("dataset.id", ondelete="CASCADE"), primary_key=True)
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)


class ProcessRuleRow(IdMixin, Row):
    """How documents were cut; kept as it was, so that a document can say how."""

    __tablename__ = "dataset_process_rule"

    dataset_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("dataset.id", ondelete="CASCADE"), index=True)
    mode: Mapped[str] = mapped_column(String(16))
    rules: Mapped[dict[str, Any]]
    created_by: Mapped[uuid.UUID | None]
    created_at: Mapped[datetime]


class DocumentRow(IdMixin, TimeMixin, Row):
    """A document. `status` is the indexing status of the contract but for `paused`, which is `paused_at`.

    `version` is the one that is served, `next_version` the one that is made; `claim` names the process at work.
    `idle_at` is when it was switched off because nobody had found (`recalled_at`) or changed it for long.
    """

    __tablename__ = "document"
    __table_args__ = (
        Index("ix_document_list", "dataset_id", "removed_at", "created_at"),
        Index("ix_document_batch", "dataset_id", "batch"),
        Index("ix_document_open", "status", "removed_at"),
    )

    workspace_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    dataset_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("dataset.id", ondelete="CASCADE"))
    position: Mapped[int] = mapped_column(Integer)
    batch: Mapped[str] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(String(255))
    source_type: Mapped[str] = mapped_column(String(32))
    source_info: Mapped[dict[str, Any]] = mapped_column(default=dict)
    upload_id: Mapped[uuid.UUID | None]
    process_rule_id: Mapped[uuid.UUID | None]
    doc_form: Mapped[str] = mapped_column(String(32))
    doc_language: Mapped[str] = mapped_column(String(64), default="English")
    doc_type: Mapped[str | None] = mapped_column(String(40))
    created_from: Mapped[str] = mapped_column(String(16))
    created_by: Mapped[uuid.UUID | None]
    status: Mapped[str] = mapped_column(String(16), default="waiting")
    error: Mapped[str | None] = mapped_column(Text)
    enabled: Mapped[bool] = mapped_column(Boolean, default=True)
    disabled_at: Mapped[datetime | None]
    disabled_by: Mapped[uuid.UUID | None]
    archived: Mapped[bool] = mapped_column(Boolean, default=False)
    word_count: Mapped[int] = mapped_column(BigInteger, default=0)
    tokens: Mapped[int] = mapped_column(BigInteger, default=0)
    embedding_tokens: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    hit_count: Mapped[int] = mapped_column(BigInteger, default=0)
    recalled_at: Mapped[datetime | None]
    idle_at: Mapped[datetime | None]
    segment_count: Mapped[int] = mapped_column(Integer, default=0)
    total_segments: Mapped[int] = mapped_column(Integer, default=0)
    done_segments: Mapped[int] = mapped_column(Integer, default=0)
    version: Mapped[int] = mapped_column(Integer, default=0)
    next_version: Mapped[int] = mapped_column(Integer, default=1)
    claim: Mapped[uuid.UUID | None]
    claimed_until: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    parsed_at: Mapped[datetime | None]
    cleaned_at: Mapped[datetime | None]
    split_at: Mapped[datetime | None]
    completed_at: Mapped[datetime | None]
    paused_at: Mapped[datetime | None]
    paused_by: Mapped[uuid.UUID | None]
    stopped_at: Mapped[datetime | None]
    indexing_latency: Mapped[float | None] = mapped_column(Float)
    removed_at: Mapped[datetime | None]


class SegmentRow(IdMixin, TimeMixin, Row):
    """A chunk of a version of a document."""

    __tablename__ = "document_segment"
    __table_args__ = (
        Index("ix_document_segment_list", "document_id", "version", "position"),
        Index("ix_document_segment_dataset", "dataset_id"),
    )

    workspace_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    dataset_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("dataset.id", ondelete="CASCADE"))
    document_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("document.id", ondelete="CASCADE"))
    version: Mapped[int] = mapped_column(Integer)
    position: Mapped[int] = mapped_column(Integer)
    content: Mapped[str] = mapped_column(Text)
    answer: Mapped[str | None] = mapped_column(Text)
    word_count: Mapped[int] = mapped_column(Integer)
    tokens: Mapped[int] = mapped_column(Integer)
    keywords: Mapped[list[str] | None]
    hash: Mapped[str] = mapped_column(String(64))
    hit_count: Mapped[int] = mapped_column(BigInteger, default=0)
    enabled: Mapped[bool] = mapped_column(Boolean, default=True)
    disabled_at: Mapped[datetime | None]
    disabled_by: Mapped[uuid.UUID | None]
    status: Mapped[str] = mapped_column(String(16))
    error: Mapped[str | None] = mapped_column(Text)
    edited: Mapped[bool] = mapped_column(Boolean, default=False)
    rev: Mapped[int] = mapped_column(Integer, default=0)
    created_by: Mapped[uuid.UUID | None]
    updated_by: Mapped[uuid.UUID | None]
    indexing_at: Mapped[datetime | None]
    completed_at: Mapped[datetime | None]


class ChildChunkRow(IdMixin, TimeMixin, Row):
    """A piece of a segment that is matched instead of it. `type` is `automatic` or `customized`."""

    __tablename__ = "child_chunk"
    __table_args__ = (
        Index("ix_child_chunk_list", "segment_id", "position"),
        Index("ix_child_chunk_document", "document_id"),
    )

    workspace_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    dataset_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("dataset.id", ondelete="CASCADE"))
    document_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("document.id", ondelete="CASCADE"))
    segment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("document_segment.id", ondelete="CASCADE"))
    position: Mapped[int] = mapped_column(Integer)
    content: Mapped[str] = mapped_column(Text)
    word_count: Mapped[int] = mapped_column(Integer)
    type: Mapped[str] = mapped_column(String(16), default="automatic")


class EntryRow(Row):
    """Under what a segment is found: itself or a child, with the vector (16-bit floats) of its embedding model.

    Searches see an entry while it is `live`: it and its segment and document are served. The indexes of the stores
    hold copies by `no`.
    """

    __tablename__ = "knowledge_entry"
    __table_args__ = (
        Index("ix_knowledge_entry_rev", "dataset_id", "rev"),
        Index("ix_knowledge_entry_document", "document_id"),
        Index("ix_knowledge_entry_segment", "segment_id"),
        {"sqlite_autoincrement": True},
    )

    no: Mapped[int] = mapped_column(_BigKey, primary_key=True, autoincrement=True)
    dataset_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("dataset.id", ondelete="CASCADE"))
    document_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("document.id", ondelete="CASCADE"))
    segment_id: Mapped[uuid.UUID]
    child_id: Mapped[uuid.UUID | None]
    rev: Mapped[int] = mapped_column(BigInteger)
    live: Mapped[bool] = mapped_column(Boolean)
    vector: Mapped[bytes | None] = mapped_column(LargeBinary)


class EntryGoneRow(Row):
    """An entry that was removed in a revision of its dataset: how copies in memory learn of it."""

    __tablename__ = "knowledge_entry_gone"
    __table_args__ = (Index("ix_knowledge_entry_gone_rev", "dataset_id", "rev"),)

    no: Mapped[int] = mapped_column(_BigKey, primary_key=True, autoincrement=False)
    dataset_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("dataset.id", ondelete="CASCADE"))
    rev: Mapped[int] = mapped_column(BigInteger)


class MetadataFieldRow(IdMixin, Row):
    """A field that documents of a dataset can have; `type` is `string`, `number` or `time`."""

    __tablename__ = "dataset_metadata"
    __table_args__ = (UniqueConstraint("dataset_id", "name"),)

    workspace_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    dataset_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("dataset.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(255))
    type: Mapped[str] = mapped_column(String(16))
    created_by: Mapped[uuid.UUID | None]
    created_at: Mapped[datetime]


class MetadataValueRow(Row):
    """A value of a document: `text` of strings, `number` of numbers and times (seconds). Both null: no value."""

    __tablename__ = "document_metadata"
    __table_args__ = (Index("ix_document_metadata_field", "field_id"),)

    document_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("document.id", ondelete="CASCADE"), primary_key=True)
    field_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("dataset_metadata.id", ondelete="CASCADE"), primary_key=True)
    dataset_id: Mapped[uuid.UUID]
    text: Mapped[str | None] = mapped_column(Text)
    number: Mapped[float | None] = mapped_column(Float)


class DatasetQueryRow(IdMixin, Row):
    """A question that was asked of a dataset; `source` is `hit_testing` or `app`."""

    __tablename__ = "dataset_query"
    __table_args__ = (Index("ix_dataset_query_list", "dataset_id", "created_at"),)

    workspace_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    dataset_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("dataset.id", ondelete="CASCADE"))
    content: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(String(16))
    app_id: Mapped[uuid.UUID | None]
    created_by: Mapped[uuid.UUID | None]
    created_at: Mapped[datetime]
