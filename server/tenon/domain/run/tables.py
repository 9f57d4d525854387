"""Runs, their node runs and their events."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Float, ForeignKey, Index, Integer, LargeBinary, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from tenon.kit.db import IdMixin, Row

_RUNNING = text("status = 'running'")


class RunRow(IdMixin, Row):
    """One execution of a graph. The id is also the task id.

    `mode` is `workflow` or `advanced-chat`; `triggered_from` is `app-run` or `debugging`; `spec` is what a resume
    needs beside the graph; `owner` is the process that executes it now; `graph_id` names the snapshot of a draft.
    """

    __tablename__ = "workflow_run"
    __table_args__ = (
        Index("ix_workflow_run_list", "workspace_id", "app_id", "created_at"),
        Index("ix_workflow_run_running", "owner", postgresql_where=_RUNNING, sqlite_where=_RUNNING),
    )

    workspace_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    app_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("app.id", ondelete="CASCADE"))
    workflow_id: Mapped[uuid.UUID]
    version: Mapped[str] = mapped_column(String(64))
    mode: Mapped[str] = mapped_column(String(32))
    triggered_from: Mapped[str] = mapped_column(String(16))
    status: Mapped[str] = mapped_column(String(24))
    inputs: Mapped[dict[str, Any]] = mapped_column(JSON)
    outputs: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    error: Mapped[str | None] = mapped_column(Text)
    elapsed_time: Mapped[float] = mapped_column(Float, default=0)
    total_tokens: Mapped[int] = mapped_column(Integer, default=0)
    total_steps: Mapped[int] = mapped_column(Integer, default=0)
    exceptions_count: Mapped[int] = mapped_column(Integer, default=0)
    created_by_role: Mapped[str] = mapped_column(String(16))
    created_by: Mapped[uuid.UUID]
    created_from: Mapped[str] = mapped_column(String(16))
    conversation_id: Mapped[uuid.UUID | None]
    message_id: Mapped[uuid.UUID | None]
    graph_id: Mapped[str | None] = mapped_column(String(64))
    spec: Mapped[dict[str, Any]] = mapped_column(JSON)
    owner: Mapped[str] = mapped_column(String(64))
    attempt: Mapped[int] = mapped_column(Integer, default=1)
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class NodeRunRow(IdMixin, Row):
    """One finished execution of a node. `record` holds what a resume needs beyond the columns."""

    __tablename__ = "node_run"
    __table_args__ = (Index("ix_node_run_run", "run_id", "position"),)

    run_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("workflow_run.id", ondelete="CASCADE"))
    position: Mapped[int] = mapped_column(Integer)
    node_id: Mapped[str] = mapped_column(String(255))
    node_type: Mapped[str] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(String(16))
    error: Mapped[str | None] = mapped_column(Text)
    inputs: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    process_data: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    outputs: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    execution_metadata: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    elapsed_time: Mapped[float] = mapped_column(Float)
    started_at: Mapped[float] = mapped_column(Float)
    finished_at: Mapped[float] = mapped_column(Float)
    record: Mapped[dict[str, Any]] = mapped_column(JSON)


class RunEventRow(Row):
    """A stretch of the run's event stream, `seq` to `last_seq`: JSON lines as they went to the client.

    `form` is `json`, `zlib` or `text` (see `stretches`).
    """

    __tablename__ = "run_event"

    run_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("workflow_run.id", ondelete="CASCADE"), primary_key=True)
    seq: Mapped[int] = mapped_column(Integer, primary_key=True)
    last_seq: Mapped[int] = mapped_column(Integer)
    form: Mapped[str] = mapped_column(String(8))
    lines: Mapped[bytes] = mapped_column(LargeBinary)


class GraphSnapshotRow(Row):
    """The graph of a draft as it ran, once per content."""

    __tablename__ = "graph_snapshot"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    workspace_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"), primary_key=True)
    graph: Mapped[dict[str, Any]] = mapped_column(JSON)


class LeaseRow(Row):
    """A process that owns runs. It is renewed in the writer's commits; past `expires_at` its runs are free."""

    __tablename__ = "run_lease"

    owner: Mapped[str] = mapped_column(String(64), primary_key=True)
    host: Mapped[str] = mapped_column(String(255))
    pid: Mapped[int] = mapped_column(Integer)
    started: Mapped[str] = mapped_column(String(64))
    expires_at: Mapped[datetime]
