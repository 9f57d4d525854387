"""Group commit: rows of all runs are collected and made durable together."""

from tenon.kit.group_commit.batch import Batch, Lost, PostgresTarget, SqliteTarget, Target, WriteFailed
from tenon.kit.group_commit.writer import GroupCommit, Lane

__all__ = ["Batch", "GroupCommit", "Lane", "Lost", "PostgresTarget", "SqliteTarget", "Target", "WriteFailed"]
