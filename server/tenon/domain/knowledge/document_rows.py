"""Rows of documents: their states, and how the console shows them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from random import randrange
from typing import Any

from tenon.domain.file.tables import UploadRow
from tenon.domain.knowledge.repository.documents import OPEN
from tenon.domain.knowledge.schemas import Document
from tenon.domain.knowledge.shapes import DisplayStatus
from tenon.domain.knowledge.tables import DocumentRow, ProcessRuleRow
from tenon.kit.db import utc_now


def display_status(row: DocumentRow) -> DisplayStatus:
    """The state as people see it."""
    if row.status in OPEN:
        if row.paused_at is not None:
            return "paused"
        return "queuing" if row.status == "waiting" else "indexing"
    if row.status == "error":
        return "error"
    if row.archived:
        return "archived"
    return "available" if row.enabled else "disabled"


def new_batch() -> str:
    """The name of a request's documents: a time stamp and six digits."""
    return f"{datetime.now(UTC):%Y%m%d%H%M%S}{randrange(100_000, 1_000_000)}"


def restart(row: DocumentRow) -> None:
    """Set a document back to its beginning."""
    row.status, row.error, row.claim = "waiting", None, None
    row.started_at = row.parsed_at = row.cleaned_at = row.split_at = row.completed_at = None
    row.paused_at = row.paused_by = row.stopped_at = None
    row.total_segments = row.done_segments = 0


def source_info(file: UploadRow) -> dict[str, Any]:
    """Where a document came from."""
    return {
        "upload_id": str(file.id),
        "name": file.name,
        "size": file.size,
        "extension": file.extension,
        "mime_type": file.mime_type,
    }


def document_shown(row: DocumentRow, rule: ProcessRuleRow | None, values: Sequence[Any]) -> Document:
    """A document as the console answers it."""
    progress, remaining = _progress(row)
    return Document.model_validate(
        {
            **{name: getattr(row, name) for name in _SAME},
            "indexing_status": "paused" if row.paused_at is not None and row.status in OPEN else row.status,
            "display_status": display_status(row),
            "completed_segments": row.done_segments,
            "progress": progress,
            "remaining_seconds": remaining,
            "process_rule": {"mode": rule.mode, "rules": rule.rules} if rule is not None else None,
            "doc_metadata": list(values),
        }
    )


_SAME = (
    *("id", "position", "batch", "name", "source_type", "source_info", "doc_form", "doc_language", "error", "enabled"),
    *(
        "archived",
        "word_count",
        "tokens",
        "embedding_tokens",
        "hit_count",
        "segment_count",
        "total_segments",
        "created_by",
        "created_at",
    ),
    *("updated_at", "completed_at", "indexing_latency"),
)


def _progress(row: DocumentRow) -> tuple[float, float | None]:
    if row.status == "completed":
        return 1.0, 0.0
    if row.status not in OPEN or row.split_at is None or not row.total_segments:
        return {"parsing": 0.02, "cleaning": 0.05, "splitting": 0.08}.get(row.status, 0.0), None
    part = row.done_segments / row.total_segments
    spent = (utc_now() - row.split_at).total_seconds()
    left = row.total_segments - row.done_segments
    remaining = round(spent / row.done_segments * left, 1) if row.done_segments else None
    return round(0.1 + 0.9 * part, 3), remaining
