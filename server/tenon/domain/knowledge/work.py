"""A document in work, and the texts that its segments are found under."""

from dataclasses import dataclass
from uuid import UUID

from tenon.domain.knowledge.tables import DatasetRow, DocumentRow


class Lost(Exception):
    """The work was taken away: paused, deleted, begun anew."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A text to find a segment under."""

    segment_id: UUID
    child_id: UUID | None
    text: str
    position: int = 0
    enabled: bool = True


@dataclass(slots=True)
class Work:
    """A document in work."""

    document: DocumentRow
    dataset: DatasetRow
    claim: UUID

    @property
    def economy(self) -> bool:
        """Whether words alone are indexed."""
        return self.dataset.indexing_technique != "high_quality"
